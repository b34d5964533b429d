#pragma once

#include <sys/types.h>

namespace rollcall
{

/// Called in a freshly forked child of the node service, before exec: forks once more. The inner process
/// returns, as leader of a session and process group of its own with default signals, and goes on to exec the
/// unit's program. The outer one stays as its guard and never returns:
///
/// - It is a child subreaper (PR_SET_CHILD_SUBREAPER), so that every descendant of the program stays below
///   it, also one that forks twice and calls setsid().
/// - SIGTERM is passed on to the program's process group.
/// - SIGUSR1 kills every descendant with SIGKILL. The kernel sends it as well when the node service dies
///   (PR_SET_PDEATHSIG): no process of a unit outlives its node service, even when that and its supervisor
///   are killed together.
/// - When the program has ended, the guard kills what it left behind, and ends the same way: same exit code,
///   same signal. So the guard's end means that no process of the unit is left.
///
/// Only async-signal-safe calls: other threads may hold any lock at the fork.
void guardUnit(pid_t nodeService) noexcept;

} // namespace rollcall
