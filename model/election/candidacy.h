#pragma once

#include "model/cluster/lease.h"

#include <optional>

namespace rollcall::election
{

/// What the administrator's intent says about this node and the primary's role: pure rules on one reading.

/// Below high availability the primary is the designated node, and nobody else.
inline bool byHand(const LeaseObservation& seen)
{
    return seen.mode != Mode::HighAvailability;
}

/// Whether this node may take the role at all, leaving pause aside.
bool mayStand(const LeaseObservation& seen, NodeId me);

/// The lease was given back, and this node is the one that goes first.
bool namedTarget(const LeaseObservation& seen, NodeId me);

/// Whether a pause keeps this node from taking over.
bool heldByPause(const LeaseObservation& seen, NodeId me);

/// Whether this node, being the primary, has to give the role up; the value is the target, null for anyone.
std::optional<NodeId> mustYield(const LeaseObservation& seen, NodeId me);

} // namespace rollcall::election
