#pragma once

#include "tests/election/simulation.h"

#include <optional>
#include <string>
#include <vector>

namespace rollcall::sim
{

/// What came of one schedule.
struct Outcome {
    std::optional<std::string> violation;
    std::vector<std::string> trace; ///< when asked for
    Time takeover{0};               ///< where the schedule measures one
};

/// A random cluster, random clocks, delays, losses and faults for some seconds; then everything heals, and
/// within 2·ttl there must be a primary that stays.
Outcome runFaults(quint32 seed, bool trace);

/// A cluster without any fault but one: the primary's host dies. The successor must be in office within
/// ttl + poll and a little.
Outcome runHostDeath(quint32 seed, bool trace);

/// Clocks that go alike, readings at any phase. One node of a higher priority: whenever the primary's host
/// dies and that node is another one, it is the successor.
Outcome runPreferred(quint32 seed, bool trace);

/// What can happen to one call when every combination is tried.
inline constexpr int callFates = 4;
/// What happens besides: nothing, the primary's host dies, SIGSTOP of the primary, its replies are lost.
inline constexpr int disturbances = 4;

/// Two nodes, the second with a clock 10 % faster. After the disturbance the next calls meet the fates given,
/// then all goes well. fromTakeOver: counted from the first takeover after the disturbance, not from it.
Outcome runChosen(const std::vector<int>& fates, int disturbance, bool fromTakeOver, bool trace);

} // namespace rollcall::sim
