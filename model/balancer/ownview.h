#pragma once

#include "model/balancer/statistics.h"
#include "model/cluster/node.h"

#include <vector>

namespace rollcall
{

/// What a load balancer may call a node: the facts that its configuration is made of.
struct BalancedName {
    NodeId node;
    QString word;      ///< as in the configuration that is written for it
    QStringList hosts; ///< of the application and of the health endpoint, without brackets
};

/// Of the nodes that are not removed. Pure; the words are those of balancerPlan().
std::vector<BalancedName> balancedNames(const std::vector<NodeRow>& rows);

/// What a load balancer says of every node.
struct OwnView {
    QString backend;
    std::vector<BalancerSighting> sightings; ///< one for each node; missing() where the backend has none
};

/// Matches servers to nodes: by name first, as it is written for it; then by address, where one node only has
/// it. backend: empty takes the one that has most of the nodes. Invalid: there is no such backend, or none of
/// the nodes is in any.
Result<OwnView> ownView(const std::vector<StatisticsServer>& servers, const std::vector<BalancedName>& nodes,
                        const QString& backend);

} // namespace rollcall
