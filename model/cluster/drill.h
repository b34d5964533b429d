#pragma once

#include "model/cluster/lease.h"
#include "model/core/clock.h"

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// What a failover drill does to the primary. Real faults on real nodes, none is played.
enum class DrillKind {
    Switchover,   ///< a planned one, to the next in line
    ProcessDeath, ///< the primary's worker process ends itself with SIGKILL; its supervisor releases the
                  ///< lease
    HostDeath,    ///< worker and units end, nothing is released, the node is silent for a while: only the
                  ///< silence of the lease tells the others
};

/// "switchover", "process-death", "host-death".
QString wordOf(DrillKind);
std::optional<DrillKind> drillKindFrom(QStringView word);

/// What a drill measured. Durations are each by one clock, of the process that is named; none is a difference
/// of two hosts' clocks.
struct DrillReport {
    DrillKind kind = DrillKind::Switchover;
    QString cluster;
    QString from; ///< the primary before
    QString to;   ///< the primary after; empty: none took over
    Epoch before = 0;
    Epoch after = 0;      ///< 0: none took over
    qint64 startedAt = 0; ///< milliseconds since 1970 by the database's clock
    QString askedBy;
    Millis expected{0};            ///< the worst case that the timings promise
    std::optional<Millis> silence; ///< last renewal seen → takeover sent, by the successor
    std::optional<Millis> claim;   ///< takeover sent → lease held, by the successor
    std::optional<Millis> work;    ///< lease held → service units run and are ready, by the successor
    /// Order sent → the last look that found it unanswered, and the first that found its answer, by who ran
    /// the drill. The fault happens between the two; a switchover has released the lease by the second.
    Millis unanswered{0};
    std::optional<Millis> answered;
    std::optional<Millis> seen;   ///< order sent → new primary seen, by who ran the drill
    std::optional<Millis> back;   ///< order sent → the old primary is a healthy candidate again
    std::vector<QString> remarks; ///< sentences: what was not as expected
    bool passed = false;
    QString sentence; ///< "web-02 took over within 80 ms after web-01's worker was killed."

    /// The fault → new primary seen: at most so long, since it counts from the last look before the fault.
    std::optional<Millis> takeover() const;
    /// Judges: adds the remarks that follow from the figures, and says passed and sentence. Once, at the end;
    /// hadWork: the new primary has service units.
    void conclude(bool hadWork);

    QJsonObject toJson() const;
    /// For people and for the archive: a plain text page.
    QString toText() const;
    bool operator==(const DrillReport&) const = default;
};

} // namespace rollcall
