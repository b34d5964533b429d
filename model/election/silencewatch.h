#pragma once

#include "model/cluster/lease.h"

#include <optional>

namespace rollcall::election
{

/// Measures, on this node's own clock, for how long the lease has shown no sign of life. A value counts from
/// the instant at which it was received, which is later than it was written; so silence is never
/// overestimated.
class SilenceWatch
{
public:
    /// Takes in a reading; true: the proof of life (epoch, seq) or the holder or target is another than
    /// before.
    bool observe(const Lease& lease, Instant receivedAt);

    /// The timings changed: measure anew, and for one longer ttl call nothing silent, because the primary may
    /// act by the old timings for that long.
    void restart(Instant now, Millis longerTtl);

    /// Since when (epoch, seq) has been as it is.
    Instant since() const { return m_since; }
    /// Since when holder and target have been as they are.
    Instant placedSince() const { return m_placedSince; }
    /// Until when a released lease is kept for its target. A repair also counts on this wait, to outlast a
    /// primary of before that has not noticed; so a change of timings prolongs it as it does a silence.
    Instant keptUntil(Millis ttl) const;
    /// When a lease that is held becomes silent.
    Instant silentAt(Millis ttl) const;
    /// How long the lease has been silent, for the history.
    Millis silence(Instant now) const;

private:
    std::optional<Lease> m_lease;
    Instant m_since{};
    Instant m_placedSince{};
    Instant m_notBefore{};
};

} // namespace rollcall::election
