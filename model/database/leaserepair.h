#pragma once

#include "model/cluster/lease.h"
#include "model/core/result.h"

#include <optional>

namespace rollcall
{

class Session;

/// The way out of a halted election (rule 9 of model/election/elector.h).
namespace leaserepair
{

/// What was found, and the epoch that was written.
struct Repaired {
    std::optional<Epoch> fence; ///< nothing: the row was missing
    std::optional<Epoch> lease; ///< nothing: the row was missing
    Epoch highestSeen = 0;      ///< by any node, as it reported
    Epoch epoch = 0;
};

/// Writes fence and lease anew, inside the caller's transaction: released, with a target that names nobody,
/// so that everybody waits one ttl, and with an epoch above fence, lease, history and what any node reported.
/// atLeast: a higher epoch, for what only a node's alarm tells; 0: none.
/// Errors: Refused when nothing is wrong and no higher epoch is asked for, when a node renews a lease that is
/// in order, and when atLeast is too low; Conflict when an application keeps the fence locked.
Result<Repaired> repair(Session& session, Epoch atLeast, Millis lockWait);

} // namespace leaserepair

} // namespace rollcall
