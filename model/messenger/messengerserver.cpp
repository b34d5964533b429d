#include "model/messenger/messengerserver.h"

#include "model/core/clock.h"
#include "model/core/logging.h"
#include "model/messenger/messengerlistener.h"
#include "model/messenger/rpcmessage.h"
#include "model/messenger/servedclient.h"

#include <QHash>
#include <QTimer>

#include <algorithm>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

struct Registered {
    MessengerServer::Method run;
    MessengerServer::EpochRule rule;
};

} // namespace

class MessengerServer::Private : public QObject
{
public:
    explicit Private(MessengerLimits given)
        : limits(given)
    {
        sweeper.setInterval(std::clamp(std::min(limits.handshake, limits.idle) / 4, 20ms, 1000ms));
        connect(&sweeper, &QTimer::timeout, this, &Private::sweep);
    }

    void accept(QIODevice* socket);
    ServedClient* mostIntrusive() const;
    void forget(ServedClient* client);
    void sweep();
    void handleLine(ServedClient& client, const QByteArray& line);
    void handleRequest(ServedClient& client, const RpcRequest& request);
    std::variant<QJsonObject, RpcError> carryOut(const RpcRequest& request);
    std::optional<RpcError> checkEpoch(const QJsonObject& params, EpochRule rule);
    void noteOtherKey(const QString& peer);
    void dropAll();

    MessengerLimits limits;
    std::unique_ptr<MessengerListener> listener;
    std::vector<ServedClient*> clients;
    QHash<QString, Registered> methods;
    Epoch highest = 0;
    Counters counters;
    std::optional<Instant> otherKeyLogged;
    QTimer sweeper; ///< runs only while there are clients
};

void MessengerServer::Private::accept(QIODevice* socket)
{
    if (static_cast<int>(clients.size()) >= limits.clients) {
        ++counters.dropped;
        ServedClient* stranger = mostIntrusive();
        if (!stranger) {
            delete socket; // at once: an answer would cost the handshake that the limit is there to save
            return;
        }
        stranger->drop();
    }
    ++counters.accepted;
    auto* client =
        new ServedClient(socket, {limits.lineBytes, limits.unsentBytes, limits.messagesPerTurn}, this);
    clients.push_back(client);
    connect(client, &ServedClient::lineReceived, this,
            [this, client](const QByteArray& line) { handleLine(*client, line); });
    connect(client, &ServedClient::lineTooLong, this, [this, client] {
        ++counters.dropped;
        client->send(writeRpcLine(RpcResponse{
            QJsonValue::Null,
            rpcError(RpcCode::LineTooLong,
                     QStringLiteral("A message is longer than %1 bytes.").arg(limits.lineBytes))}));
        client->leave();
    });
    connect(client, &ServedClient::overran, this, [this] { ++counters.dropped; });
    connect(client, &ServedClient::keyDiffered, this, [this, client] { noteOtherKey(client->peer()); });
    connect(client, &ServedClient::gone, this, [this, client] { forget(client); });
    if (!sweeper.isActive())
        sweeper.start();
    client->start();
}

/// Who gives way when all places are taken: of those who have not proved the key, one of the address that has
/// most of them, the longest waiting. Half-open connections, however many, then keep out only their own host.
ServedClient* MessengerServer::Private::mostIntrusive() const
{
    QHash<QString, int> waiting;
    for (const ServedClient* client : clients) {
        if (!client->isReady())
            ++waiting[client->peer()];
    }
    ServedClient* found = nullptr;
    for (ServedClient* client : clients) {
        if (!client->isReady() && (!found || waiting[client->peer()] > waiting[found->peer()]))
            found = client;
    }
    return found;
}

void MessengerServer::Private::forget(ServedClient* client)
{
    std::erase(clients, client);
    client->deleteLater();
    if (clients.empty())
        sweeper.stop();
}

void MessengerServer::Private::sweep()
{
    const Instant now = BootClock::now();
    const std::vector<ServedClient*> present = clients; // drop() changes the list
    for (ServedClient* client : present) {
        const auto limit = client->isReady() && !client->isLeaving() ? limits.idle : limits.handshake;
        if (now - client->since() > limit) {
            ++counters.dropped;
            client->drop();
        }
    }
}

void MessengerServer::Private::noteOtherKey(const QString& peer)
{
    ++counters.keyDiffered;
    const Instant now = BootClock::now();
    // A misconfigured client tries every second: one line a minute says it as well.
    if (otherKeyLogged && now - *otherKeyLogged < 1min)
        return;
    otherKeyLogged = now;
    qCWarning(lcMessenger).noquote() << QStringLiteral(
                                            "A client at %1 holds another encryption key (%2 so far). "
                                            "Give it this cluster's encryption_key_file.")
                                            .arg(peer)
                                            .arg(counters.keyDiffered);
}

void MessengerServer::Private::handleLine(ServedClient& client, const QByteArray& line)
{
    const auto message = readRpcLine(line);
    if (!message) {
        client.send(writeRpcLine(RpcResponse{message.error().id, message.error().error}));
        return;
    }
    // A server asks nothing, so that a response answers nothing: it is ignored.
    if (const auto* request = std::get_if<RpcRequest>(&*message))
        handleRequest(client, *request);
}

void MessengerServer::Private::handleRequest(ServedClient& client, const RpcRequest& request)
{
    ++counters.requests;
    const std::variant<QJsonObject, RpcError> outcome = carryOut(request);
    if (!request.isNotification())
        client.send(writeRpcLine(RpcResponse{request.id, outcome}));
}

std::variant<QJsonObject, RpcError> MessengerServer::Private::carryOut(const RpcRequest& request)
{
    const auto method = methods.constFind(request.method);
    if (method == methods.constEnd())
        return rpcError(RpcCode::MethodNotFound,
                        QStringLiteral("This node does not know the method “%1”.").arg(request.method));
    if (auto refusal = checkEpoch(request.params, method->rule))
        return *refusal;
    const Registered copy = *method; // a method may register others
    const Result<QJsonObject> result = copy.run(request.params);
    if (!result)
        return rpcErrorFrom(result.error());
    return *result;
}

std::optional<RpcError> MessengerServer::Private::checkEpoch(const QJsonObject& params, EpochRule rule)
{
    const QJsonValue value = params.value(QLatin1String("epoch"));
    if (rule == EpochRule::Ignored || (rule == EpochRule::Optional && value.isUndefined()))
        return std::nullopt;
    const Epoch epoch = value.toInteger(-1);
    if (epoch < 0)
        return rpcError(RpcCode::InvalidParams,
                        QStringLiteral("“epoch” has to be a whole number from 0 up."));
    if (epoch < highest) {
        RpcError refusal = rpcError(
            RpcCode::StaleEpoch,
            QStringLiteral("The order is of epoch %1, and epoch %2 has begun.").arg(epoch).arg(highest));
        refusal.data.insert(QLatin1String("epoch"), highest);
        return refusal;
    }
    highest = epoch;
    return std::nullopt;
}

void MessengerServer::Private::dropAll()
{
    const std::vector<ServedClient*> present = clients;
    for (ServedClient* client : present)
        client->drop();
}

MessengerServer::MessengerServer(MessengerLimits limits, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(limits))
{
}

MessengerServer::~MessengerServer()
{
    close();
}

void MessengerServer::addMethod(const QString& name, Method method, EpochRule rule)
{
    d->methods.insert(name, {std::move(method), rule});
}

void MessengerServer::raiseEpoch(Epoch epoch)
{
    d->highest = std::max(d->highest, epoch);
}

Epoch MessengerServer::highestEpoch() const
{
    return d->highest;
}

Result<void> MessengerServer::listen(const Endpoint& endpoint, const std::optional<EncryptionKey>& key)
{
    close();
    auto listener = std::make_unique<MessengerListener>([this](QIODevice* socket) { d->accept(socket); });
    const Result<void> listening = listener->listen(endpoint, key);
    if (listening)
        d->listener = std::move(listener);
    return listening;
}

void MessengerServer::close()
{
    d->listener.reset();
    d->dropAll();
}

bool MessengerServer::isListening() const
{
    return d->listener != nullptr;
}

Endpoint MessengerServer::endpoint() const
{
    return d->listener ? d->listener->endpoint() : Endpoint();
}

int MessengerServer::clientCount() const
{
    return static_cast<int>(d->clients.size());
}

MessengerServer::Counters MessengerServer::counters() const
{
    return d->counters;
}

} // namespace rollcall
