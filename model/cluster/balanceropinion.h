#pragma once

#include "model/cluster/balancersighting.h"
#include "model/cluster/node.h"

#include <vector>

namespace rollcall
{

/// The third signal of a node: what the load balancer itself says, put together from all heartbeats.
struct BalancerOpinion {
    bool asked = false; ///< the nodes ask the balancer: the setting balancer.stats is in force
    std::optional<BalancerSighting>
        sighting;    ///< the freshest one; its age counted up to now; never an old one
    QString problem; ///< why the balancer could not be read, in a sentence; or empty
    bool operator==(const BalancerOpinion&) const = default;
};

/// Of every sighting of this node in a heartbeat that is fresh, the freshest. Pure.
BalancerOpinion balancerOpinion(NodeId node, const std::vector<NodeRow>& rows);

/// What a surface shows as the balancer's word: its own where it is asked, otherwise what the node's /ready
/// last answered. A balancer that finds a draining node not ready drains it.
BalancerView balancerViewOf(const NodeRow& row, const BalancerOpinion& opinion);

/// How long a load balancer's checks may take to make up its mind, after the node's answer to them changed.
inline constexpr Millis balancerCatchesUp{4000};

/// The node has changed its answer to /ready so lately that the balancer, or what was read of it, may not
/// have caught up; or it is to change and has not yet. What they disagree in is no fault before that.
bool balancerLags(const NodeRow& row, const BalancerSighting& says);

} // namespace rollcall
