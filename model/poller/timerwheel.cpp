#include "model/poller/timerwheel.h"

#include <algorithm>

namespace rollcall
{

TimerWheel::TimerWheel(Instant start, Millis tick)
    : m_start(start)
    , m_tick(tick)
    , m_heads(slots, none)
{
}

int64_t TimerWheel::ticksUntil(Instant at) const
{
    return (at - m_start) / m_tick;
}

void TimerWheel::set(Index index, Instant at)
{
    clear(index);
    if (index >= m_links.size())
        m_links.resize(index + 1);
    const Instant roundedUp = at + m_tick - Instant::duration(1);
    const int64_t tick = std::max(ticksUntil(roundedUp), m_now + 1);
    Index& first = head(tick);
    m_links[index] = {none, first, tick};
    if (first != none)
        m_links[first].before = index;
    first = index;
    ++m_count;
}

void TimerWheel::clear(Index index)
{
    if (index >= m_links.size() || m_links[index].tick < 0)
        return;
    Link& link = m_links[index];
    if (link.before != none)
        m_links[link.before].after = link.after;
    else
        head(link.tick) = link.after;
    if (link.after != none)
        m_links[link.after].before = link.before;
    link = {};
    --m_count;
}

void TimerWheel::advance(Instant now, std::vector<Index>& due)
{
    const int64_t target = ticksUntil(now);
    if (target <= m_now)
        return;
    // After a long sleep one turn sees every slot.
    const int64_t steps = std::min(target - m_now, static_cast<int64_t>(slots));
    m_now = target;
    for (int64_t tick = target - steps + 1; tick <= target && m_count > 0; ++tick) {
        for (Index index = head(tick); index != none;) {
            const Index after = m_links[index].after;
            if (m_links[index].tick <= target) {
                clear(index);
                due.push_back(index);
            }
            index = after;
        }
    }
}

std::optional<Millis> TimerWheel::wait(Instant now) const
{
    if (m_count == 0)
        return std::nullopt;
    int64_t tick = m_now + 1;
    while (tick < m_now + static_cast<int64_t>(slots) && m_heads[static_cast<size_t>(tick) % slots] == none)
        ++tick;
    return std::max(std::chrono::ceil<Millis>(m_start + tick * m_tick - now), Millis(0));
}

} // namespace rollcall
