#include "model/units/children.h"

#include <cerrno>
#include <iterator>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

long long monotonicMs() noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1'000'000;
}

/// spared 0: none.
bool killChildren(pid_t spared, int limitMs, pid_t statusPid, int* status) noexcept
{
    const long long deadline = monotonicMs() + limitMs;
    long pauseNs = 200'000;
    for (;;) {
        pid_t children[256];
        const std::size_t count = listChildren(children, std::size(children));
        for (std::size_t i = 0; i < count; ++i)
            if (children[i] != spared)
                ::kill(children[i], SIGKILL);

        bool reaped = false;
        int ended = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(-1, &ended, WNOHANG)) > 0) {
            reaped = true;
            if (pid == spared)
                spared = 0;
            if (pid == statusPid && status)
                *status = ended;
        }
        // The kernel's list may miss some while they come and go (proc(5)): waitpid() has the last word.
        if (pid < 0 && errno == ECHILD)
            return true;
        if (spared != 0 && !reaped && count == 1 && children[0] == spared)
            return true;
        if (monotonicMs() >= deadline)
            return false;
        if (reaped) {
            pauseNs = 200'000;
            continue;
        }
        const timespec pause{0, pauseNs};
        ::nanosleep(&pause, nullptr);
        pauseNs = pauseNs < 10'000'000 ? pauseNs * 2 : pauseNs;
    }
}

} // namespace

std::size_t listChildren(pid_t* pids, std::size_t capacity) noexcept
{
    const int fd = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    char buffer[4096];
    std::size_t count = 0;
    pid_t pid = 0;
    ssize_t size = 0;
    while (count < capacity && (size = ::read(fd, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < size && count < capacity; ++i) {
            if (buffer[i] >= '0' && buffer[i] <= '9') {
                pid = pid * 10 + (buffer[i] - '0');
            } else if (pid > 0) {
                pids[count++] = pid;
                pid = 0;
            }
        }
    }
    ::close(fd);
    return count;
}

bool killAllChildren(int limitMs, pid_t statusPid, int* status) noexcept
{
    return killChildren(0, limitMs, statusPid, status);
}

bool killAllChildrenBut(pid_t spared, int limitMs) noexcept
{
    return killChildren(spared, limitMs, 0, nullptr);
}

} // namespace rollcall
