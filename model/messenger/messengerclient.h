#pragma once

#include "model/core/futures.h"
#include "model/core/ids.h"
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

struct ClientTimings {
    std::chrono::milliseconds connectDeadline{2000}; ///< up to and including the TLS handshake
    std::chrono::milliseconds backOffFirst{250};     ///< before the second attempt; doubles, with jitter
    std::chrono::milliseconds backOffMost{5000};
};

/// One connection to one messenger, kept open. Lives in one thread with an event loop and never blocks it.
class MessengerClient : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Closed,     ///< open() was not called, or close() was
        Connecting, ///< calls wait for the connection, until their own deadline
        Connected,
        Waiting, ///< backing off after a failure: calls fail at once with that failure
    };
    Q_ENUM(State)

    /// Exactly one call, in the client's thread, never from inside call(). roundTrip: from sending to the
    /// answer; zero when nothing was sent.
    using Reply = std::function<void(const Result<QJsonObject>& result, std::chrono::microseconds roundTrip)>;

    MessengerClient(Endpoint endpoint, std::optional<EncryptionKey> key, ClientTimings timings = {},
                    QObject* parent = nullptr);
    ~MessengerClient() override; ///< open calls end with Unreachable

    void open();  ///< connects, and reconnects until close(); while Waiting: tries now
    void close(); ///< open calls end with Unreachable

    State state() const;
    const Endpoint& endpoint() const;
    std::optional<Error> lastError() const; ///< of the last attempt; nothing while connected

    /// Errors: KeyDiffers (the handshake proved it), Unreachable, TimedOut, and what the server answered:
    /// Conflict (older epoch), Refused (not primary, method not known, …), Invalid (parameters).
    FutureResult<QJsonObject> call(const QString& method, const QJsonObject& params,
                                   std::chrono::milliseconds deadline);
    /// The same without a future, for callers with thousands of connections.
    void call(const QString& method, const QJsonObject& params, std::chrono::milliseconds deadline,
              Reply reply);

Q_SIGNALS:
    void connected();
    void failed(const rollcall::Error& error); ///< an attempt failed, or the connection was lost
    void notified(const QString& method, const QJsonObject& params);

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Connects, sends one `nudge`, waits for its answer and disconnects. For callers that do not keep a
/// connection. epoch 0: not said.
FutureResult<void> nudgeOnce(const Endpoint& endpoint, const std::optional<EncryptionKey>& key,
                             const QString& reason, Epoch epoch, std::chrono::milliseconds deadline);

} // namespace rollcall
