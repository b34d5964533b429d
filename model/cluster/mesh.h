#pragma once

#include "model/cluster/node.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace rollcall
{

/// A node's word on another counts for this long, measured by that node's clock and the database's; longer
/// than a node needs to ask again and to give up.
inline constexpr Millis peerReportHolds{20'000};
/// One lost ping is no broken way: only so many in a row are.
inline constexpr int failuresThatCount = 3;

/// One direction between two nodes, as the first one last saw it.
struct MeshPair {
    NodeId from;
    QString fromName;
    NodeId to;
    QString toName;
    PeerReport report;    ///< its age counts until the facts were read
    bool toFresh = true;  ///< the other one's heartbeat is fresh: only then is it news that it is not reached
    bool fromFits = true; ///< the first one uses the cluster's key: its word on the other's key counts

    bool works() const { return report.result == ProbeResult::Ok; }
    bool broken() const
    {
        return toFresh && report.result != ProbeResult::Ok && report.result != ProbeResult::NotConfigured &&
               report.failuresInARow >= failuresThatCount;
    }
    bool operator==(const MeshPair&) const = default;
};

/// What the nodes' own connections say of one node. Only what is young enough counts; names are sorted.
struct NodeMesh {
    QStringList reachedBy;    ///< nodes that its messenger answered
    QStringList notReachedBy; ///< nodes that it refused, or did not answer
    QStringList otherKeyFor;  ///< nodes to which it proved another encryption key
    QStringList reaches;      ///< nodes whose messenger answered it
    QStringList reachesNot;   ///< nodes that refused it, did not answer, or proved another key
    /// Age of the youngest answer that it gave to another node; nothing: none.
    std::optional<Millis> answeredAgo;
    bool otherKeyProved =
        false; ///< to a node that uses the cluster's key, and to none that does it proved it

    /// No node reaches it, and at least one tried.
    bool reachedByNobody() const
    {
        return reachedBy.isEmpty() && (!notReachedBy.isEmpty() || !otherKeyFor.isEmpty());
    }
    bool reachesNobody() const { return reaches.isEmpty() && !reachesNot.isEmpty(); }
    bool operator==(const NodeMesh&) const = default;
};

/// Every pair that holds, sorted by names: from nodes with a fresh heartbeat to nodes that are not removed.
/// accepted: the fingerprints of the cluster's keys.
std::vector<MeshPair> meshPairs(const std::vector<NodeRow>& rows, const QStringList& accepted);

/// What the pairs say of one node.
NodeMesh meshOf(NodeId node, const std::vector<MeshPair>& pairs);

} // namespace rollcall
