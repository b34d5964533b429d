#pragma once

#include "model/cluster/words.h"
#include "model/core/clock.h"
#include "model/core/ids.h"

#include <QString>

#include <optional>

namespace rollcall
{

/// What the load balancer itself says of one node: the node's row of the balancer's statistics.
struct BalancerSighting {
    NodeId node;
    BalancerView view = BalancerView::Unknown; ///< what it does with the node; see status
    QString status; ///< in the balancer's words: "UP", "DOWN 1/2", "MAINT"; empty: its list has no such node
    QString server; ///< "nodes/web-01", as the balancer calls it; empty: as status
    QString check;  ///< code of its last check: "L7OK", "L4TOUT"; empty: none
    QString answer; ///< what its last check ended with, in the balancer's words; or empty
    int code = 0;   ///< HTTP status that its last check was answered with; 0: none
    std::optional<Millis> changed; ///< since the status is as it is
    qint64 sessions = 0;           ///< requests and connections under way
    Millis age{0};                 ///< of the statistics when the heartbeat was written
    /// The balancer was read, and knows other nodes, but not this one.
    bool missing() const { return status.isEmpty(); }
    bool operator==(const BalancerSighting&) const = default;
};

/// A heartbeat carries no more of them.
inline constexpr std::size_t mostBalancerSightings = 128;

/// A sighting that is older says nothing.
inline constexpr Millis balancerSightingHolds{10'000};

/// "layer 4 timeout (L4TOUT)", "HTTP 503 (L7STS)": how the last check ended; or empty.
QString checkWords(const BalancerSighting& sighting);

} // namespace rollcall
