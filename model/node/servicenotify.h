#pragma once

#include "model/core/clock.h"

#include <optional>
#include <string>

namespace rollcall
{

/// Tells the service manager how this service does: the protocol of sd_notify(3), one datagram for each
/// message to the socket that the environment names. Without such a socket it does nothing.
class ServiceNotify
{
public:
    /// Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment: nothing that this process
    /// starts may speak for the service. Call it before any thread exists.
    static ServiceNotify takeFromEnvironment();

    /// A service manager listens.
    bool isWanted() const { return !m_socket.empty(); }

    /// How often to send WATCHDOG=1, which is twice as often as must be; nothing: the service is not watched.
    std::optional<Millis> watchdogRhythm() const { return m_rhythm; }

    /// Never blocks: a message that is not taken at once is lost, as when the manager is being restarted.
    /// False then, and without a socket.
    bool send(const std::string& message) const;

private:
    std::string m_socket; ///< a path, or '@' and a name in the abstract namespace; empty: none
    std::optional<Millis> m_rhythm;
};

} // namespace rollcall
