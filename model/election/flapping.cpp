#include "model/election/flapping.h"

#include <algorithm>

namespace rollcall::election
{

void Flapping::termEnded(Instant wonAt, Instant now, TermEnd why, Millis ttl)
{
    if (now - wonAt >= quickLoss)
        m_losses = 0;
    if (why == TermEnd::Stopped || why == TermEnd::Switchover || why == TermEnd::Intent)
        return;
    if (now - wonAt >= quickLoss)
        return;
    if (now - m_lostAt > window)
        m_losses = 0;
    m_lostAt = now;
    m_lostAfter = std::chrono::duration_cast<Millis>(now - wonAt);
    m_lostBy = why;
    m_unitsFailed = why == TermEnd::UnitFailed;
    const auto wait = std::min<std::chrono::nanoseconds>(ttl * (1 << m_losses), longestWait);
    m_losses = std::min(m_losses + 1, 10);
    m_waitUntil = now + wait;
}

Instant Flapping::waitUntil(Instant free, Millis ttl) const
{
    return m_unitsFailed ? m_waitUntil : std::min<Instant>(m_waitUntil, free + 2 * ttl);
}

void Flapping::primaryChanged(Instant now)
{
    m_changes.push_back(now);
    if (m_changes.size() > tooMany)
        m_changes.pop_front();
}

bool Flapping::shouldAlarm(Instant now)
{
    if (m_changes.size() < tooMany || now - m_changes.front() > window || now < m_quietUntil)
        return false;
    m_quietUntil = now + window;
    return true;
}

} // namespace rollcall::election
