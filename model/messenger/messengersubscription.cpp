#include "model/messenger/messengersubscription.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr std::chrono::milliseconds subscribeLimit{3000};
/// A server closes a connection on which nothing came for 60 s.
constexpr std::chrono::milliseconds keepAliveEvery{20'000};

/// What the same question may be answered otherwise in a moment.
bool mayPass(const Error& error)
{
    return error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::TimedOut;
}

} // namespace

MessengerSubscription::MessengerSubscription(Endpoint endpoint, std::optional<EncryptionKey> key,
                                             QString method, QJsonObject params, QObject* parent)
    : QObject(parent)
    , m_client(std::move(endpoint), std::move(key))
    , m_method(std::move(method))
    , m_params(std::move(params))
{
    m_keepAlive.setInterval(keepAliveEvery);
    // A ping that is not answered drops the connection, which failed() tells.
    connect(&m_keepAlive, &QTimer::timeout, this, [this] {
        m_client.call(QStringLiteral("ping"), {}, subscribeLimit,
                      [](const Result<QJsonObject>&, std::chrono::microseconds) {});
    });
    connect(&m_client, &MessengerClient::connected, this, &MessengerSubscription::ask);
    connect(&m_client, &MessengerClient::notified, this, &MessengerSubscription::take);
    connect(&m_client, &MessengerClient::failed, this, [this](const Error& error) {
        m_name.clear();
        m_keepAlive.stop();
        Q_EMIT interrupted(error);
    });
}

void MessengerSubscription::start()
{
    m_client.open();
}

void MessengerSubscription::ask()
{
    m_client.call(m_method, m_params, subscribeLimit,
                  [this](const Result<QJsonObject>& result, std::chrono::microseconds) { answered(result); });
}

void MessengerSubscription::answered(const Result<QJsonObject>& result)
{
    if (!result) {
        if (m_client.state() != MessengerClient::State::Connected)
            return; // failed() tells it, and the next connection asks again
        m_client.close();
        if (!mayPass(result.error())) {
            Q_EMIT refused(result.error());
            return;
        }
        Q_EMIT interrupted(result.error());
        QTimer::singleShot(subscribeLimit, this, &MessengerSubscription::start);
        return;
    }
    m_name = result->value(QLatin1String("subscription")).toString();
    m_seq = 0;
    m_keepAlive.start();
    Q_EMIT opened(*result);
}

void MessengerSubscription::take(const QString& method, const QJsonObject& params)
{
    if (m_name.isEmpty() || params.value(QLatin1String("subscription")).toString() != m_name)
        return;
    const qint64 seq = params.value(QLatin1String("seq")).toInteger();
    const qint64 missed = std::max(qint64(0), seq - m_seq - 1);
    m_seq = seq;
    Q_EMIT delivered(method, params, missed);
}

} // namespace rollcall
