#include "model/poller/probecycle.h"

#include <algorithm>

namespace rollcall
{

using std::chrono::duration_cast;
using std::chrono::microseconds;

namespace
{

constexpr Millis backOffFirst{250};

Instant::duration part(Millis whole, double share)
{
    return duration_cast<Instant::duration>(whole * share);
}

} // namespace

ProbeCycle::ProbeCycle(const PollerTimings& timings, Instant now)
    : m_interval(timings.interval)
    , m_deadline(timings.deadline)
    , m_wakeAt(now)
    , m_nextPing(now)
{
}

std::optional<Instant> ProbeCycle::wakeAt() const
{
    if (m_phase == Phase::Queued || m_phase == Phase::Queuing)
        return std::nullopt;
    return m_wakeAt;
}

ProbeCycle::Order ProbeCycle::woken(Instant now)
{
    const std::optional<Instant> at = wakeAt();
    if (!at || now < *at)
        return Order::Nothing;
    switch (m_phase) {
    case Phase::Resting:
        return Order::Connect;
    case Phase::Idle:
        return Order::Ping;
    case Phase::Pinging:
        // Not a byte since it was sent: the other end hangs, or the network lost the connection.
        if (m_heardAt < m_sentAt)
            return Order::GiveUp;
        m_phase = Phase::Idle;
        m_wakeAt = std::max(m_nextPing, now);
        return Order::Miss;
    case Phase::Connecting:
    case Phase::Greeting:
        return Order::GiveUp;
    case Phase::Queued:
    case Phase::Queuing:
        break;
    }
    return Order::Nothing;
}

ProbeCycle::Order ProbeCycle::asked()
{
    if (m_phase == Phase::Resting)
        return Order::Connect;
    return m_phase == Phase::Idle ? Order::Ping : Order::Nothing;
}

void ProbeCycle::queued()
{
    m_phase = Phase::Queued;
}

void ProbeCycle::connecting(Instant now)
{
    m_phase = Phase::Connecting;
    m_wakeAt = now + m_deadline;
}

void ProbeCycle::accepted()
{
    m_phase = Phase::Queuing;
}

void ProbeCycle::greeting(Instant now)
{
    m_phase = Phase::Greeting;
    m_wakeAt = now + m_deadline;
}

ProbeCycle::Order ProbeCycle::connected()
{
    m_phase = Phase::Idle;
    return Order::Ping;
}

void ProbeCycle::pinged(Instant now, double chance)
{
    m_phase = Phase::Pinging;
    m_sentAt = now;
    m_wakeAt = now + m_deadline;
    m_nextPing = now + part(m_interval, 0.9 + 0.2 * chance);
}

microseconds ProbeCycle::answered(Instant now)
{
    m_phase = Phase::Idle;
    m_backOff = Millis(0);
    m_wakeAt = std::max(m_nextPing, now);
    return duration_cast<microseconds>(now - m_sentAt);
}

void ProbeCycle::lost(Instant now, double chance)
{
    // A target that is lost tries again at most one interval later, so that its return shows at once.
    m_backOff = std::min(m_backOff.count() == 0 ? backOffFirst : m_backOff * 2, m_interval);
    m_phase = Phase::Resting;
    m_wakeAt = now + part(m_backOff, 0.5 + 0.5 * chance);
}

void ProbeCycle::parted()
{
    m_phase = Phase::Resting;
}

} // namespace rollcall
