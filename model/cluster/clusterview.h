#pragma once

#include "model/cluster/balanceropinion.h"
#include "model/cluster/clusterfacts.h"
#include "model/cluster/mesh.h"
#include "model/cluster/probe.h"
#include "model/cluster/storagematrix.h"

#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// A clock that is further off than this is said to be wrong; nothing in failover depends on it.
inline constexpr Millis largestSkew{1000};

/// What the console says of a node: one state, and one plain sentence with cause and remedy.
struct Verdict {
    NodeState state = NodeState::Idle;
    QString secondLine; ///< at most a few words for the table: "Primary, epoch 42", "Takes over next", "No
                        ///< heartbeat for 4 min"
    QString sentence;   ///< cause first: "It stopped writing its heartbeat 4 min 12 s ago and its messenger
                        ///< refuses connections."
    QString remedy; ///< "Start rollcall-node on web-06, or remove the node if it will not return." or empty
    QString signalsSentence; ///< "All three signals agree." or which one differs
    bool operator==(const Verdict&) const = default;
};

/// Whether a node may be removed, and if not, why.
struct Removal {
    bool allowed = false;
    QString reason; ///< "web-02 is alive. Drain and stop it first."; empty when allowed
    bool operator==(const Removal&) const = default;
};

/// One node with everything that is concluded about it.
struct NodeView {
    NodeRow row;
    Probe probe;
    bool primary = false;
    KeyState key = KeyState::Unknown;
    bool versionInSync = true;
    bool alive = false;   ///< a fresh heartbeat, or the messenger answers
    bool licensed = true; ///< within the license's number of nodes
    int succession = 0;   ///< 1: takes over next, 2: second in line, …; 0: not a candidate
    StorageVerdict storage;
    Verdict verdict;
    Removal removal;
    NodeMesh mesh;            ///< what the other nodes' connections say of it, and its own of them
    BalancerOpinion balancer; ///< what the load balancer itself says of it
    BalancerFit balancerFit = BalancerFit::Unknown; ///< how that goes with what it should do
    bool takesRequests = false;                     ///< it may get new requests, and its web units work

    /// The first thing that keeps it from taking over by itself.
    Hindrance hindrance() const;

    /// Whether what the node last said of itself (units, key, storage, version) may be shown as true now. Not
    /// for a node that is down, even while its last heartbeat is young.
    bool reportHolds() const;
    /// "up|down|drain|unknown": the load balancer's own word where it is asked, otherwise what /ready
    /// answered last.
    BalancerView balancerView() const { return balancerViewOf(row, balancer); }
    bool operator==(const NodeView&) const = default;
};

/// What a person could do about a problem; the console turns it into a link, the command line into nothing.
enum class ProblemAction { None, ShowNode, EnableLoadBalancing, EnableHighAvailability, Resume, ShowEvents };

struct Problem {
    Severity severity = Severity::Warning;
    NodeId node; ///< null: the cluster
    QString nodeName;
    QString sentence; ///< "web-06 does not answer"
    QString detail;   ///< "Its heartbeat stopped 4 min ago and its messenger refuses connections."
    QString remedy;   ///< "Start rollcall-node on web-06, or remove the node."
    ProblemAction action = ProblemAction::None;
    bool advisory = false; ///< a choice that costs safety, not a fault: does not degrade the cluster's health
    bool operator==(const Problem&) const = default;
};

struct PrimaryView {
    NodeId node;
    QString name;
    Epoch epoch = 0;
    qint64 since = 0; ///< milliseconds since 1970 by the database's clock
    bool operator==(const PrimaryView&) const = default;
};

/// What happens if the primary fails now.
struct Forecast {
    NodeId successor; ///< null: nobody takes over by itself
    QString successorName;
    std::optional<HoldBack> holdBack; ///< the successor's; meanwhile the next in line may be faster
    bool automatic = false;
    Millis processDeath{0};        ///< until then at most, when its process dies: from the timings
    Millis expectedTakeover{0};    ///< until then at most, when its host dies; with the successor's hold-back
    int nodesServing = 0;          ///< nodes that serve web now
    int nodesLeft = 0;             ///< of these, how many are left
    double load = 0;               ///< mean load of the serving nodes, 1 = all processors busy
    double loadAfter = 0;          ///< the same load on those left
    std::vector<QString> blockers; ///< sentences without their points; empty: nothing is in the way
    QString reason;                ///< why the last of these is so, to follow it after a colon; or empty

    /// As LeaseTimings::takeoverSentence().
    QString takeoverSentence() const { return takeoverWithin(processDeath, expectedTakeover); }
    bool operator==(const Forecast&) const = default;
};

/// The cluster as every surface shows it: console pages, status and nodes of rollcallctl, and the exit codes.
struct ClusterView {
    ClusterFacts facts;
    Health health = Health::Critical;
    QString sentence; ///< whether the application still serves, and what is wrong
    std::optional<PrimaryView> primary;
    std::vector<NodeView> nodes;   ///< sorted by name; without tombstones
    std::vector<NodeView> removed; ///< tombstones; state Removed
    std::vector<Problem> problems; ///< worst first
    std::vector<MeshPair> mesh;    ///< between the nodes
    StorageMatrix storage;         ///< who sees whose file in the shared storage
    Forecast forecast;

    const NodeView* find(NodeId id) const;
    const NodeView* findByName(QStringView name) const;
};

/// Fingerprint of the encryption key that the cluster uses: as its row says, or, before the first change of
/// the key, what most nodes report. Empty: nobody has one.
QString keyInForce(const ClusterFacts& facts);

/// Concludes. Pure: no clock, no I/O; the same input gives the same view.
/// probes: by node; a node without one counts as NotConfigured.
ClusterView assess(ClusterFacts facts, const QHash<NodeId, Probe>& probes);

} // namespace rollcall
