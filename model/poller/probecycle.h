#pragma once

#include "model/core/clock.h"
#include "model/poller/pollertimings.h"

namespace rollcall
{

/// What one target under probe does next: connect, ping by the rhythm, give up at a deadline, back off. Pure:
/// it is told what happened and when, and knows neither socket nor clock.
class ProbeCycle
{
public:
    enum class Phase : uint8_t {
        Resting,    ///< no connection; the next attempt is at wakeAt()
        Queued,     ///< wants to connect; others come first
        Connecting, ///< until the deadline wakeAt()
        Queuing,    ///< the host accepted the connection; other handshakes come first
        Greeting,   ///< the handshake, until the deadline wakeAt()
        Idle,       ///< connected; the next ping is at wakeAt()
        Pinging,    ///< until the deadline wakeAt()
    };
    /// What is to be done now.
    enum class Order : uint8_t {
        Nothing,
        Connect, ///< take a place, then call queued() or connecting()
        Ping,    ///< send one, then call pinged()
        GiveUp,  ///< close, then call lost() with "did not answer"
        Miss,    ///< the ping counts as failed, the connection is kept; missed() was called
    };

    explicit ProbeCycle(const PollerTimings& timings, Instant now);

    Phase phase() const { return m_phase; }
    /// When woken() is due; nothing happens by time alone in Queued and Queuing.
    std::optional<Instant> wakeAt() const;

    /// chance: 0 to 1, at random, for jitter.
    Order woken(Instant now);
    Order asked(); ///< by a person: besides the rhythm, and without waiting for the back-off
    void queued();
    void connecting(Instant now);
    void accepted();
    void greeting(Instant now);
    Order connected();
    void pinged(Instant now, double chance);
    void heard(Instant now) { m_heardAt = now; } ///< any line of the other end
    /// The answer to the ping, or its refusal. The round trip.
    std::chrono::microseconds answered(Instant now);
    void lost(Instant now, double chance); ///< the attempt failed, or the connection ended
    void parted();                         ///< closed for others who wait; it comes back for the next ping

private:
    Millis m_interval;
    Millis m_deadline;
    Millis m_backOff{0}; ///< the last one; zero after an answer
    Phase m_phase = Phase::Resting;
    Instant m_wakeAt;
    Instant m_nextPing;
    Instant m_sentAt{};
    Instant m_heardAt{};
};

} // namespace rollcall
