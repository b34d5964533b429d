#pragma once

#include "model/messenger/messengerclient.h"

#include <QTimer>

namespace rollcall
{

/// One subscription at one messenger on a connection of its own, which it keeps open, and takes up again
/// after every loss of it. Lives in one thread with an event loop and never blocks it.
class MessengerSubscription : public QObject
{
    Q_OBJECT

public:
    /// method: "subscribe", "logs.subscribe", "events.subscribe".
    MessengerSubscription(Endpoint endpoint, std::optional<EncryptionKey> key, QString method,
                          QJsonObject params, QObject* parent = nullptr);

    void start();

Q_SIGNALS:
    /// The messenger took it; deliveries follow. Again after every loss of the connection.
    void opened(const QJsonObject& result);
    /// One notification. missed: how many were left out before it, because this end read too slowly.
    void delivered(const QString& method, const QJsonObject& params, qint64 missed);
    /// It is not open now: the connection was lost or not made, and is tried again.
    void interrupted(const rollcall::Error& error);
    /// The messenger refused it: it is over.
    void refused(const rollcall::Error& error);

private:
    void ask();
    void answered(const Result<QJsonObject>& result);
    void take(const QString& method, const QJsonObject& params);

    MessengerClient m_client;
    QString m_method;
    QJsonObject m_params;
    QString m_name; ///< of the subscription; empty: none is open
    qint64 m_seq = 0;
    QTimer m_keepAlive;
};

} // namespace rollcall
