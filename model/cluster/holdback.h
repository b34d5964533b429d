#pragma once

#include "model/cluster/lease.h"
#include "model/core/clock.h"

#include <QString>

namespace rollcall
{

/// A candidate leaves the primary's role to others for a while. As a duration, not as an instant: no two
/// hosts' clocks are compared.
struct HoldBack {
    Millis left{0};                 ///< for how long
    TermEnd why = TermEnd::Unknown; ///< how its last term ended; WorkerDied: its node service died just now
    Millis term{0};                 ///< how long that term lasted, where it ended by itself

    /// Longer than a takeover from a silent primary waits in any case: what is shorter costs next to nothing.
    bool outlasts(const LeaseTimings& timings) const { return left > timings.ttl; }
    /// By how much later it has the role when nobody else takes it. wait: how long the takeover would wait
    /// without this.
    Millis delay(Millis wait, const LeaseTimings& timings) const;
    /// "holds back for 16 s more because its last term ended after 4 s"
    QString words() const;
    bool operator==(const HoldBack&) const = default;
};

/// The same by the clock of the node itself.
struct HeldBack {
    Instant until{};
    TermEnd why = TermEnd::Unknown;
    Millis term{0};

    /// Nothing: it is over.
    std::optional<HoldBack> at(Instant now) const;
    bool operator==(const HeldBack&) const = default;
};

} // namespace rollcall
