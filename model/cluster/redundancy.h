#pragma once

#include "model/cluster/clusterview.h"

namespace rollcall
{

/// What the cluster's mode promises and nobody is there to keep: the failure of one more node stops it. A
/// node that is away on purpose is no gap as long as another one is ready.
struct RedundancyGap {
    QString what;   ///< "no other node would take over", to stand in a sentence or to begin one
    QString why;    ///< "web-02 is in maintenance, web-03 has priority 0"
    QString remedy; ///< a sentence or two

    /// "no other node would take over: web-02 is in maintenance, web-03 has priority 0"
    QString words() const;
};

/// High availability is on and not paused, there is a primary, and no other node would take over; or every
/// one that would holds back for long. From the succession that the view has concluded.
std::optional<RedundancyGap> takeoverGap(const ClusterView& view);

/// Load balancing is on, and one node at most takes new requests.
std::optional<RedundancyGap> requestsGap(const ClusterView& view);

} // namespace rollcall
