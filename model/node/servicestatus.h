#pragma once

#include "model/election/primaryboard.h"
#include "model/node/supervisor.h"

#include <optional>
#include <string>

namespace rollcall
{

/// Decides what the service manager is told, and when. Pure.
///
/// One process speaks, the supervisor, which the manager knows as the service's main one. Who heals whom: a
/// worker of which a thread hangs is killed by the supervisor, which is quick and gives the lease back; until
/// then, and if the supervisor hangs itself, WATCHDOG=1 stays away, and in the end the manager restarts the
/// whole service.
class ServiceStatus
{
public:
    /// A worker that has given no sign of life for so long after its start, or a thread of it for so long,
    /// hangs.
    static constexpr Millis startLimit{60'000};
    static constexpr Millis silenceLimit{10'000};

    struct Facts {
        SupervisorPhase phase = SupervisorPhase::Watching;
        MemberState member = MemberState::Starting;
        Epoch epoch = 0; ///< under which this node is the primary now; 0: it is not
        Instant stamp{}; ///< as in SupervisedBoard
    };

    /// rhythm: of WATCHDOG=1; nothing: it is not asked for.
    explicit ServiceStatus(std::optional<Millis> rhythm)
        : m_rhythm(rhythm)
    {
    }

    /// The message that is due, lines of NAME=VALUE; or empty.
    std::string due(Instant now, const Facts& facts);
    /// The last message could not be sent: all of it is due again.
    void lost();

private:
    bool isAlive(Instant now, const Facts& facts);

    std::optional<Millis> m_rhythm;
    std::optional<Instant> m_fedAt;
    std::optional<Instant> m_unheardSince; ///< there is a worker, and nothing was heard of it yet
    std::string m_status;
    bool m_saidReady = false;
    bool m_saidStopping = false;
};

} // namespace rollcall
