#pragma once

#include "model/cluster/timings.h"
#include "model/cluster/words.h"
#include "model/core/ids.h"

#include <QString>

#include <optional>

namespace rollcall
{

/// The row ha_lease: who holds the primary's role, and the proof of life (seq) that others watch.
struct Lease {
    NodeId holder; ///< null when released, or before the first term
    Epoch epoch = 0;
    qint64 seq = 0; ///< rises with every renewal
    NodeId target;  ///< set by a switchover: who goes first; null: anyone eligible

    bool released() const { return holder.isNull(); }
    bool operator==(const Lease&) const = default;
};

/// One consistent reading of everything the elector of one node decides on.
struct LeaseObservation {
    ClusterId cluster;
    Mode mode = Mode::Single;
    bool paused = false; ///< automatic takeover is suspended
    NodeId designated;   ///< the primary by intent; the only candidate below high availability
    LeaseTimings timings;
    Epoch fence = 0;                ///< ha_epoch.epoch: what applications check
    std::optional<Lease> lease;     ///< nothing: the row is missing, which no node repairs by itself
    Wanted wanted = Wanted::Active; ///< of the observing node
    bool removed = false;           ///< the observing node's row is a tombstone, or missing
    int priority = 100;             ///< of the observing node; 0: never primary
    int rank = 0; ///< of the observing node among live, fit candidates, 0 goes first: spreads takeovers
    bool outranked = false; ///< one of these has a higher priority than the observing node
    bool operator==(const LeaseObservation&) const = default;
};

/// Why a term began or ended; the words are stored and shown in the history.
enum class TermStart { First, Silence, Released, Switchover, Repair };
enum class TermEnd { Unknown, Stopped, Switchover, WorkerDied, SelfFenced, Superseded, Intent, UnitFailed };

QString wordOf(TermStart);
QString wordOf(TermEnd);
/// Nothing: it is none of these words.
std::optional<TermEnd> termEndFrom(QStringView word);

/// One node's time as primary, for history and timeline. Times are milliseconds since 1970 by the database's
/// clock.
struct Term {
    Epoch epoch = 0;
    NodeId node;
    QString nodeName;
    qint64 startedAt = 0;
    std::optional<qint64> endedAt; ///< nothing: still running, or its end was never written
    QString startReason;           ///< word of a TermStart
    QString endReason;             ///< word of a TermEnd, or empty
    qint64 silenceMs = 0; ///< how long the winner had seen no renewal when it took over; 0 after a release
    /// From sending the takeover to the return of its COMMIT, by the winner's own clock; nothing: not noted.
    std::optional<qint64> claimMs = {};
    /// From there until all its service units ran, and were ready where they have a check; nothing: not yet.
    std::optional<qint64> workMs = {};
    QString askedBy = {}; ///< who asked for the switchover that this term began with; empty: nobody did
    bool operator==(const Term&) const = default;
};

} // namespace rollcall
