#pragma once

#include "model/core/clock.h"
#include "model/core/result.h"

namespace rollcall
{

/// The four times of the lease. A challenger waits ttl of silence; the primary stops acting margin earlier.
struct LeaseTimings {
    Millis ttl{2000};
    Millis renew{500};
    Millis poll{250};
    Millis margin{300};

    static constexpr LeaseTimings standard() { return {}; }
    /// For slow or distant databases.
    static constexpr LeaseTimings tolerant()
    {
        return {Millis(6000), Millis(1000), Millis(250), Millis(1000)};
    }

    /// How long a primary may act after the send time of its last successful renewal.
    Millis tenure() const { return ttl - margin; }

    /// Refuses what cannot be safe: renew ≤ (ttl − margin)/3 leaves room for two lost renewals; all positive;
    /// ttl between 0.5 s and 10 min; poll ≤ ttl/2; margin ≥ ttl/10, which covers a clock that runs 10 % fast.
    Result<LeaseTimings> validated() const;

    bool operator==(const LeaseTimings&) const = default;
};

} // namespace rollcall
