#include "model/node/messengerdesk.h"

namespace rollcall
{

namespace
{

constexpr Millis messageWriteLimit{2000};

StoredMessage storedFrom(const TopicMessage& message, NodeId node)
{
    return {0,    message.id.toString(), message.topic, compactJson(message.payload), message.publisher,
            node, message.timeToLive};
}

} // namespace

MessengerDesk::MessengerDesk(Parts parts, NodeId node, Incarnation incarnation, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_node(node)
    , m_logs(parts.server, parts.units, parts.config.units, incarnation)
    , m_events(parts.server, parts.database)
    , m_hub(parts.server)
    , m_inbox(parts.database, m_hub, parts.board, node)
    , m_link(parts.config.key)
    , m_relay(ways())
{
    parts.server.addCallerMethod(QStringLiteral("publish"), [this](const QJsonObject& params, ClientNumber,
                                                                   const MethodTable::Answer& answer) {
        const Result<TopicMessage> message = readPublish(params, m_parts.config.name);
        if (message)
            m_relay.publish(*message, answer);
        else
            answer(rpcErrorFrom(message.error()));
    });
    parts.server.addCallerMethod(
        QStringLiteral("relay"),
        [this](const QJsonObject& params, ClientNumber, const MethodTable::Answer& answer) {
            answer(takeRelayed(params));
        },
        EpochRule::Required, RateRule::Unlimited);
    parts.server.addCallerMethod(
        QStringLiteral("subscribe"),
        [this](const QJsonObject& params, ClientNumber client, const MethodTable::Answer& answer) {
            answer(subscribe(params, client));
        });
}

MessageRelay::Ways MessengerDesk::ways()
{
    MessageRelay::Ways ways;
    ways.route = [this] { return route(); };
    ways.deliver = [this](const TopicMessage& message) {
        return m_hub.deliver(message, MessageWay::Messenger);
    };
    ways.relay = [this](const MessageRoute& to, const TopicMessage& message,
                        std::function<void(const Result<int>&)> sent) {
        m_link.relay(*m_parts.peers.messengerOf(to.primary), to.epoch, message, std::move(sent));
    };
    ways.store = [this](const TopicMessage& message, std::function<void(const Result<void>&)> stored) {
        m_parts.database
            .run(messageWriteLimit, [row = storedFrom(message, m_node)](
                                        Session& session) { return MessageRepository::add(session, row); })
            .then(this, [stored = std::move(stored)](const Result<void>& result) { stored(result); });
    };
    ways.anyStored = [this](std::function<void(const Result<bool>&)> told) {
        m_parts.database
            .run(messageWriteLimit,
                 [node = m_node](Session& session) { return MessageRepository::hasAny(session, node); })
            .then(this, [told = std::move(told)](const Result<bool>& any) { told(any); });
    };
    ways.lookForPrimary = [this] { Q_EMIT leaseOutdated(); };
    return ways;
}

MessageRoute MessengerDesk::route() const
{
    if (const Epoch held = m_parts.board.held(BootClock::now()); held != 0)
        return {MessageRoute::Kind::Here, m_node, held};
    if (m_lease.released() || m_lease.holder == m_node || !m_parts.peers.messengerOf(m_lease.holder))
        return {};
    return {MessageRoute::Kind::There, m_lease.holder, m_lease.epoch};
}

void MessengerDesk::observed(const LeaseObservation& seen)
{
    const Lease lease = seen.lease.value_or(Lease());
    const bool changed = lease.holder != m_lease.holder || lease.epoch != m_lease.epoch;
    m_lease = lease;
    if (!changed)
        return;
    if (!lease.released() && lease.holder != m_node && !m_parts.peers.messengerOf(lease.holder))
        m_parts.peers.readAgain();
    m_relay.routeChanged();
}

void MessengerDesk::promoted()
{
    m_link.close();
    m_relay.routeChanged();
    m_inbox.look();
}

void MessengerDesk::demoted()
{
    m_hub.closeAll();
}

RpcError MessengerDesk::notPrimary() const
{
    RpcError error =
        rpcError(RpcCode::NotPrimary, QStringLiteral("%1 is not the primary.").arg(m_parts.config.name));
    const bool known = !m_lease.released() && m_lease.holder != m_node;
    const auto messenger = known ? m_parts.peers.messengerOf(m_lease.holder) : std::nullopt;
    if (messenger)
        error.data.insert(QLatin1String("primary"),
                          QJsonObject{{QStringLiteral("name"), m_parts.peers.nameOf(m_lease.holder)},
                                      {QStringLiteral("messenger"), messenger->toString()}});
    return error;
}

RpcOutcome MessengerDesk::takeRelayed(const QJsonObject& params)
{
    const Epoch held = m_parts.board.held(BootClock::now());
    if (held == 0 || params.value(QLatin1String("epoch")).toInteger() != held)
        return notPrimary();
    const Result<TopicMessage> message = readRelay(params);
    if (!message)
        return rpcErrorFrom(message.error());
    return QJsonObject{{QStringLiteral("subscribers"), m_hub.deliver(*message, MessageWay::Messenger)}};
}

RpcOutcome MessengerDesk::subscribe(const QJsonObject& params, ClientNumber client)
{
    const Result<QString> topic = readTopic(params.value(QLatin1String("topic")));
    if (!topic)
        return rpcErrorFrom(topic.error());
    const Epoch held = m_parts.board.held(BootClock::now());
    if (held == 0)
        return notPrimary();
    const Result<Subscription> subscription = m_hub.subscribe(client, *topic);
    if (!subscription)
        return rpcErrorFrom(subscription.error());
    return QJsonObject{{QStringLiteral("subscription"), subscription->name}, {QStringLiteral("epoch"), held}};
}

QJsonObject MessengerDesk::status() const
{
    const MessengerServer::Counters counters = m_parts.server.counters();
    return {{QStringLiteral("clients"), m_parts.server.clientCount()},
            {QStringLiteral("subscribers"), m_hub.subscriberCount()},
            {QStringLiteral("messages_on_their_way"), qint64(m_relay.onTheirWay())},
            {QStringLiteral("requests"), counters.requests},
            {QStringLiteral("refused_busy"), counters.refusedBusy},
            {QStringLiteral("notifications_left_out"), counters.leftOut},
            {QStringLiteral("dropped"), counters.dropped}};
}

} // namespace rollcall
