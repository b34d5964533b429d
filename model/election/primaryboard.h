#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"
#include "model/core/result.h"

#include <atomic>
#include <cstring>
#include <memory>
#include <optional>

namespace rollcall
{

/// How often the election thread stamps the board at least, whatever else happens: a stamp that is several
/// times older means that the thread hangs.
inline constexpr Millis electorStampInterval{500};

/// A node's part in its cluster, in one word.
enum class MemberState {
    Starting, ///< not in the cluster yet
    Active,
    Draining,
    Maintenance,
    Removed,
    DatabaseLost, ///< in the cluster, but the database does not answer
};

/// The one place that says whether this node is the primary *now*: a few words of memory that the worker's
/// election thread writes and that the worker's main thread, its health endpoint and the supervisor process
/// read. It lies in shared memory made before the fork, so that the supervisor still reads it when the worker
/// hangs or is gone.
///
/// "Am I primary now" is answered from here alone, never from the database: a database that hangs must not
/// be able to keep a primary in office.
///
/// **Memory ordering.** There is one writer of all that matters here: the election
/// thread. (The main thread writes three words of its own, which nothing is concluded from together.) Every
/// access is sequentially consistent, so all readers see the writer's stores in the order in which it made
/// them: promote() stores the deadline before the epoch, and clear() takes the epoch away before the
/// deadline. A reader that sees an epoch therefore never combines it with the deadline of an older term. It
/// could combine it with a newer one, when a whole term ends and another begins between two loads; held()
/// loads the epoch again to exclude that (epochs never come back, so an equal value means that nothing
/// happened in between). The cost, one fenced store a few times a second, does not matter.
class PrimaryBoard
{
public:
    // Read, from any thread and from the supervisor.

    /// True only before the self-fence deadline of a term that was won.
    bool isPrimary(Instant now) const noexcept { return held(now) != 0; }

    /// The epoch under which this node may act now; 0: none. One consistent answer, for /primary and for
    /// messages that carry an epoch.
    Epoch held(Instant now) const noexcept
    {
        for (;;) {
            const Epoch before = m_epoch.load();
            if (before == 0)
                return 0;
            const qint64 deadline = m_deadline.load();
            if (m_epoch.load() == before)
                return now.time_since_epoch().count() < deadline ? before : 0;
        }
    }

    /// The epoch of the term, also past its deadline until the election thread notices; 0: none.
    Epoch epoch() const noexcept { return m_epoch.load(); }

    /// The self-fence deadline of the term; the zero instant when there is none.
    Instant deadline() const noexcept { return instant(m_deadline.load()); }

    /// The epoch that this node may still hold in the database: set before promotion, and kept after a
    /// self-fence until the lease is known to be given back or taken by another. When the worker dies, the
    /// supervisor releases this one, after no process of a unit is left.
    Epoch leaseEpoch() const noexcept { return m_leaseEpoch.load(); }

    /// When no process of a service unit may be left any more: the self-fence deadline of the current term,
    /// or the instant at which the election thread ordered the kill; nothing when none needs to go. The main
    /// thread kills at that instant, the supervisor a little later when the main thread did not.
    std::optional<Instant> unitsGoneBy() const noexcept
    {
        const qint64 killBy = m_killBy.load();
        if (m_epoch.load() != 0)
            return deadline();
        return killBy != 0 ? std::optional(instant(killBy)) : std::nullopt;
    }

    /// When the election thread last ran; the zero instant before it started.
    Instant lastStamp() const noexcept { return instant(m_stamp.load()); }

    /// When the worker's main thread last ran its event loop; the zero instant before it started.
    Instant lastMainStamp() const noexcept { return instant(m_mainStamp.load()); }

    /// How long the node has to be silent once its worker is dead, with its lease kept: a drill plays the
    /// death of the host. Zero: not at all.
    Millis silenceAfterDeath() const noexcept { return Millis(m_silence.load()); }

    /// What the worker's main thread said of the node; Starting before it said anything.
    MemberState memberState() const noexcept { return static_cast<MemberState>(m_memberState.load()); }

    /// A service unit may run that is no descendant of the worker, and so does not die with it: a service of
    /// systemd. Kept when the worker dies, until it is known that none is left.
    bool mayServicesRunOutside() const noexcept { return m_servicesOutside.load() != 0; }

    /// Where the worker keeps what must survive it; empty before it said so.
    const char* stateFolder() const noexcept { return m_stateFolder; }

    // Written by the worker's main thread only, and by the supervisor's side when there is no worker.

    void stampMain(Instant now, MemberState state) noexcept
    {
        m_memberState = static_cast<qint64>(state);
        m_mainStamp = ticks(now);
    }

    void askForSilence(Millis length) noexcept { m_silence = length.count(); }
    void servicesOutside(bool any) noexcept { m_servicesOutside = any ? 1 : 0; }
    /// Before any unit is started. A path longer than the system's longest is left out.
    void noteStateFolder(const char* path) noexcept
    {
        if (std::strlen(path) < sizeof m_stateFolder)
            std::strcpy(m_stateFolder, path);
    }

    // Written by the election thread only.

    void promote(Epoch epoch, Instant deadline) noexcept
    {
        m_killBy = 0;
        m_leaseEpoch = epoch;
        m_deadline = ticks(deadline);
        m_epoch = epoch;
    }

    /// Moves the deadline of the current term; earlier, when the cluster's timings were shortened.
    void moveDeadline(Instant deadline) noexcept { m_deadline = ticks(deadline); }

    /// Not primary any more. killBy: when the service units have to be gone; nothing: they are already.
    void clear(std::optional<Instant> killBy) noexcept
    {
        m_killBy = killBy ? ticks(*killBy) : 0;
        m_epoch = 0;
        m_deadline = 0;
    }

    void unitsGone() noexcept { m_killBy = 0; }
    void leaseGone() noexcept { m_leaseEpoch = 0; }
    void stamp(Instant now) noexcept { m_stamp = ticks(now); }

private:
    using Word = std::atomic<qint64>;
    static_assert(Word::is_always_lock_free,
                  "a lock in shared memory would survive the process that held it");

    static constexpr Instant instant(qint64 nanoseconds) noexcept
    {
        return Instant(std::chrono::nanoseconds(nanoseconds));
    }
    static constexpr qint64 ticks(Instant at) noexcept
    {
        return std::chrono::nanoseconds(at.time_since_epoch()).count();
    }

    Word m_epoch{0};
    Word m_deadline{0};
    Word m_leaseEpoch{0};
    Word m_killBy{0};
    Word m_stamp{0};
    Word m_mainStamp{0};
    Word m_memberState{0};
    Word m_silence{0};
    Word m_servicesOutside{0};
    char m_stateFolder[4096] = {};
};

/// Owns the mapping in one process; after fork() both processes own theirs, and both see the same words.
struct PrimaryBoardUnmapper {
    void operator()(PrimaryBoard* board) const noexcept;
};
using SharedPrimaryBoard = std::unique_ptr<PrimaryBoard, PrimaryBoardUnmapper>;

/// A board in anonymous shared memory. Make it before fork(). Errors: the system has no memory left.
Result<SharedPrimaryBoard> makePrimaryBoard();

} // namespace rollcall
