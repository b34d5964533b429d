#pragma once

#include "model/core/result.h"
#include "model/election/leasestore.h"

namespace rollcall
{

class Session;

/// The lease's SQL (design: "The lease: who is primary"), over a session: what SqlLeaseStore runs in its
/// thread and releaseLease() without one.
namespace leasesql
{

Result<LeaseObservation> read(Session& session, NodeId me);
Result<RenewOutcome> renew(Session& session, NodeId me, Epoch mine);
/// lockWait: how long to wait for an application's transaction that share-locks the fence.
Result<std::optional<Epoch>> takeOver(Session& session, const TakeOverRequest& request, Millis lockWait);
Result<bool> release(Session& session, NodeId me, Epoch mine, NodeId target, TermEnd why, Millis lockWait);

} // namespace leasesql

} // namespace rollcall
