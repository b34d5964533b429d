#pragma once

#include "model/cluster/keyrotation.h"
#include "model/cluster/node.h"
#include "model/core/result.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace rollcall
{

class Session;

struct NodeRegistration {
    NodeId id;
    QString name;
    Incarnation incarnation; ///< of this start
    Incarnation previous; ///< of an earlier start known to be dead, whose row is taken over at once; or null
    int priority = 100;
    SelfReport report;
};

struct NodeRegistered {
    enum class Outcome {
        Joined,   ///< a new row was written
        Started,  ///< the node's own row was taken over
        Occupied, ///< another process writes this node's heartbeat: ask again until it is stale, or give up
    };
    Outcome outcome = Outcome::Joined;
    bool designated = false; ///< it became the designated primary, because nobody was
    Millis occupiedAge{0};   ///< Occupied: age of the other process's heartbeat
    QString occupiedAddress; ///< Occupied: address that the other process reported
};

/// What a heartbeat brings back: every intent that concerns the node, and the database's time.
struct HeartbeatAnswer {
    bool mine = false;       ///< false: nothing was written, see removed and the row's incarnation
    bool known = false;      ///< the node has a row
    bool removed = false;    ///< it is a tombstone
    Incarnation incarnation; ///< in the row
    Wanted wanted = Wanted::Active;
    QString wantedReason;
    std::optional<qint64> wantedUntil;
    int priority = 100;
    QStringList unitsHeld;        ///< units that an administrator stopped
    bool commandsWaiting = false; ///< CommandRepository::pick would find some
    ClusterId cluster;
    Mode mode = Mode::Single;
    NodeId designated;
    bool paused = false;
    KeyRotation keys;
    bool licensed = true; ///< within the license's number of nodes, which is:
    int licensedNodes = 0;
    QString storagePath;     ///< the setting Artifacts.BasePath; empty: none
    QString balancerStats;   ///< the setting balancer.stats; empty: nobody asks
    QString balancerBackend; ///< the setting balancer.backend; empty: found out
    qint64 databaseTime = 0; ///< milliseconds since 1970
};

/// The table node. Times and ages are the database's. No event is written here unless said; add it in the
/// same transaction.
namespace NodeRepository
{

/// In a transaction of its own. The first node of all becomes the designated primary; writes the event
/// node.joined or node.started. Conflict: the name belongs to another node; Refused: the node was removed.
Result<NodeRegistered> registerNode(Session& session, const NodeRegistration& registration);

/// Two short statements, no transaction; written only when id and incarnation match and the node is not
/// removed.
Result<HeartbeatAnswer> heartbeat(Session& session, NodeId id, Incarnation incarnation,
                                  const SelfReport& report);

/// Clean goodbye. False: the row is not this incarnation's any more.
Result<bool> goodbye(Session& session, NodeId id, Incarnation incarnation);

/// Sorted by name, tombstones included. Rows that break their rules come with safe values.
Result<std::vector<NodeRow>> list(Session& session);
Result<std::optional<NodeRow>> find(Session& session, NodeId id);
/// By name, of the nodes that are not removed.
Result<std::optional<NodeRow>> findByName(Session& session, const QString& name);

struct WantedChange {
    NodeId node;
    Wanted wanted = Wanted::Active;
    QString reason;
    QString by;
    Millis length{0};             ///< how long; zero: until changed
    bool allowNoneActive = false; ///< otherwise refused for the last live active node
};
/// NotFound: no such node, or removed. Refused: it is the last live node that is active or, in high
/// availability, the last that could be the primary.
Result<void> setWanted(Session& session, const WantedChange& change);

/// Sets back to active, by the database's clock, every node whose time is up, and writes the event
/// node.wanted of each, in a transaction of its own. The value is how many. Any node may call it, every few
/// seconds.
Result<int> expireWanted(Session& session);

/// Leaves a tombstone. The statement itself refuses a node that wrote a heartbeat within staleAfter (and did
/// not say goodbye), or that holds the lease. Refused, NotFound.
Result<void> remove(Session& session, NodeId id, const QString& by);
/// Takes the tombstone away. NotFound: not a tombstone; Conflict: its name was given to another node.
Result<void> restore(Session& session, NodeId id);

/// Units that must stay stopped on the node until an administrator starts them.
Result<void> setUnitsHeld(Session& session, NodeId id, const QStringList& units);
Result<QStringList> unitsHeld(Session& session, NodeId id);
/// Conflict: the name belongs to another node.
Result<void> rename(Session& session, NodeId id, const QString& name);
struct PriorityChange {
    NodeId node;
    int priority = 100;      ///< 0 to 1000; 0: never primary
    bool allowNobody = true; ///< otherwise refused in high availability when no live node could be primary
};
/// The value is the priority of before, in a transaction of its own. NotFound: no such node, or removed.
Result<int> setPriority(Session& session, const PriorityChange& change);

} // namespace NodeRepository

} // namespace rollcall
