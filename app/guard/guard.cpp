#include "app/guard/guard.h"

#include "model/units/children.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr int notStarted = 127; // as shells end when a program could not be run

void resetSignals()
{
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL); // fails for SIGKILL and SIGSTOP, which need none
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void endLike(int status)
{
    if (WIFSIGNALED(status)) {
        const rlimit noCore{0, 0}; // the program has written its own
        ::setrlimit(RLIMIT_CORE, &noCore);
        resetSignals();
        ::raise(WTERMSIG(status));
        ::_exit(128 + WTERMSIG(status));
    }
    ::_exit(WEXITSTATUS(status));
}

[[noreturn]] void killRestAndEnd(pid_t program, int status)
{
    while (!killAllChildren(60'000, program, &status)) {
        // A process in uninterruptible sleep: the unit is not gone before it is.
    }
    endLike(status);
}

void tellStatus(const char* word, int number)
{
    ::dprintf(statusDescriptor, "%s %d\n", word, number);
    ::close(statusDescriptor);
}

[[noreturn]] void becomeProgram(pid_t guard, int errorPipe, char* const* command)
{
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != guard)
        ::_exit(notStarted);
    resetSignals();
    // execvp() would hand a text file without an interpreter line to the shell.
    if (std::strchr(command[0], '/'))
        ::execv(command[0], command);
    else
        ::execvp(command[0], command);
    const int error = errno;
    [[maybe_unused]] const ssize_t written = ::write(errorPipe, &error, sizeof error);
    ::_exit(notStarted);
}

/// The program's process; ends the guard when it cannot be started.
pid_t startProgram(char* const* command)
{
    int errorPipe[2];
    if (::pipe2(errorPipe, O_CLOEXEC) != 0) {
        tellStatus("failed", errno);
        ::_exit(notStarted);
    }
    const pid_t guard = ::getpid();
    const pid_t program = ::fork();
    if (program < 0) {
        tellStatus("failed", errno);
        ::_exit(notStarted);
    }
    if (program == 0)
        becomeProgram(guard, errorPipe[1], command);

    ::close(errorPipe[1]);
    int error = 0;
    const ssize_t size = ::read(errorPipe[0], &error, sizeof error); // nothing: exec() has closed it
    ::close(errorPipe[0]);
    if (size > 0) {
        ::waitpid(program, nullptr, 0);
        tellStatus("failed", error);
        ::_exit(notStarted);
    }
    tellStatus("started", program);
    return program;
}

} // namespace

void runGuarded(pid_t nodeService, char* const* command)
{
    sigset_t awaited;
    ::sigemptyset(&awaited);
    for (const int number : {SIGCHLD, SIGTERM, SIGUSR1})
        ::sigaddset(&awaited, number);
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::signal(SIGCHLD, SIG_DFL); // an inherited SIG_IGN would let children vanish unseen
    ::fcntl(statusDescriptor, F_SETFD, FD_CLOEXEC);
    ::setsid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_PDEATHSIG, SIGUSR1);
    if (::getppid() != nodeService)
        ::_exit(notStarted); // it died before the kernel was asked to tell

    const pid_t program = startProgram(command);
    // The pipes are the program's: its reader must see them end when it closes them.
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        ::close(descriptor);
    for (;;) {
        int status = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) {
            if (pid == program)
                killRestAndEnd(program, status);
        }
        const int number = ::sigwaitinfo(&awaited, nullptr);
        if (number == SIGTERM)
            ::kill(-program, SIGTERM);
        else if (number == SIGUSR1)
            killRestAndEnd(program, SIGKILL);
    }
}

} // namespace rollcall
