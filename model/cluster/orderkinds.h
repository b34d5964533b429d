#pragma once

#include <QLatin1String>

/// The kinds of orders to a node (column command.kind) and their arguments. Names are only ever added.
namespace rollcall::orderkind
{

/// To the primary: {"to": NODE ID}. It stops its service units while it goes on renewing, releases with that
/// target, and nudges the target; below high availability it also makes the target the designated primary, in
/// the same step. Finished (Done) once the lease is released. Whoever orders it writes the event
/// switchover.asked of the target in the same transaction: the winner reads there who asked.
inline constexpr QLatin1String Switchover("switchover");

/// To the primary: {"kind": word of a DrillKind but switchover, "silent_ms": how long a host death lasts, 1
/// to longestDrillSilenceMs}. Finished (Done) before the fault, which the node then does to itself. Refused
/// when it is not the primary (any more), without high availability, when takeover is paused, or when no
/// other node is able to take over: a drill leaves nobody without a primary for longer than the fault takes.
inline constexpr QLatin1String Drill("drill");
inline constexpr int longestDrillSilenceMs = 60'000;

/// {"unit": NAME}. Whoever orders a start or a stop writes node.units_held in the same transaction, so the
/// order also outlives a restart of the node. Finished once the unit is running or stopped, or failed to.
inline constexpr QLatin1String UnitStart("unit.start");
inline constexpr QLatin1String UnitStop("unit.stop");
inline constexpr QLatin1String UnitRestart("unit.restart");

} // namespace rollcall::orderkind
