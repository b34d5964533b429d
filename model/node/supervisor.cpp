#include "model/node/supervisor.h"

#include "model/cluster/orderkinds.h"
#include "model/core/logging.h"
#include "model/units/children.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <initializer_list>
#include <optional>
#include <utility>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr Millis longestNap{250}; ///< how often the board is looked at; far below any lease's ttl
constexpr int killRoundMs = 5000;
constexpr Millis longestSilence{orderkind::longestDrillSilenceMs};

timespec timespecOf(std::chrono::nanoseconds length)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(length);
    return {static_cast<time_t>(seconds.count()), static_cast<long>((length - seconds).count())};
}

/// Holds back the signals that the supervisor waits for, and gives a child the mask that was there before.
class AwaitedSignals
{
public:
    AwaitedSignals()
    {
        ::sigemptyset(&m_set);
        for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD})
            ::sigaddset(&m_set, number);
        ::signal(SIGCHLD, SIG_DFL); // an inherited SIG_IGN would reap the worker unseen
        ::sigprocmask(SIG_BLOCK, &m_set, &m_before);
    }
    ~AwaitedSignals() { restore(); }
    AwaitedSignals(const AwaitedSignals&) = delete;
    AwaitedSignals& operator=(const AwaitedSignals&) = delete;

    void restore() const { ::sigprocmask(SIG_SETMASK, &m_before, nullptr); }

    /// The number of the signal that came; 0: none within the time, which is never taken as negative.
    int wait(std::chrono::nanoseconds limit) const
    {
        const timespec time = timespecOf(std::max(limit, std::chrono::nanoseconds(0)));
        const int number = ::sigtimedwait(&m_set, nullptr, &time);
        return number > 0 ? number : 0;
    }

private:
    sigset_t m_set{};
    sigset_t m_before{};
};

int exitCodeOf(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class Supervisor
{
public:
    explicit Supervisor(const SupervisorHooks& hooks)
        : m_hooks(hooks)
        , m_backoff(hooks.firstBackoff)
    {
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    }

    int run()
    {
        for (;;) {
            const Instant startedAt = BootClock::now();
            m_worker = forkChild(SIGTERM, [this] { return m_hooks.runWorker(); });
            if (m_worker > 0) {
                watch();
                cleanUp();
                const int code = exitCodeOf(m_status);
                const bool final = WIFEXITED(m_status) &&
                                   (code == exitDone || code == exitBadConfiguration || code == exitRefused);
                if (m_stopping || final)
                    return code;
                qCWarning(lcNode) << "The worker"
                                  << (WIFEXITED(m_status) ? "ended with exit code" : "was ended by signal")
                                  << (WIFEXITED(m_status) ? code : WTERMSIG(m_status))
                                  << "and is started again.";
            } else {
                qCWarning(lcNode) << "A worker could not be started: fork() failed with error" << errno
                                  << ".";
            }
            if (BootClock::now() - startedAt >= m_hooks.stableAfter)
                m_failures = 0;
            if (!pauseBeforeRestart())
                return exitDone;
        }
    }

private:
    /// Forks a child that gets deathSignal when the supervisor dies, and ends with what body returns.
    template <class Body>
    pid_t forkChild(int deathSignal, const Body& body)
    {
        std::fflush(nullptr);
        const pid_t supervisor = ::getpid();
        const pid_t pid = ::fork();
        if (pid != 0)
            return pid;
        ::prctl(PR_SET_PDEATHSIG, deathSignal);
        if (::getppid() != supervisor)
            std::_Exit(EXIT_FAILURE); // it died before the kernel was asked to tell
        m_signals.restore();
        std::exit(body());
    }

    /// Returns when the worker has ended; its wait status is in m_status then.
    void watch()
    {
        std::optional<Instant> killAt;
        constexpr Instant never = Instant::max();
        Instant overdueSince = never;
        for (;;) {
            if (reapedWorker())
                return;
            const Instant now = BootClock::now();
            const SupervisedBoard board = m_hooks.board();
            keepReleaser(board.leaseEpoch, now);
            tell(SupervisorPhase::Watching);
            Instant wake = now + longestNap;

            // Both graces run from when this process saw it: after a suspend of the host, both need a moment.
            const bool overdue = board.unitsGoneBy && now >= *board.unitsGoneBy;
            const bool hung = m_hooks.stampLimit.count() > 0 && board.stamp != Instant{} &&
                              now - board.stamp > m_hooks.stampLimit;
            if (!overdue && !hung)
                overdueSince = never;
            else if (overdueSince == never)
                overdueSince = now;
            const Millis grace = overdue ? m_hooks.fenceGrace : m_hooks.hungGrace;
            if (overdueSince != never && now - overdueSince >= grace && !m_killed) {
                qCWarning(lcNode)
                    << (overdue
                            ? "The worker's service units should be gone by now and are not: it is killed."
                            : "A thread of the worker gives no sign of life: it is killed.");
                killWorker();
            }
            if (overdueSince != never && !m_killed)
                wake = std::min(wake, overdueSince + grace);
            else if (board.unitsGoneBy && !m_killed)
                wake = std::min(wake, std::max(*board.unitsGoneBy, now));

            if (killAt && now >= *killAt && !m_killed) {
                qCWarning(lcNode) << "The worker did not stop within" << m_hooks.stopLimit.count()
                                  << "ms: it is killed.";
                killWorker();
            }
            if (const int number = m_signals.wait(wake - now); number != 0 && number != SIGCHLD) {
                m_stopping = true;
                ::kill(m_worker, number == SIGHUP ? SIGTERM : number);
                if (!killAt)
                    killAt = BootClock::now() + m_hooks.stopLimit;
            }
        }
    }

    bool reapedWorker()
    {
        int status = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) {
            if (pid == m_releaser)
                forgetReleaser();
            if (pid == m_worker) {
                m_status = status;
                return true;
            }
        }
        return false;
    }

    void tell(SupervisorPhase phase) const
    {
        if (m_hooks.tell)
            m_hooks.tell(m_stopping ? SupervisorPhase::Stopping : phase);
    }

    void killWorker()
    {
        ::kill(m_worker, SIGKILL);
        m_killed = true;
    }

    /// No process of the units may outlive the epoch: only when none is left, the epoch is given back.
    void cleanUp()
    {
        m_killed = false;
        m_worker = 0;
        tell(SupervisorPhase::Recovering);
        while (!killAllChildrenBut(m_releaser, killRoundMs)) {
            qCWarning(lcNode)
                << "Processes of the units do not die after SIGKILL; the lease is kept until they have.";
            tell(SupervisorPhase::Recovering);
        }
        releaserIsGone(); // it may have been reaped there
        const bool servicesGone = killServices();
        const SupervisedBoard board = m_hooks.board();
        m_silence = std::clamp(board.silence, Millis(0), longestSilence);
        if (m_silence > Millis(0))
            qCWarning(lcNode) << "A drill: this node is silent for" << m_silence.count() << "ms.";
        else if (board.leaseEpoch != 0 && servicesGone)
            release(board.leaseEpoch);
        endReleaser();
        m_hooks.clearBoard();
    }

    /// False: something of a service unit may still run outside.
    bool killServices()
    {
        if (!m_hooks.killServices)
            return true;
        for (int i = 0; i < m_hooks.killServicesAttempts && m_hooks.board().servicesOutside; ++i) {
            runLimited(m_hooks.killServices, m_hooks.killServicesLimit, "Killing the services of systemd");
            tell(SupervisorPhase::Recovering);
        }
        if (!m_hooks.board().servicesOutside)
            return true;
        qCWarning(lcNode)
            << "A service unit may still run under systemd, so the lease is not given back: another "
               "node takes over when it runs out.";
        return false;
    }

    /// Beside a worker that holds a lease one stands ready, and no other.
    void keepReleaser(Epoch held, Instant now)
    {
        if (held == 0) {
            m_heldSince.reset();
            endReleaser();
            return;
        }
        if (!m_heldSince)
            m_heldSince = now;
        if (m_releaser == 0 && now - *m_heldSince >= m_hooks.releaserAfter && now >= m_releaserNotBefore)
            startReleaser();
    }

    bool startReleaser()
    {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            return false;
        const pid_t child = forkChild(SIGKILL, [&] {
            ::close(ends[1]);
            m_hooks.release(ends[0]);
            return exitDone;
        });
        ::close(ends[0]);
        if (child < 0) {
            ::close(ends[1]);
            return false;
        }
        m_releaser = child;
        m_orders = ends[1];
        m_releaserNotBefore = BootClock::now() + m_hooks.releaserAgain;
        return true;
    }

    bool releaserIsGone()
    {
        if (m_releaser != 0 && ::waitpid(m_releaser, nullptr, WNOHANG) != 0)
            forgetReleaser();
        return m_releaser == 0;
    }

    /// It has been reaped.
    void forgetReleaser()
    {
        ::close(m_orders);
        m_orders = -1;
        m_releaser = 0;
    }

    void endReleaser()
    {
        if (m_releaser == 0)
            return;
        ::kill(m_releaser, SIGKILL);
        // A process that waits for a dead disk dies later; reapedWorker() or the next cleaning meets it then.
        ::waitpid(m_releaser, nullptr, WNOHANG);
        forgetReleaser();
    }

    /// False: it is not there any more.
    bool orderRelease(Epoch epoch) const
    {
        return m_releaser != 0 && ::send(m_orders, &epoch, sizeof epoch, MSG_NOSIGNAL) == sizeof epoch;
    }

    void release(Epoch epoch)
    {
        const Instant deadline = BootClock::now() + m_hooks.releaseLimit;
        // Again: the one that stood ready may die with its order, or may just have died unnoticed.
        for (int i = 0; i < 3 && BootClock::now() < deadline; ++i) {
            if (releaserIsGone() && !startReleaser())
                break;
            if (orderRelease(epoch) && releaserHasDoneIt(deadline))
                return;
            endReleaser();
        }
        qCWarning(lcNode) << "The lease could not be given back within" << m_hooks.releaseLimit.count()
                          << "ms: epoch" << epoch << "runs out by itself; then another node takes over.";
    }

    /// Waits for its end. False: it was killed, or the deadline has passed.
    bool releaserHasDoneIt(Instant deadline)
    {
        for (;;) {
            int status = 0;
            if (const pid_t pid = ::waitpid(m_releaser, &status, WNOHANG); pid != 0) {
                forgetReleaser();
                return pid > 0 && WIFEXITED(status);
            }
            const Instant now = BootClock::now();
            if (now >= deadline)
                return false;
            const int number = m_signals.wait(deadline - now);
            m_stopping = m_stopping || (number != 0 && number != SIGCHLD);
        }
    }

    /// In a child of its own, which is killed after the limit.
    template <class Body>
    void runLimited(const Body& body, Millis limit, const char* what)
    {
        const pid_t child = forkChild(SIGKILL, [&] {
            body();
            return exitDone;
        });
        if (child < 0) {
            qCWarning(lcNode) << what << "was not possible: fork() failed with error" << errno << ".";
            return;
        }
        const Instant deadline = BootClock::now() + limit;
        while (::waitpid(child, nullptr, WNOHANG) == 0) {
            const Instant now = BootClock::now();
            if (now >= deadline) {
                qCWarning(lcNode) << what << "took longer than" << limit.count() << "ms.";
                break;
            }
            const int number = m_signals.wait(deadline - now);
            m_stopping = m_stopping || (number != 0 && number != SIGCHLD);
        }
        while (!killAllChildrenBut(m_releaser, killRoundMs))
            qCWarning(lcNode) << what << "has left a process that does not die after SIGKILL.";
    }

    /// At once the first time, then with doubling delays.
    Millis nextBackoff()
    {
        if (m_failures++ == 0) {
            m_backoff = m_hooks.firstBackoff;
            return Millis(0);
        }
        return std::exchange(m_backoff, std::min(m_backoff * 2, m_hooks.longestBackoff));
    }

    /// False: told to stop meanwhile.
    bool pauseBeforeRestart()
    {
        const Millis silence = std::exchange(m_silence, Millis(0));
        const Instant until = BootClock::now() + (silence > Millis(0) ? silence : nextBackoff());
        for (;;) {
            tell(SupervisorPhase::Recovering);
            const auto left = until - BootClock::now();
            const int number = m_signals.wait(std::min<std::chrono::nanoseconds>(left, longestNap));
            if (number != 0 && number != SIGCHLD)
                return false;
            if (BootClock::now() >= until)
                return !m_stopping;
        }
    }

    const SupervisorHooks& m_hooks;
    AwaitedSignals m_signals;
    pid_t m_worker = 0;
    pid_t m_releaser = 0; ///< stands ready; 0: none
    int m_orders = -1;    ///< where it reads
    std::optional<Instant> m_heldSince;
    Instant m_releaserNotBefore{};
    int m_status = 0;
    int m_failures = 0; ///< of workers in a row that did not run stably
    Millis m_backoff;
    Millis m_silence{0};   ///< that the last worker asked for
    bool m_killed = false; ///< SIGKILL was sent to the worker
    bool m_stopping = false;
};

} // namespace

std::optional<Epoch> awaitReleaseOrder(int orders)
{
    Epoch epoch = 0;
    ssize_t size = 0;
    do {
        size = ::read(orders, &epoch, sizeof epoch);
    } while (size < 0 && errno == EINTR);
    return size == sizeof epoch ? std::optional(epoch) : std::nullopt;
}

int superviseWorker(const SupervisorHooks& hooks)
{
    return Supervisor(hooks).run();
}

} // namespace rollcall
