#pragma once

#include "model/core/clock.h"
#include "model/core/result.h"

#include <QString>

#include <optional>

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

    /// "standard", "tolerant", or "custom" when it is neither.
    QString profileName() const;
    /// By its name; nothing: there is no such profile ("custom" is none).
    static std::optional<LeaseTimings> profile(QStringView name);

    /// What a takeover may cost besides waiting: the database's round trips, the supervisor's connection, the
    /// stagger of a candidate that is not first in line.
    static constexpr Millis takeoverAllowance{1000};
    /// From the death of the primary's worker process to the next primary, at most: its supervisor releases
    /// the lease, and whoever no nudge reaches looks one poll later.
    Millis worstProcessDeath() const { return poll + takeoverAllowance; }
    /// From the death of the primary's host (or its loss of the database) to the next primary, at most: one
    /// ttl of silence after a reading that is one poll old.
    Millis worstHostDeath() const { return ttl + poll + takeoverAllowance; }
    /// From the end of the old primary's service units to the next primary, at most. A target that does not
    /// answer costs one ttl more.
    Millis worstSwitchover() const { return poll + takeoverAllowance; }
    /// Both for people: see takeoverWithin().
    QString takeoverSentence() const;

    /// Refuses what cannot be safe: renew ≤ (ttl − margin)/3 leaves room for two lost renewals; all positive;
    /// ttl between 0.5 s and 10 min; poll ≤ ttl/2; margin ≥ ttl/10, which covers a clock that runs 10 % fast.
    /// The error says which value, why, and what would be valid beside the other three.
    Result<LeaseTimings> validated() const;

    bool operator==(const LeaseTimings&) const = default;
};

/// A bound for people: "3.3 s at most". Rounded up, so that it stays one.
QString atMost(Millis bound);

/// "Another node takes over within 1.3 s at most when the primary's process dies, and within 3.3 s at most
/// when its host does."
QString takeoverWithin(Millis processDeath, Millis hostDeath);

} // namespace rollcall
