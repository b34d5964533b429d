// A program under the supervisor, for tst_supervisor: rollcall-test-supervised FOLDER BEHAVIOUR [EXIT-CODE]
// It says what happens in files of FOLDER, one line each with CLOCK_BOOTTIME in ms.
#include "model/election/primaryboard.h"
#include "model/node/supervisor.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

std::string folder;
std::string behaviour;
volatile std::sig_atomic_t termination = 0;

void say(const char* file, const std::string& text)
{
    const std::string path = folder + '/' + file;
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const auto ms = std::chrono::duration_cast<Millis>(BootClock::now().time_since_epoch()).count();
    ::dprintf(fd, "%s %lld\n", text.c_str(), static_cast<long long>(ms));
    ::close(fd);
}

/// What a hostile unit leaves: in a session of its own, deaf to SIGTERM, its parent gone. Its number is
/// written before this returns.
void leaveOrphan()
{
    int ready[2];
    if (::pipe(ready) != 0)
        std::abort();
    if (::fork() == 0) {
        ::setsid();
        if (::fork() == 0) {
            ::signal(SIGTERM, SIG_IGN);
            say("orphans", std::to_string(::getpid()));
            ::close(ready[0]);
            ::close(ready[1]);
            for (;;)
                ::pause();
        }
        ::_exit(0);
    }
    ::close(ready[1]);
    char none = 0;
    while (::read(ready[0], &none, 1) > 0) {
    }
    ::close(ready[0]);
}

/// An earlier worker of this folder has carried the drill out.
bool drilled()
{
    return ::access((folder + "/drills").c_str(), F_OK) == 0;
}

int work(PrimaryBoard& board, int exitCode)
{
    ::signal(SIGTERM, [](int) { termination = 1; });
    const bool orphaned = behaviour.find("orphan") != std::string::npos;
    if (orphaned)
        leaveOrphan();
    if (behaviour.find("term") != std::string::npos)
        board.promote(7, BootClock::now() + 400ms);
    if (behaviour.find("outside") != std::string::npos)
        board.servicesOutside(true);
    board.stamp(BootClock::now());
    say("workers", std::to_string(::getpid()));
    if (behaviour.find("drill") != std::string::npos && !drilled()) {
        say("drills", std::to_string(::getpid()));
        board.askForSilence(1000ms);
        ::kill(::getpid(), SIGKILL);
    }
    if (behaviour.find("exit") != std::string::npos)
        return exitCode;
    const bool deaf = behaviour.find("deaf") != std::string::npos;
    while (termination == 0 || deaf) {
        ::usleep(20'000);
        if (behaviour.find("silent") == std::string::npos)
            board.stamp(BootClock::now());
        if (board.epoch() != 0)
            board.moveDeadline(BootClock::now() + 400ms);
    }
    say("terminated", std::to_string(::getpid()));
    board.clear({});
    board.leaseGone();
    return 0;
}

/// Alive and no zombie.
bool anyOrphanAlive()
{
    std::FILE* list = std::fopen((folder + "/orphans").c_str(), "r");
    if (!list)
        return false;
    bool alive = false;
    long pid = 0;
    long long ms = 0;
    while (std::fscanf(list, "%ld %lld", &pid, &ms) == 2)
        alive = alive || ::kill(static_cast<pid_t>(pid), 0) == 0;
    std::fclose(list);
    return alive;
}

void killServices(PrimaryBoard& board)
{
    say("kills", std::to_string(board.leaseEpoch()));
    while (behaviour.find("hang-kill") != std::string::npos)
        ::pause();
    if (behaviour.find("fail-kill") == std::string::npos)
        board.servicesOutside(false);
}

void release(int orders)
{
    say("releasers", std::to_string(::getpid()));
    const std::optional<Epoch> order = awaitReleaseOrder(orders);
    if (!order)
        return;
    const Epoch epoch = *order;
    say("releases", std::to_string(epoch) + (anyOrphanAlive() ? " orphan-alive" : " clean"));
    while (behaviour.find("hang-release") != std::string::npos)
        ::pause();
    say("released", std::to_string(epoch));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3)
        return 99;
    folder = argv[1];
    behaviour = argv[2];
    const int exitCode = argc > 3 ? std::atoi(argv[3]) : 0;
    const Result<SharedPrimaryBoard> made = makePrimaryBoard();
    if (!made)
        return 98;
    PrimaryBoard& board = **made;

    SupervisorHooks hooks;
    hooks.runWorker = [&] { return work(board, exitCode); };
    hooks.board = [&] {
        return SupervisedBoard{board.leaseEpoch(), board.unitsGoneBy(), board.silenceAfterDeath(),
                               board.lastStamp(), board.mayServicesRunOutside()};
    };
    hooks.clearBoard = [&] {
        board.clear({});
        board.leaseGone();
        board.askForSilence(Millis(0));
        board.stamp({});
    };
    hooks.killServices = [&] { killServices(board); };
    hooks.killServicesLimit = 150ms;
    hooks.killServicesAttempts = 3;
    hooks.release = release;
    hooks.releaseLimit = 300ms;
    hooks.releaserAfter = 50ms;
    hooks.releaserAgain = 200ms;
    hooks.stampLimit = 600ms;
    hooks.hungGrace = 150ms;
    hooks.firstBackoff = 200ms;
    hooks.stopLimit = 700ms;
    return superviseWorker(hooks);
}
