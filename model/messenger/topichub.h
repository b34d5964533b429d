#pragma once

#include "model/messenger/messengerserver.h"
#include "model/messenger/seenmessages.h"

#include <QMultiHash>
#include <QObject>
#include <QSet>

namespace rollcall
{

/// How a message came to the primary.
enum class MessageWay { Messenger, Database };

/// The topic subscriptions of one node's clients, and what is delivered to them: every message once. Who may
/// subscribe and when something is delivered is its owner's business.
class TopicHub : public QObject
{
    Q_OBJECT

public:
    /// The server outlives it.
    explicit TopicHub(MessengerServer& server, QObject* parent = nullptr);

    /// Errors: see MessengerServer::subscribe().
    Result<Subscription> subscribe(ClientNumber client, const QString& topic);
    /// The value is to how many it went; one that was delivered before goes to none, and is answered like
    /// then.
    int deliver(const TopicMessage& message, MessageWay way);
    bool hasSubscribers() const { return !m_subscriptions.isEmpty(); }
    QSet<QString> topics() const; ///< those that somebody subscribes to
    int subscriberCount() const { return static_cast<int>(m_subscriptions.size()); }
    /// Closes the connections of all subscribers.
    void closeAll();

Q_SIGNALS:
    void subscribersChanged();

private:
    MessengerServer& m_server;
    QMultiHash<QString, Subscription> m_subscriptions; ///< by topic
    SeenMessages m_seen;
};

} // namespace rollcall
