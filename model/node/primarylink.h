#pragma once

#include "model/messenger/messengerclient.h"
#include "model/messenger/topicmessage.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace rollcall
{

/// The connection over which a node relays messages to the primary: made with the first message, and kept.
class PrimaryLink : public QObject
{
    Q_OBJECT

public:
    /// How long a message waits for the primary before it goes to the database.
    static constexpr std::chrono::milliseconds relayLimit{300};

    explicit PrimaryLink(std::optional<EncryptionKey> key, QObject* parent = nullptr);
    ~PrimaryLink() override;

    /// sent: called once, never from inside, with the number of subscribers, or the error of
    /// MessengerClient::call().
    void relay(const Endpoint& primary, Epoch epoch, const TopicMessage& message,
               std::function<void(const Result<int>&)> sent);
    /// Another key from now on: the connection is made anew with the next message.
    void setKey(const std::optional<EncryptionKey>& key);
    /// This node has no use for it now.
    void close();

private:
    std::optional<EncryptionKey> m_key;
    std::unique_ptr<MessengerClient> m_client;
    QTimer m_keepAlive;
};

} // namespace rollcall
