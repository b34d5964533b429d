#include "model/messenger/messengerserver.h"

#include "model/core/clock.h"
#include "model/core/logging.h"
#include "model/messenger/clientsubscriptions.h"
#include "model/messenger/messengerlistener.h"
#include "model/messenger/servedclient.h"
#include "model/messenger/tokenbucket.h"

#include <QPointer>
#include <QSslSocket>
#include <QTimer>

#include <algorithm>
#include <map>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

/// A client with what it is granted.
struct Seat {
    Seat(ServedClient* served, const MessengerLimits& limits)
        : client(served)
        , requests(limits.requestsPerSecond, 2.0 * limits.requestsPerSecond, BootClock::now())
        , subscriptions(limits.subscriptionsPerClient, limits.notificationsLeftOut)
    {
    }
    ServedClient* client;
    TokenBucket requests;
    ClientSubscriptions subscriptions;
};

RpcOutcome outcomeOf(const Result<QJsonObject>& result)
{
    return result ? RpcOutcome(*result) : RpcOutcome(rpcErrorFrom(result.error()));
}

} // namespace

class MessengerServer::Private : public QObject
{
public:
    Private(MessengerServer& server, MessengerLimits given)
        : q(server)
        , limits(given)
    {
        sweeper.setInterval(std::clamp(std::min(limits.handshake, limits.idle) / 4, 20ms, 1000ms));
        connect(&sweeper, &QTimer::timeout, this, &Private::sweep);
    }

    void accept(QIODevice* socket);
    bool makeRoom(QIODevice* socket); ///< false: the limits leave none
    ServedClient* mostIntrusive(const QString& address) const;
    void forget(ClientNumber number);
    void sweep();
    void handleLine(ClientNumber number, const QByteArray& line);
    void handleRequest(ClientNumber number, const RpcRequest& request);
    void send(ClientNumber number, const RpcResponse& response);
    RpcOutcome unsubscribe(const QJsonObject& params, ClientNumber number);
    void noteOtherKey(const QString& peer);
    std::vector<ServedClient*> present() const;
    Seat* seatOf(ClientNumber number);

    MessengerServer& q;
    MessengerLimits limits;
    std::unique_ptr<MessengerListener> listener;
    std::map<ClientNumber, Seat> seats;
    ClientNumber lastNumber = 0;
    MethodTable methods;
    Counters counters;
    std::optional<Instant> otherKeyLogged;
    QTimer sweeper; ///< runs only while there are clients
};

/// Who gives way when all places are taken: of those who have not proved the key, one of the address that has
/// most of them, the longest waiting. Half-open connections, however many, then keep out only their own host.
/// address: only of this one; empty: of all.
ServedClient* MessengerServer::Private::mostIntrusive(const QString& address) const
{
    std::vector<ServedClient*> strangers;
    QHash<QString, int> waiting;
    for (ServedClient* client : present()) {
        if (client->isReady() || (!address.isEmpty() && client->peer() != address))
            continue;
        strangers.push_back(client);
        ++waiting[client->peer()];
    }
    const auto most = std::max_element(strangers.begin(), strangers.end(),
                                       [&waiting](const ServedClient* left, const ServedClient* right) {
                                           return waiting[left->peer()] < waiting[right->peer()];
                                       });
    return most == strangers.end() ? nullptr : *most;
}

bool MessengerServer::Private::makeRoom(QIODevice* socket)
{
    const bool full = static_cast<int>(seats.size()) >= limits.clients;
    const QString address = qobject_cast<QSslSocket*>(socket) ? ServedClient::peerOf(socket) : QString();
    const auto same = std::count_if(seats.begin(), seats.end(), [&address](const auto& seat) {
        return !address.isEmpty() && seat.second.client->peer() == address;
    });
    const bool addressFull = same >= limits.clientsPerAddress;
    if (!full && !addressFull)
        return true;
    ++counters.dropped;
    ServedClient* stranger = mostIntrusive(addressFull ? address : QString());
    if (stranger)
        stranger->drop();
    return stranger;
}

void MessengerServer::Private::accept(QIODevice* socket)
{
    if (!makeRoom(socket)) {
        delete socket; // at once: an answer would cost the handshake that the limit is there to save
        return;
    }
    ++counters.accepted;
    const ClientNumber number = ++lastNumber;
    auto* client =
        new ServedClient(socket, {limits.lineBytes, limits.unsentBytes, limits.messagesPerTurn}, this);
    seats.emplace(number, Seat(client, limits));
    connect(client, &ServedClient::lineReceived, this,
            [this, number](const QByteArray& line) { handleLine(number, line); });
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
    connect(client, &ServedClient::gone, this, [this, number] { forget(number); });
    if (!sweeper.isActive())
        sweeper.start();
    client->start();
}

void MessengerServer::Private::forget(ClientNumber number)
{
    const auto found = seats.find(number);
    found->second.client->deleteLater();
    const QStringList names = found->second.subscriptions.names();
    seats.erase(found);
    if (seats.empty())
        sweeper.stop();
    for (const QString& name : names)
        Q_EMIT q.subscriptionEnded({number, name});
}

std::vector<ServedClient*> MessengerServer::Private::present() const
{
    std::vector<ServedClient*> clients; // drop() changes the map
    for (const auto& [number, seat] : seats)
        clients.push_back(seat.client);
    return clients;
}

Seat* MessengerServer::Private::seatOf(ClientNumber number)
{
    const auto found = seats.find(number);
    return found == seats.end() ? nullptr : &found->second;
}

void MessengerServer::Private::sweep()
{
    const Instant now = BootClock::now();
    for (ServedClient* client : present()) {
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

void MessengerServer::Private::handleLine(ClientNumber number, const QByteArray& line)
{
    const auto message = readRpcLine(line);
    if (!message)
        return send(number, RpcResponse{message.error().id, message.error().error});
    // A server asks nothing, so that a response answers nothing: it is ignored.
    if (const auto* request = std::get_if<RpcRequest>(&*message))
        handleRequest(number, *request);
}

void MessengerServer::Private::handleRequest(ClientNumber number, const RpcRequest& request)
{
    ++counters.requests;
    Seat* seat = seatOf(number);
    if (!seat)
        return;
    if (methods.isLimited(request.method) && !seat->requests.take(BootClock::now())) {
        ++counters.refusedBusy;
        if (!request.isNotification())
            send(number, {request.id, rpcError(RpcCode::Busy,
                                               QStringLiteral("More than %1 requests a second came on this "
                                                              "connection.")
                                                   .arg(limits.requestsPerSecond))});
        return;
    }
    methods.call(request, number,
                 [self = QPointer<Private>(this), number, id = request.id](const RpcOutcome& outcome) {
                     if (self && !id.isUndefined())
                         self->send(number, {id, outcome});
                 });
}

void MessengerServer::Private::send(ClientNumber number, const RpcResponse& response)
{
    if (const Seat* seat = seatOf(number))
        seat->client->send(writeRpcLine(response));
}

RpcOutcome MessengerServer::Private::unsubscribe(const QJsonObject& params, ClientNumber number)
{
    const QString name = params.value(QLatin1String("subscription")).toString();
    Seat* seat = seatOf(number);
    if (!seat || !seat->subscriptions.close(name))
        return rpcError(RpcCode::NotFound,
                        QStringLiteral("This connection has no subscription “%1”.").arg(name.left(64)));
    Q_EMIT q.subscriptionEnded({number, name});
    return QJsonObject();
}

MessengerServer::MessengerServer(MessengerLimits limits, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, limits))
{
    addCallerMethod(QStringLiteral("unsubscribe"),
                    [this](const QJsonObject& params, ClientNumber client,
                           const MethodTable::Answer& answer) { answer(d->unsubscribe(params, client)); });
}

MessengerServer::~MessengerServer()
{
    close();
}

void MessengerServer::addMethod(const QString& name, Method method, EpochRule rule)
{
    addCallerMethod(
        name,
        [method = std::move(method)](const QJsonObject& params, ClientNumber,
                                     const MethodTable::Answer& answer) {
            answer(outcomeOf(method(params)));
        },
        rule);
}

void MessengerServer::addCallerMethod(const QString& name, MethodTable::Method method, EpochRule rule,
                                      RateRule rate)
{
    d->methods.add(name, std::move(method), rule, rate);
}

Result<Subscription> MessengerServer::subscribe(ClientNumber client)
{
    Seat* seat = d->seatOf(client);
    const std::optional<QString> name = seat ? seat->subscriptions.open() : std::nullopt;
    if (!name)
        return failure(ErrorKind::Unreachable,
                       QStringLiteral("This connection has %1 subscriptions, as many as it may have.")
                           .arg(d->limits.subscriptionsPerClient),
                       QStringLiteral("End one with unsubscribe, or open another connection."));
    return Subscription{client, *name};
}

bool MessengerServer::deliver(const Subscription& subscription, const QString& method,
                              const QJsonObject& params)
{
    Seat* seat = d->seatOf(subscription.client);
    if (!seat || !seat->subscriptions.contains(subscription.name))
        return false;
    const bool room = seat->client->unread() < d->limits.unreadNotifications;
    const std::optional<QByteArray> line =
        seat->subscriptions.notification(subscription.name, method, params, room);
    if (line) {
        seat->client->send(*line);
    } else {
        ++d->counters.leftOut;
        if (seat->subscriptions.isHopeless()) {
            ++d->counters.dropped;
            seat->client->drop();
        }
    }
    return true;
}

void MessengerServer::closeClient(ClientNumber client)
{
    if (const Seat* seat = d->seatOf(client))
        seat->client->leave();
}

void MessengerServer::raiseEpoch(Epoch epoch)
{
    d->methods.raiseEpoch(epoch);
}

Epoch MessengerServer::highestEpoch() const
{
    return d->methods.highestEpoch();
}

void MessengerServer::setKeys(const std::vector<EncryptionKey>& keys)
{
    if (!d->listener)
        return;
    d->listener->setKeys(keys);
    for (ServedClient* client : d->present()) {
        const QString proved = client->provedKey();
        const bool accepted = std::any_of(keys.begin(), keys.end(), [&proved](const EncryptionKey& key) {
            return key.fingerprint() == proved;
        });
        if (!proved.isEmpty() && !accepted)
            client->leave();
    }
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
    for (ServedClient* client : d->present())
        client->drop();
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
    return static_cast<int>(d->seats.size());
}

MessengerServer::Counters MessengerServer::counters() const
{
    return d->counters;
}

} // namespace rollcall
