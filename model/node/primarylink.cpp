#include "model/node/primarylink.h"

namespace rollcall
{

namespace
{

using std::chrono::milliseconds;

/// Short pauses: until the connection is back every message takes the way by the database.
constexpr ClientTimings linkTimings{milliseconds(1000), milliseconds(100), milliseconds(1000)};
/// A server closes a connection on which nothing came for 60 s.
constexpr milliseconds linkPingEvery{20'000};
constexpr milliseconds linkPingLimit{2000};

} // namespace

PrimaryLink::PrimaryLink(std::optional<EncryptionKey> key, QObject* parent)
    : QObject(parent)
    , m_key(std::move(key))
{
    m_keepAlive.setInterval(linkPingEvery);
    m_keepAlive.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_keepAlive, &QTimer::timeout, this, [this] {
        m_client->call(QStringLiteral("ping"), {}, linkPingLimit,
                       [](const Result<QJsonObject>&, std::chrono::microseconds) {});
    });
}

PrimaryLink::~PrimaryLink() = default;

void PrimaryLink::relay(const Endpoint& primary, Epoch epoch, const TopicMessage& message,
                        std::function<void(const Result<int>&)> sent)
{
    if (!m_client || m_client->endpoint() != primary) {
        // Not at once: this may be called from inside one of its replies.
        if (MessengerClient* old = m_client.release()) {
            old->close();
            old->deleteLater();
        }
        m_client = std::make_unique<MessengerClient>(primary, m_key, linkTimings);
        m_client->open();
        m_keepAlive.start();
    }
    QJsonObject params = relayParams(message);
    params.insert(QLatin1String("epoch"), epoch);
    m_client->call(QStringLiteral("relay"), params, relayLimit,
                   [sent = std::move(sent)](const Result<QJsonObject>& result, std::chrono::microseconds) {
                       sent(result.map([](const QJsonObject& answer) {
                           return answer.value(QLatin1String("subscribers")).toInt();
                       }));
                   });
}

void PrimaryLink::setKey(const std::optional<EncryptionKey>& key)
{
    if (m_key == key)
        return;
    m_key = key;
    close();
}

void PrimaryLink::close()
{
    m_keepAlive.stop();
    if (MessengerClient* old = m_client.release()) {
        old->close();
        old->deleteLater();
    }
}

} // namespace rollcall
