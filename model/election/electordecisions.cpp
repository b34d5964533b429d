// The second half of Elector: what to do next, now that an input was taken in.

#include "model/cluster/eventkinds.h"
#include "model/election/candidacy.h"
#include "model/election/elector.h"

#include <algorithm>

namespace rollcall
{

using namespace election;
using namespace std::chrono_literals;

namespace
{
constexpr Millis nudgeGap{20};       ///< a flood of nudges asks the database no more often
constexpr Millis staggerPerRank{20}; ///< about one takeover's round trip
constexpr Millis largestJitter{10};
} // namespace

// ---------------------------------------------------------------------------------------

void Elector::decide()
{
    alarmIfMissing();
    retireIfDone();
    if (m_call != Call::None || m_retired)
        return;
    if (m_nudged)
        m_nextCall = std::min(m_nextCall, std::max<Instant>(m_now, m_sentAt + nudgeGap));
    m_nudged = false;
    if (!m_term) {
        decideAsFollower();
    } else if (m_now >= m_nextCall) {
        m_nextCall = m_now + m_timings.renew;
        m_sentEpoch = m_term->epoch;
        send(Call::Renew, Renew{m_term->epoch});
    }
}

void Elector::decideAsFollower()
{
    if (m_ended && m_unitsOf == 0 && !m_guard.halted()) {
        if (m_now >= m_nextCall)
            send(Call::Release, Release{m_ended->epoch, m_ended->target, m_ended->why});
        return;
    }
    const std::optional<Instant> at = takeOverAt();
    const bool fresh = !m_stale && m_now - m_seenAt <= 2 * m_timings.poll;
    if (at && *at <= m_now && fresh) {
        m_request = takeOverRequest();
        send(Call::TakeOver, TakeOver{m_request});
        return;
    }
    // A look just before the takeover would only delay it.
    const bool soon = at && fresh && *at - m_now < m_timings.poll / 4;
    if (m_now >= m_nextCall && !soon)
        send(Call::Read, Read{});
    else if (at && *at <= m_now && !fresh && m_failures == 0)
        send(Call::Read, Read{});
}

void Elector::send(Call call, Action action)
{
    m_call = call;
    m_sentAt = m_now;
    m_sentTenure = m_timings.tenure();
    m_out.push_back(std::move(action));
}

std::optional<Instant> Elector::takeOverAt() const
{
    const bool standing = m_seen && !m_guard.halted() && !m_retiring && !m_ended && m_unitsOf == 0 &&
                          m_timingsValid && mayStand(*m_seen, m_config.me) && (m_fit || byHand(*m_seen)) &&
                          !heldByPause(*m_seen, m_config.me);
    if (!standing)
        return std::nullopt;
    if (namedTarget(*m_seen, m_config.me))
        return std::max(m_watch.placedSince(), m_noTakeOverBefore);
    const Lease& lease = *m_seen->lease;
    Instant at = m_watch.silentAt(m_timings.ttl);
    if (lease.released())
        at = lease.target.isNull() ? m_watch.placedSince() : m_watch.keptUntil(m_timings.ttl);
    at += stagger();
    return std::max({at, m_holdBackUntil, m_flapping.waitUntil(at, m_timings.ttl), m_noTakeOverBefore});
}

std::chrono::nanoseconds Elector::stagger() const
{
    if (byHand(*m_seen) || m_seen->rank <= 0)
        return 0ns;
    const auto byRank =
        std::min<std::chrono::nanoseconds>(staggerPerRank * std::min(m_seen->rank, 100), m_timings.poll / 2);
    const std::chrono::nanoseconds behind = m_seen->outranked ? m_timings.poll * 3 / 2 : Millis(0);
    return behind + byRank + std::chrono::duration_cast<std::chrono::nanoseconds>(largestJitter * m_jitter);
}

TakeOverRequest Elector::takeOverRequest() const
{
    const Lease& lease = *m_seen->lease;
    TakeOverRequest request{
        m_config.me, lease, std::max(m_seen->fence, m_guard.highest()) + 1, TermStart::Silence, {}};
    if (lease.released())
        request.why = lease.epoch == 0                    ? TermStart::First
                      : namedTarget(*m_seen, m_config.me) ? TermStart::Switchover
                                                          : TermStart::Released;
    else
        request.silence = m_watch.silence(m_now);
    return request;
}

Instant Elector::missingSince() const
{
    return m_seen->lease->released() ? m_watch.keptUntil(m_timings.ttl) : m_watch.silentAt(m_timings.ttl);
}

void Elector::alarmIfMissing()
{
    const bool first = m_seen && !m_stale && !m_term && m_seen->rank == 0 && mayStand(*m_seen, m_config.me);
    if (!first || !heldByPause(*m_seen, m_config.me) || m_now < missingSince())
        return;
    if (m_missingTold == m_seen->lease->epoch)
        return;
    m_missingTold = m_seen->lease->epoch;
    m_out.push_back(
        Alarm{eventkind::PrimaryMissing, Severity::Error,
              QStringLiteral("There is no primary, and automatic takeover is paused. Resume it, or "
                             "switch over to a node by name.")});
}

void Elector::retireIfDone()
{
    const bool holding = m_term || m_unitsOf != 0 || (m_ended && !m_guard.halted()) || (m_doubt && m_stale);
    if (!m_retiring || m_retired || holding || m_call != Call::None)
        return;
    m_retired = true;
    m_out.push_back(Retired{});
}

Instant Elector::nextWakeAfter() const
{
    Instant wake = m_term ? m_term->deadline : Instant::max();
    if (m_call != Call::None || m_retired)
        return wake;
    const std::optional<Instant> at = m_term ? std::nullopt : takeOverAt();
    const bool soon = at && !m_stale && *at > m_now && *at - m_now < m_timings.poll / 4;
    wake = std::min(wake, soon ? *at : m_nextCall);
    if (at && *at > m_now)
        wake = std::min(wake, *at);
    return wake;
}

} // namespace rollcall
