#include "model/cluster/mesh.h"

#include <QHash>

#include <algorithm>
#include <tuple>

namespace rollcall
{

std::vector<MeshPair> meshPairs(const std::vector<NodeRow>& rows, const QStringList& accepted)
{
    QHash<NodeId, const NodeRow*> targets;
    for (const NodeRow& row : rows)
        if (!row.removedAt)
            targets.insert(row.id, &row);
    std::vector<MeshPair> pairs;
    for (const NodeRow& row : rows) {
        if (row.removedAt || !row.heartbeatFresh())
            continue;
        for (const PeerReport& report : row.report.peers) {
            const NodeRow* target = targets.value(report.node);
            if (!target || target->id == row.id || report.age + *row.heartbeatAge > peerReportHolds)
                continue;
            pairs.push_back({row.id, row.name, target->id, target->name, report, target->heartbeatFresh(),
                             accepted.contains(row.report.keyFingerprint)});
            pairs.back().report.age += *row.heartbeatAge;
        }
    }
    std::sort(pairs.begin(), pairs.end(), [](const MeshPair& a, const MeshPair& b) {
        return std::tie(a.fromName, a.toName) < std::tie(b.fromName, b.toName);
    });
    return pairs;
}

NodeMesh meshOf(NodeId node, const std::vector<MeshPair>& pairs)
{
    NodeMesh mesh;
    bool proved = false;
    bool disproved = false;
    for (const MeshPair& pair : pairs) {
        if (pair.to == node) {
            proved = proved || (pair.works() && pair.fromFits);
            disproved = disproved ||
                        (pair.broken() && pair.report.result == ProbeResult::KeyDiffers && pair.fromFits);
            if (pair.works()) {
                mesh.reachedBy << pair.fromName;
                mesh.answeredAgo = std::min(mesh.answeredAgo.value_or(pair.report.age), pair.report.age);
            } else if (pair.broken())
                (pair.report.result == ProbeResult::KeyDiffers ? mesh.otherKeyFor : mesh.notReachedBy)
                    << pair.fromName;
        } else if (pair.from == node) {
            if (pair.works())
                mesh.reaches << pair.toName;
            else if (pair.broken())
                mesh.reachesNot << pair.toName;
        }
    }
    mesh.otherKeyProved = disproved && !proved;
    return mesh;
}

} // namespace rollcall
