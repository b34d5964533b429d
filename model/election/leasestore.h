#pragma once

#include "model/cluster/lease.h"
#include "model/core/futures.h"

namespace rollcall
{

struct RenewOutcome {
    bool renewed = false;  ///< false: no row matched (holder, epoch); the caller is not primary any more
    LeaseObservation seen; ///< read right after, on the same connection
};

struct TakeOverRequest {
    NodeId me;
    Lease expected;     ///< compare-and-set on its epoch and seq
    Epoch newEpoch = 0; ///< at least; the store writes max(this, fence + 1)
    TermStart why = TermStart::Silence;
    Millis silence{0};
    bool operator==(const TakeOverRequest&) const = default;
};

/// Where the lease lives. Each call is one round of SQL with a client-side time limit: the future always
/// finishes. An error means that the outcome is not known (a lost COMMIT reply may have committed): read
/// again.
class LeaseStore
{
public:
    virtual ~LeaseStore() = default;

    virtual FutureResult<LeaseObservation> read(NodeId me) = 0;

    /// seq = seq + 1 where holder = me and epoch = mine.
    virtual FutureResult<RenewOutcome> renew(NodeId me, Epoch mine) = 0;

    /// One transaction: lock the fence, compare-and-set on (epoch, seq), write fence and term; seq rises, so
    /// that no pair (epoch, seq) ever comes back. Also refuses (won: nothing) when, in high availability, the
    /// cluster was paused (unless the row is released with target = me: a named switchover still works), when
    /// me is not wanted active, or, below high availability, not designated meanwhile. The value is the epoch
    /// that was won, after COMMIT returned; nothing when the compare-and-set failed.
    virtual FutureResult<std::optional<Epoch>> takeOver(const TakeOverRequest& request) = 0;

    /// Gives the lease back: holder = null, target as given, the term ended. False when it was not held any
    /// more.
    virtual FutureResult<bool> release(NodeId me, Epoch mine, NodeId target, TermEnd why) = 0;
};

} // namespace rollcall
