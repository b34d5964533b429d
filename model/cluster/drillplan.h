#pragma once

#include "model/cluster/clusterview.h"
#include "model/cluster/drill.h"

namespace rollcall
{

/// What a drill is about to do.
struct DrillPlan {
    DrillKind kind = DrillKind::Switchover;
    NodeView from; ///< the primary
    NodeView next; ///< who takes over
    Epoch before = 0;
    Millis expected{0}; ///< worst case of the takeover
    Millis silent{0};   ///< host death: how long the node is silent
    bool work = false;  ///< next has service units

    /// How long to wait for the order's answer: a switchover stops the service units first.
    Millis answerLimit() const;
    /// How long to wait for the new primary after that, and for the old one to be back after that.
    Millis takeoverLimit() const;
    Millis backLimit() const;
};

/// No drill lasts longer, so that an older one counts as abandoned.
inline constexpr Millis longestDrill{300'000};

/// Refused: high availability is off or paused, there is no primary, it or its successor is not healthy, the
/// timings are too slow for a host death, or a drill is under way.
Result<DrillPlan> planDrill(DrillKind kind, const ClusterView& view);

/// The epoch of the primary after the fault, or nothing: there is none yet.
std::optional<Epoch> successorIn(const DrillPlan& plan, const ClusterView& view);
/// Whether the old primary is a healthy candidate again, after a death in a life of its own.
bool isBack(const DrillPlan& plan, const ClusterView& view);

} // namespace rollcall
