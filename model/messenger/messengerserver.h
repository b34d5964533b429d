#pragma once

#include "model/core/ids.h"
#include "model/core/result.h"
#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"
#include "model/messenger/messengerlimits.h"
#include "model/messenger/methodtable.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace rollcall
{

/// One subscription of one client of a server.
struct Subscription {
    ClientNumber client = 0;
    QString name; ///< unique on the client's connection
    bool operator==(const Subscription&) const = default;
};

/// Answers on one endpoint. Lives in one thread with an event loop and never blocks it. Speaks what
/// PROTOCOL.md says.
class MessengerServer : public QObject
{
    Q_OBJECT

public:
    /// Carries out one method. Its error goes to the caller: see rpcErrorFrom() in rpcmessage.h.
    using Method = std::function<Result<QJsonObject>(const QJsonObject& params)>;
    using EpochRule = rollcall::EpochRule;

    explicit MessengerServer(MessengerLimits limits = {}, QObject* parent = nullptr);
    ~MessengerServer() override;

    void addMethod(const QString& name, Method method, EpochRule rule = EpochRule::Ignored);
    /// For methods that know their caller, or answer later. An answer to a client that has left is dropped.
    void addCallerMethod(const QString& name, MethodTable::Method method, EpochRule rule = EpochRule::Ignored,
                         RateRule rate = RateRule::Limited);

    /// A new subscription of a client. The method answers with its name before it delivers anything.
    /// Unreachable (busy): the client has as many as it may have, or has left.
    Result<Subscription> subscribe(ClientNumber client);
    /// Sends a notification, or leaves it out when the client reads too slowly. False: the subscription has
    /// ended. subscriptionEnded() may come from inside it.
    bool deliver(const Subscription& subscription, const QString& method, const QJsonObject& params);
    /// Closes the connection, which ends its subscriptions.
    void closeClient(ClientNumber client);

    /// What this node learned elsewhere (from the database); parameters raise it as well.
    void raiseEpoch(Epoch epoch);
    Epoch highestEpoch() const;

    /// TCP needs a key; a pipe needs none. A pipe's file that a dead process left behind is replaced.
    /// Errors: Invalid (no key, a name that cannot be a socket), Refused (somebody listens there, no
    /// permission).
    Result<void> listen(const Endpoint& endpoint, const std::optional<EncryptionKey>& key);
    /// On TCP, which keys clients may hold from now on; several while the cluster's key is being changed, and
    /// the first is meant by clients that do not say which. None: nobody is let in. Connections that proved
    /// another key are closed, after what was sent.
    void setKeys(const std::vector<EncryptionKey>& keys);
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
        qint64 refusedBusy = 0; ///< requests beyond the rate
        qint64 leftOut = 0;     ///< notifications that a client was too slow for
    };
    Counters counters() const;

Q_SIGNALS:
    /// The client left, or unsubscribed.
    void subscriptionEnded(const rollcall::Subscription& subscription);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
