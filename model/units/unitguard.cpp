#include "model/units/unitguard.h"

#include "model/units/children.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr int cannotGuard = 126; // as shells say "found, but could not be run"

void resetSignals() noexcept
{
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL); // fails for SIGKILL and SIGSTOP, which need none
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void endLike(int status) noexcept
{
    if (WIFSIGNALED(status)) {
        const rlimit noCore{0, 0}; // the program has written its own
        ::setrlimit(RLIMIT_CORE, &noCore);
        ::prctl(PR_SET_DUMPABLE, 0);
        resetSignals();
        ::raise(WTERMSIG(status));
        ::_exit(128 + WTERMSIG(status));
    }
    ::_exit(WEXITSTATUS(status));
}

[[noreturn]] void killRestAndEnd(pid_t program, int status) noexcept
{
    while (!killAllChildren(60'000, program, &status)) {
        // A process in uninterruptible sleep: the unit is not gone before it is.
    }
    endLike(status);
}

[[noreturn]] void guard(pid_t program) noexcept
{
    // The pipes of the node service, its sockets and its database belong to nobody here.
    ::close_range(0, ~0U, 0);
    ::prctl(PR_SET_NAME, "rollcall-guard");

    sigset_t awaited;
    ::sigemptyset(&awaited);
    for (const int number : {SIGCHLD, SIGTERM, SIGUSR1})
        ::sigaddset(&awaited, number);
    for (;;) {
        int status = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) {
            if (pid == program)
                killRestAndEnd(program, status);
        }
        switch (::sigwaitinfo(&awaited, nullptr)) {
        case SIGTERM:
            if (::kill(-program, SIGTERM) != 0) // its group does not exist yet: it is about to exec
                ::kill(program, SIGTERM);
            break;
        case SIGUSR1:
            killRestAndEnd(program, SIGKILL);
        default:
            break;
        }
    }
}

} // namespace

void guardUnit(pid_t nodeService) noexcept
{
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::signal(SIGCHLD, SIG_DFL); // an inherited SIG_IGN would let children vanish unseen
    ::setsid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_PDEATHSIG, SIGUSR1);
    if (::getppid() != nodeService)
        ::_exit(cannotGuard); // it died before the kernel was asked to tell

    const pid_t self = ::getpid();
    const pid_t program = ::_Fork();
    if (program < 0)
        ::_exit(cannotGuard);
    if (program > 0)
        guard(program);

    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != self)
        ::_exit(cannotGuard);
    resetSignals();
}

} // namespace rollcall
