#pragma once

#include "model/cluster/event.h"
#include "model/cluster/keyrotation.h"
#include "model/cluster/lease.h"
#include "model/cluster/license.h"
#include "model/cluster/node.h"

#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// The row cluster: identity and intent.
struct ClusterRow {
    ClusterId id;
    QString name;
    Mode mode = Mode::Single;
    NodeId designated;
    bool paused = false;
    QString pausedReason;
    QString pausedBy;
    qint64 createdAt = 0;
    KeyRotation keys;
    License license;
    bool operator==(const ClusterRow&) const = default;
};

/// One consistent reading of the whole database, as console and command line see it.
struct ClusterFacts {
    ClusterRow cluster;
    QString basePath; ///< the setting Artifacts.BasePath; empty: none
    LeaseTimings timings;
    QString
        timingsProblem; ///< a sentence when the stored timings cannot be used and standard ones are; or empty
    Epoch fence = 0;
    std::optional<Lease> lease;
    std::optional<Millis> leaseAge; ///< since the last renewal, by the database's clock; for display only
    std::vector<NodeRow> nodes;     ///< sorted by name; tombstones included
    std::vector<Term> terms;        ///< newest first; of the last 24 hours, and the current one
    std::vector<Event> events;      ///< newest first; the last ones
    qint64 databaseTime = 0;        ///< milliseconds since 1970 when this was read
    QString databaseVersion;        ///< "PostgreSQL 15.18"
    bool databaseRedundant = false; ///< a standby is connected
};

} // namespace rollcall
