#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"

#include <functional>
#include <optional>

namespace rollcall
{

/// What the supervisor reads from the memory that it shares with its worker: the PrimaryBoard's words.
struct SupervisedBoard {
    Epoch leaseEpoch = 0;               ///< that the worker may still hold in the database; 0: none
    std::optional<Instant> unitsGoneBy; ///< when no service unit may run any more; nothing: none needs to go
    Millis silence{0};                  ///< after the worker's death: see PrimaryBoard::silenceAfterDeath()
    Instant stamp{}; ///< last sign of life of the thread that is silent for longest; zero: none started yet
    bool servicesOutside = false; ///< see PrimaryBoard::mayServicesRunOutside()
};

enum class SupervisorPhase {
    Watching,   ///< a worker runs
    Recovering, ///< it has ended; what it left is cleaned up, and another one is started
    Stopping,
};

/// What the parent process of rollcall-node needs to be told. All times by CLOCK_BOOTTIME.
struct SupervisorHooks {
    /// The node service itself; called in a forked child that starts from a clean slate. Returns its exit
    /// code.
    std::function<int()> runWorker;

    /// Reads the board. No locks, no allocation: the worker may be stopped or dead at any point.
    std::function<SupervisedBoard()> board;

    /// The worker is dead and no process of its units is left: the board says that nothing is held.
    std::function<void()> clearBoard;

    /// Called in a forked child that ends afterwards, and is killed when it takes longer than its limit;
    /// called when the board says servicesOutside. Kills what ran of the service units outside of the
    /// worker's descendants, and takes that word from the board once nothing is left. May be empty.
    std::function<void()> killServices;

    /// Gives a lease back and nudges the other nodes; called in a forked child that ends afterwards. It is
    /// started as soon as the worker holds a lease, makes ready (connects), and waits for its order: see
    /// awaitReleaseOrder(). The order comes after the worker's death, when no service unit can run any more;
    /// from then on the child is killed when it takes longer than its limit.
    std::function<void(int orders)> release;

    /// Called every quarter of a second and at each change of the phase; a few seconds may pass while
    /// processes that do not die are waited for. Must not block. May be empty.
    std::function<void(SupervisorPhase)> tell;

    Millis killServicesLimit{1000}; ///< of one attempt
    int killServicesAttempts = 5;   ///< after them the next worker tries on, and the lease runs out by itself
    Millis releaseLimit{2000};      ///< ttl: after it others take over by themselves
    Millis releaserAfter{500};      ///< of a lease that is held: the takeover itself is not disturbed
    Millis releaserAgain{10000};    ///< one that ended by itself is not started again for so long
    Millis fenceGrace{150};         ///< how long after the deadline the worker may still be fencing itself
    Millis stampLimit{10000};       ///< a thread silent for so long hangs; zero: not watched
    Millis hungGrace{2000};   ///< how long after the end of a suspend a thread may take to be heard again
    Millis firstBackoff{500}; ///< before the second restart in a row; the first is at once
    Millis longestBackoff{30000};
    Millis stableAfter{60000}; ///< a worker that ran for so long starts at once again
    Millis stopLimit{90000};   ///< after SIGTERM: a worker that is not done by then is killed
};

/// Blocks until the epoch to be released comes through the socket that SupervisorHooks::release was given.
/// Nothing: there is nothing to release any more.
std::optional<Epoch> awaitReleaseOrder(int orders);

/// Exit codes with which a worker says that a restart would not help.
inline constexpr int exitDone = 0;
inline constexpr int exitBadConfiguration = 2;
inline constexpr int exitRefused = 4; ///< this node's identity is in use elsewhere, removed, …

/// Runs the worker and outlives it. Call it before any thread or Qt object exists; returns the exit code of
/// the program.
///
/// The worker's end, however it came: every descendant of it is killed until none is left (they are all
/// adopted by this child subreaper), services of systemd that were its units are killed, only then is the
/// epoch that it held released, and only then is a new worker started. A worker that ended with one of the
/// codes above, or after SIGTERM, SIGINT or SIGHUP was passed on to it, ends the supervisor too. A worker
/// that is past its deadline and still holds the epoch (stopped, or stuck), or of which a thread hangs, is
/// killed.
///
/// A worker that asked for silence (a drill) is not given up for dead by this process: its epoch is not
/// released, and no worker runs until the silence is over. Only the lease's silence tells the others.
///
/// The supervisor's end by SIGKILL: the worker gets SIGTERM from the kernel, and stops cleanly.
int superviseWorker(const SupervisorHooks& hooks);

} // namespace rollcall
