#pragma once

#include "model/cluster/lease.h"

#include <deque>

namespace rollcall::election
{

/// Keeps a node that cannot hold the primary's role from grabbing it again and again, and notices a cluster
/// whose primary changes too often.
class Flapping
{
public:
    static constexpr std::chrono::seconds quickLoss{30};   ///< a term lost within this was no good one
    static constexpr std::chrono::seconds longestWait{60}; ///< whatever n
    static constexpr std::chrono::minutes window{10};      ///< in which changes are counted
    static constexpr size_t tooMany = 3;                   ///< changes in the window

    /// A term of this node ended. A term that was given up because somebody wanted it so is not a loss.
    void termEnded(Instant wonAt, Instant now, TermEnd why, Millis ttl);
    /// Before this the node does not stand; the zero instant when nothing holds it back. free: from when it
    /// might stand otherwise. The wait leaves the role to others; when none of them has taken it within
    /// 2·ttl, waiting helps nobody, and ends. But a node whose own units failed waits to the end: there the
    /// role is worth nothing, and each attempt ends the peace of the others.
    Instant waitUntil(Instant free, Millis ttl) const;
    /// The same when others are there to take it.
    Instant waitUntil() const { return m_waitUntil; }

    /// What the wait is about: the term that was lost, how long it had lasted and how it ended. For show.
    Millis lostAfter() const { return m_lostAfter; }
    TermEnd lostBy() const { return m_lostBy; }

    /// The primary changed without anybody having asked for it.
    void primaryChanged(Instant now);
    /// True once when there were too many changes in the window; then not again for as long as the window.
    bool shouldAlarm(Instant now);

private:
    int m_losses = 0;           ///< quick ones in a row, none longer than the window after the one before
    bool m_unitsFailed = false; ///< in the last of them
    Instant m_lostAt{};
    Millis m_lostAfter{0};
    TermEnd m_lostBy = TermEnd::Unknown;
    Instant m_waitUntil{};
    std::deque<Instant> m_changes;
    Instant m_quietUntil{};
};

} // namespace rollcall::election
