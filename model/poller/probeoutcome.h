#pragma once

#include "model/cluster/words.h"
#include "model/core/clock.h"

#include <QString>

#include <chrono>
#include <cstdint>

namespace rollcall
{

/// Names one target of a ProbeEngine, and is never used again.
using ProbeTicket = uint64_t;

/// What came of one ping, or of one attempt to connect.
struct ProbeOutcome {
    ProbeTicket ticket = 0;
    ProbeResult result = ProbeResult::Refused; ///< never NotConfigured
    std::chrono::microseconds roundTrip{0};    ///< of a ping that was answered
    Instant at;
    QString error; ///< words for a failure
};

} // namespace rollcall
