#pragma once

#include "model/cluster/node.h"
#include "model/core/result.h"

#include <QJsonObject>
#include <QSet>
#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// What a cluster is entitled to run.
enum class Edition {
    Basic,              ///< "basic": mode single only
    BasicLoadBalancing, ///< "basic-load-balancing": every node serves web, the service runs on one node only
    Enterprise,         ///< "enterprise": high availability, too
};
/// The stable word, for JSON, the database and the command line.
QString wordOf(Edition);
std::optional<Edition> editionOf(QStringView word);
/// "Basic with Load Balancing".
QString titleOf(Edition);

/// Nodes that a cluster may have unless its license says another number.
inline constexpr int standardNodeLimit = 5;
inline constexpr int mostLicensedNodes = 100'000;

/// The cluster's entitlement, a part of its row in the shared database. A new cluster is Enterprise with five
/// nodes: nothing has to be bought before it can be tried wholly, and who sells less sets less.
struct License {
    Edition edition = Edition::Enterprise;
    int nodes = standardNodeLimit;
    QString by;       ///< who set it; empty: nobody, it is the standard one
    qint64 since = 0; ///< milliseconds since 1970 by the database's clock; 0: never set

    /// Refused: the edition does not allow this mode; says which one does.
    Result<void> permits(Mode mode) const;
    /// "Enterprise, 5 nodes".
    QString text() const;
    QJsonObject toJson() const;
    bool operator==(const License&) const = default;
};

/// The nodes that are registered but over the limit. First come, first served: by the time of registration,
/// then by id. Tombstones do not count; whether a node is alive does not either, so that a node which comes
/// back does not push out another one that serves.
QSet<NodeId> nodesOverLimit(const std::vector<NodeRow>& nodes, int limit);

/// Why a node over the limit serves nothing, as the console and the node itself say it.
QString overLimitSentence(int limit);

/// Whether the license may become this one while the cluster runs in this mode. Invalid: no such number of
/// nodes. Refused: what is on now needs more, and is never switched off by a license; or the primary would be
/// over the limit.
Result<void> licenseMayBecome(const License& wanted, Mode mode, const std::vector<NodeRow>& nodes,
                              NodeId primary);

} // namespace rollcall
