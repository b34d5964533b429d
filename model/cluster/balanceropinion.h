#pragma once

#include "model/cluster/balancersighting.h"
#include "model/cluster/node.h"
#include "model/cluster/placement.h"

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

/// Whether a node could answer requests that load balancers send it: it may take them, and its web units
/// work. lives: it is not down.
bool takesRequests(const NodeRow& row, const Placement& placement, bool lives);

/// Whether load balancers should send it some: the same, and it did not tell them lately to keep away.
bool shouldBeServed(const NodeRow& row, const Placement& placement, bool lives);

/// How what the load balancer does with a node goes with what it should do.
enum class BalancerFit {
    Unknown,    ///< the balancer is not asked, or what it said is old
    Fits,       ///< it sends requests, or sends none, as it should
    CatchingUp, ///< not yet: the node's answer to its checks has changed lately, or its check passes again
    Missing,    ///< it has no such node
    Dropped,    ///< it found it down
    TakenOut,   ///< somebody took it out in the balancer
    Unresolved, ///< it does not find its name in DNS
    Served,     ///< it gets requests that it should not get
};
BalancerFit balancerFit(const NodeRow& row, bool shouldServe, const BalancerOpinion& opinion);

/// How long a load balancer may take to make up its mind after a node's answer to its checks changed: three
/// of them, two to four seconds apart.
inline constexpr Millis balancerCatchesUp{12'000};

} // namespace rollcall
