#pragma once

#include "model/cluster/words.h"
#include "model/core/clock.h"

#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// What the console's (or rollcallctl's) own connection to a node's messenger says.
struct Probe {
    ProbeResult result = ProbeResult::NotConfigured;
    std::optional<Millis> age;                    ///< since the answer or the failure; nothing: not tried yet
    std::optional<std::chrono::microseconds> rtt; ///< of the last answer
    int failuresInARow = 0;
    QString endpoint; ///< "tcp://10.20.0.11:33237"
    QString error;    ///< words of the last failure, or empty
    /// Round trips of the last probes, oldest first, 64 at most; a negative one is a failure.
    std::vector<std::chrono::microseconds> history;
    bool operator==(const Probe&) const = default;
};

} // namespace rollcall
