#pragma once

#include <QtGlobal>

#include <chrono>

namespace rollcall
{

/// What a server grants to the network before it defends itself.
struct MessengerLimits {
    int clients = 256;           ///< one more takes the place of one in the handshake, or is closed at once
    int clientsPerAddress = 128; ///< the same, of one address; on TCP
    std::chrono::milliseconds handshake{5000}; ///< from accepting to the end of the TLS handshake
    std::chrono::milliseconds idle{60000};     ///< without a complete message: closed
    int requestsPerSecond = 1000;              ///< of one client, and twice as many at once: busy
    qsizetype lineBytes = 1024 * 1024;         ///< a longer message ends the connection
    int subscriptionsPerClient = 32;           ///< more are refused
    qsizetype unreadNotifications =
        1024 * 1024;                         ///< bytes that a client has not read: notifications are left out
    int notificationsLeftOut = 1000;         ///< in a row: closed
    qsizetype unsentBytes = 4 * 1024 * 1024; ///< a client that reads slower than this is dropped
    int messagesPerTurn = 32; ///< of one client, before others and the rest of the program go on
};

} // namespace rollcall
