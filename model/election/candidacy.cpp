#include "model/election/candidacy.h"

namespace rollcall::election
{

bool mayStand(const LeaseObservation& seen, NodeId me)
{
    if (seen.wanted != Wanted::Active || seen.removed || seen.priority <= 0)
        return false;
    return !byHand(seen) || seen.designated == me;
}

bool namedTarget(const LeaseObservation& seen, NodeId me)
{
    return seen.lease && seen.lease->released() && seen.lease->target == me;
}

bool heldByPause(const LeaseObservation& seen, NodeId me)
{
    // Named on a lease that is still held: a person's answer to a primary that is gone. Silence decides when.
    const bool named = seen.lease && seen.lease->target == me;
    return seen.paused && !byHand(seen) && !named;
}

std::optional<NodeId> mustYield(const LeaseObservation& seen, NodeId me)
{
    const bool elsewhere = byHand(seen) && !seen.designated.isNull() && seen.designated != me;
    if (elsewhere)
        return seen.designated;
    if (seen.wanted != Wanted::Active || seen.removed || seen.priority <= 0)
        return NodeId();
    return std::nullopt;
}

} // namespace rollcall::election
