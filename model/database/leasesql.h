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
/// While takeover is paused and the lease is silent: names who may take it over. Conflict when the lease is
/// not as seen any more: its holder lives.
Result<void> nameTarget(Session& session, const Lease& seen, NodeId to);

} // namespace leasesql

} // namespace rollcall
