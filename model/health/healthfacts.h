#pragma once

#include "model/cluster/node.h"
#include "model/cluster/placement.h"
#include "model/core/ids.h"

#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// Everything that the health endpoint tells, from the node's memory.
struct HealthFacts {
    QString node;
    NodeId nodeId;
    QString cluster; ///< its name
    ClusterId clusterId;
    QString version;
    bool joined = false; ///< registered in the database, and this start was accepted
    Placement placement; ///< primary is ignored here: isPrimary() is asked instead
    Epoch epoch = 0;     ///< of the term held, 0: none
    std::vector<UnitReport> units;
    std::vector<QString> held; ///< units that an administrator stopped: they do not make a node failing
    std::optional<Millis> databaseAge; ///< since the database last answered; nothing: never
    std::optional<Millis>
        renewalAge;            ///< since the send time of the last successful renewal; nothing: not primary
    double load = 0;           ///< as in SelfReport
    qint64 elections = 0;      ///< terms won since the node service started
    qint64 selfFences = 0;     ///< since the node service started
    qint64 databaseErrors = 0; ///< since the node service started
    Millis uptime{0};
};

/// An answer to a load balancer.
struct Readiness {
    bool ok = false;
    QString word; ///< "ready", "idle", "draining", "maintenance", "failing: unit web is not running", …
    bool operator==(const Readiness&) const = default;
};

/// /ready: whether this node should get traffic. Pure. Web units that should run and do not, or do not pass
/// their own readiness check, make it failing; a lost database does not, as long as the application still
/// serves.
Readiness readiness(const HealthFacts& facts, bool primary);
/// /health: whether the node service itself is well: joined, database answering within 5 s, no unit
/// failed or not ready.
Readiness nodeHealth(const HealthFacts& facts, bool primary);

} // namespace rollcall
