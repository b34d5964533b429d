#include "model/messenger/topichub.h"

namespace rollcall
{

TopicHub::TopicHub(MessengerServer& server, QObject* parent)
    : QObject(parent)
    , m_server(server)
{
    connect(&server, &MessengerServer::subscriptionEnded, this, [this](const Subscription& ended) {
        const auto removed = m_subscriptions.removeIf(
            [&](const QMultiHash<QString, Subscription>::iterator& entry) { return entry.value() == ended; });
        if (removed > 0)
            Q_EMIT subscribersChanged();
    });
}

Result<Subscription> TopicHub::subscribe(ClientNumber client, const QString& topic)
{
    const Result<Subscription> subscription = m_server.subscribe(client);
    if (subscription) {
        m_subscriptions.insert(topic, *subscription);
        Q_EMIT subscribersChanged();
    }
    return subscription;
}

int TopicHub::deliver(const TopicMessage& message, MessageWay way)
{
    if (const std::optional<int> before = m_seen.find(message.id))
        return *before;
    const QJsonObject params{{QStringLiteral("id"), message.id.toString()},
                             {QStringLiteral("topic"), message.topic},
                             {QStringLiteral("payload"), message.payload},
                             {QStringLiteral("publisher"), message.publisher},
                             {QStringLiteral("via"), way == MessageWay::Messenger
                                                         ? QStringLiteral("messenger")
                                                         : QStringLiteral("database")}};
    int count = 0;
    for (const Subscription& subscription : m_subscriptions.values(message.topic)) // a copy: one may end
        count += m_server.deliver(subscription, QStringLiteral("message"), params) ? 1 : 0;
    if (count > 0) // else it may still be delivered, when it is published again
        m_seen.add(message.id, count);
    return count;
}

QSet<QString> TopicHub::topics() const
{
    const QList<QString> keys = m_subscriptions.uniqueKeys();
    return QSet<QString>(keys.begin(), keys.end());
}

void TopicHub::closeAll()
{
    QSet<ClientNumber> clients;
    for (const Subscription& subscription : std::as_const(m_subscriptions))
        clients.insert(subscription.client);
    for (const ClientNumber client : clients)
        m_server.closeClient(client);
}

} // namespace rollcall
