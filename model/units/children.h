#pragma once

#include <cstddef>

#include <sys/types.h>

namespace rollcall
{

/// Direct children of this process, as the kernel lists them (proc(5), /proc/PID/task/TID/children), adopted
/// ones included. Async-signal-safe. Of a process with one thread. Returns how many were written, at most
/// capacity.
std::size_t listChildren(pid_t* pids, std::size_t capacity) noexcept;

/// Sends SIGKILL to every child and reaps it, until none is left: with a child subreaper, every descendant
/// then has become a child and died. Of a process with one thread; async-signal-safe. Returns true when
/// waitpid() says that there is no child; false after limitMs. statusPid: when that child is among them, its
/// wait status goes to status.
bool killAllChildren(int limitMs, pid_t statusPid = 0, int* status = nullptr) noexcept;

/// The same, but this child, which has none of its own, lives on; it may end meanwhile and is reaped then.
/// Here the kernel's list has the last word: it is whole as long as no child is reaped while it is read, and
/// what a dying child leaves is adopted before that child can be reaped.
bool killAllChildrenBut(pid_t spared, int limitMs) noexcept;

} // namespace rollcall
