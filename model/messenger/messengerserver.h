#pragma once

#include "model/core/ids.h"
#include "model/core/result.h"
#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"

#include <QJsonObject>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace rollcall
{

/// What a server grants to the network before it defends itself.
struct MessengerLimits {
    int clients = 256; ///< one more takes the place of one in the handshake, or is closed at once
    std::chrono::milliseconds handshake{5000}; ///< from accepting to the end of the TLS handshake
    std::chrono::milliseconds idle{60000};     ///< without a complete message: closed
    qsizetype lineBytes = 1024 * 1024;         ///< a longer message ends the connection
    qsizetype unsentBytes = 4 * 1024 * 1024;   ///< a client that reads slower than this is dropped
    int messagesPerTurn = 32; ///< of one client, before others and the rest of the program go on
};

/// Answers on one endpoint. Lives in one thread with an event loop and never blocks it. Speaks what
/// PROTOCOL.md says.
class MessengerServer : public QObject
{
    Q_OBJECT

public:
    /// Carries out one method. Its error goes to the caller: see rpcErrorFrom() in rpcmessage.h.
    using Method = std::function<Result<QJsonObject>(const QJsonObject& params)>;

    /// Whether a method's parameters carry the epoch. One below the highest that was seen is refused before
    /// the method is called.
    enum class EpochRule { Ignored, Optional, Required };

    explicit MessengerServer(MessengerLimits limits = {}, QObject* parent = nullptr);
    ~MessengerServer() override;

    void addMethod(const QString& name, Method method, EpochRule rule = EpochRule::Ignored);

    /// What this node learned elsewhere (from the database); parameters raise it as well.
    void raiseEpoch(Epoch epoch);
    Epoch highestEpoch() const;

    /// TCP needs a key; a pipe needs none. A pipe's file that a dead process left behind is replaced.
    /// Errors: Invalid (no key, a name that cannot be a socket), Refused (somebody listens there, no
    /// permission).
    Result<void> listen(const Endpoint& endpoint, const std::optional<EncryptionKey>& key);
    void close(); ///< stops listening and drops all clients

    bool isListening() const;
    Endpoint endpoint() const; ///< with the real port
    int clientCount() const;   ///< also those in the handshake

    /// The counters since construction, for status and metrics.
    struct Counters {
        qint64 accepted = 0;
        qint64 keyDiffered = 0; ///< handshakes that proved another key
        qint64 dropped = 0;     ///< closed for breaking a limit or the protocol
        qint64 requests = 0;
    };
    Counters counters() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
