#pragma once

#include "model/core/clock.h"

#include <optional>

namespace rollcall
{

/// Decides when a primary gives its role away because its service does not run here, or
/// runs without being ready. Pure.
class ServiceWatch
{
public:
    static constexpr int tooManyFailures = 3; ///< in a row, with the back-off of units between them
    /// A service that runs nowhere is not passed round: each node gives it away once in this time at most,
    /// and otherwise goes on trying.
    static constexpr Millis patience{300'000};

    struct Facts {
        bool primary = false;
        bool automatic = false; ///< high availability is on, and not paused
        bool candidate = false; ///< another node could be the primary
        int failures = 0;       ///< of the service unit that fails most, in a row
        /// A service unit runs, but was not ready within its grace or is not any more. Its own check has been
        /// asked several times by then: it is not waited for three of these.
        bool notReady = false;
    };

    /// True once: step down now.
    bool shouldStepDown(Instant now, const Facts& facts)
    {
        if (!facts.candidate || !wouldStepDown(now, facts))
            return false;
        m_steppedDownAt = now;
        return true;
    }

    /// Only a candidate is missing: what is known of the others has to be fresh. The node that started first
    /// may not have seen any other yet.
    bool lacksCandidate(Instant now, const Facts& facts) const
    {
        return !facts.candidate && wouldStepDown(now, facts);
    }

private:
    bool wouldStepDown(Instant now, const Facts& facts) const
    {
        const bool futile = facts.failures >= tooManyFailures || facts.notReady;
        const bool recently = m_steppedDownAt && now - *m_steppedDownAt < patience;
        return facts.primary && facts.automatic && futile && !recently;
    }

    std::optional<Instant> m_steppedDownAt;
};

} // namespace rollcall
