#pragma once

#include <sys/types.h>

namespace rollcall
{

/// Where the guard tells the node service how the start went: an inherited pipe. One line, then it is closed:
/// "started PID" once exec() succeeded, or "failed ERRNO".
inline constexpr int statusDescriptor = 3;

/// Runs a unit's program and stays beside it until no process of it is left.
///
/// - The program is the leader of a session and process group of its own, with default signals.
/// - The guard is a child subreaper (PR_SET_CHILD_SUBREAPER): every descendant of the program stays below it,
///   also one that forks twice and calls setsid().
/// - SIGTERM is passed on to the program's process group.
/// - SIGUSR1 kills every descendant with SIGKILL. The kernel sends it as well when the node service dies
///   (PR_SET_PDEATHSIG): no process of a unit outlives its node service, even when that and its supervisor
///   are killed together.
/// - When the program has ended, the guard kills what it left behind, and ends the same way: same exit code,
///   same signal. So the guard's end means that no process of the unit is left.
///
/// nodeService: the parent; the guard ends at once when that is gone already. Never returns.
[[noreturn]] void runGuarded(pid_t nodeService, char* const* command);

} // namespace rollcall
