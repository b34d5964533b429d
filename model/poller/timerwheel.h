#pragma once

#include "model/core/clock.h"

#include <optional>
#include <vector>

namespace rollcall
{

/// One timer for each of many targets: setting and clearing take the same short time whatever their number.
/// Times are rounded up to a tick, so that one wake-up serves many. Pure: it never asks for the time.
class TimerWheel
{
public:
    using Index = uint32_t; ///< a target's, small: memory is kept for all below it

    explicit TimerWheel(Instant start, Millis tick = Millis(10));

    /// In place of the one that is set. One in the past is due at the next tick.
    void set(Index index, Instant at);
    void clear(Index index);

    /// Appends those whose time has come, never one too early, and clears them.
    void advance(Instant now, std::vector<Index>& due);

    /// How long nothing can be due, rounded up to milliseconds; nothing: no timer is set. With timers
    /// further off than the wheel's turn it may be shorter than necessary.
    std::optional<Millis> wait(Instant now) const;

private:
    static constexpr size_t slots = 512;
    static constexpr Index none = ~Index(0);

    struct Link {
        Index before = none;
        Index after = none;
        int64_t tick = -1; ///< −1: not set
    };

    int64_t ticksUntil(Instant at) const; ///< rounded down
    Index& head(int64_t tick) { return m_heads[static_cast<size_t>(tick) % slots]; }

    Instant m_start;
    Millis m_tick;
    int64_t m_now = 0; ///< the last tick that advance() handled
    size_t m_count = 0;
    std::vector<Index> m_heads;
    std::vector<Link> m_links;
};

} // namespace rollcall
