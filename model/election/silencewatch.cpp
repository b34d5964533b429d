#include "model/election/silencewatch.h"

#include <algorithm>

namespace rollcall::election
{

bool SilenceWatch::observe(const Lease& lease, Instant receivedAt)
{
    const bool alive = !m_lease || m_lease->epoch != lease.epoch || m_lease->seq != lease.seq;
    const bool placed = !m_lease || m_lease->holder != lease.holder || m_lease->target != lease.target ||
                        m_lease->epoch != lease.epoch;
    if (alive)
        m_since = receivedAt;
    if (placed)
        m_placedSince = receivedAt;
    m_lease = lease;
    return alive || placed;
}

void SilenceWatch::restart(Instant now, Millis longerTtl)
{
    m_since = now;
    m_notBefore = std::max(m_notBefore, now + longerTtl);
}

Instant SilenceWatch::silentAt(Millis ttl) const
{
    return std::max<Instant>(m_since + ttl, m_notBefore);
}

Instant SilenceWatch::keptUntil(Millis ttl) const
{
    return std::max<Instant>(m_placedSince + ttl, m_notBefore);
}

Millis SilenceWatch::silence(Instant now) const
{
    return std::chrono::duration_cast<Millis>(now - m_since);
}

} // namespace rollcall::election
