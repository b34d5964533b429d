#pragma once

#include <chrono>

namespace rollcall
{

struct PollerTimings {
    std::chrono::milliseconds interval{1000}; ///< between two pings of one node, with 10 % jitter
    std::chrono::milliseconds deadline{1000}; ///< of one ping, of connecting, and of the handshake
    std::chrono::milliseconds coalesce{250};  ///< at least between two probesChanged()
};

/// What the poller takes of this machine.
struct PollerLimits {
    int connections = 0; ///< open at a time; 0: as many as the limit of open files leaves
    int attempts = 1024; ///< connections under way, not yet in the handshake
    int handshakes = 64; ///< at a time: each costs both ends a part of a millisecond
};

} // namespace rollcall
