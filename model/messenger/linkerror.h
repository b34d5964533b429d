#pragma once

#include "model/core/error.h"
#include "model/messenger/endpoint.h"

namespace rollcall
{

/// Why a connection to a messenger could not be made, or ended.
enum class LinkEnd {
    NoKey,              ///< there is none here
    ListeningOnly,      ///< nobody can connect to such an endpoint
    OtherKey,           ///< the handshake proved it
    RefusesConnections, ///< the host is up, nobody listens
    HostUnknown,        ///< the name cannot be resolved
    HostSilent,         ///< the network gave up
    NoAnswer,           ///< our own deadline passed; detail: how long it was
    ClosedAtOnce,       ///< before the handshake was over
    Closed,             ///< by the other end, once it was open
    NotAMessenger,      ///< something else answered; detail: what the handshake says
    Unreachable,        ///< anything else; detail: the system's words
    LineTooLong,
    BrokenProtocol, ///< detail: what is wrong with the message
    NoPipe,
    PipeForbidden,
};

/// The same words for every kind of client.
Error linkError(LinkEnd end, const Endpoint& endpoint, const QString& detail = {});

} // namespace rollcall
