#include "model/messenger/servedclient.h"

#include "model/messenger/tlspsk.h"

#include <QHostAddress>
#include <QLocalSocket>
#include <QSslSocket>

namespace rollcall
{

ServedClient::ServedClient(QIODevice* socket, ChannelLimits limits, QObject* parent)
    : QObject(parent)
    , m_channel(socket, limits)
    , m_socket(socket)
    , m_tls(qobject_cast<QSslSocket*>(socket))
    , m_peer(peerOf(socket))
{
    connect(&m_channel, &LineChannel::lineReceived, this, [this](const QByteArray& line) {
        m_since = BootClock::now();
        Q_EMIT lineReceived(line);
    });
    connect(&m_channel, &LineChannel::lineTooLong, this, &ServedClient::lineTooLong);
    connect(&m_channel, &LineChannel::ended, this, &ServedClient::end);
    if (!m_tls) {
        connect(qobject_cast<QLocalSocket*>(socket), &QLocalSocket::disconnected, this, [this] {
            if (m_leaving)
                end();
        });
        return;
    }
    connect(m_tls, &QSslSocket::encrypted, this, &ServedClient::ready);
    connect(m_tls, &QSslSocket::alertSent, this,
            [this](QSsl::AlertLevel level, QSsl::AlertType type, const QString&) {
                if (!m_ready && level == QSsl::AlertLevel::Fatal && provesOtherKey(type))
                    Q_EMIT keyDiffered();
            });
    connect(m_tls, &QSslSocket::disconnected, this, [this] {
        if (m_leaving || !m_ready)
            end();
    });
    // A failed handshake may leave the TCP connection open. Queued: Qt sends the alert, by which the other
    // end learns that the keys differ, only after this signal.
    connect(
        m_tls, &QSslSocket::errorOccurred, this,
        [this] {
            if (!m_ready)
                leave();
        },
        Qt::QueuedConnection);
}

QString ServedClient::peerOf(QIODevice* socket)
{
    const auto* tls = qobject_cast<QSslSocket*>(socket);
    return tls ? tls->peerAddress().toString() : QStringLiteral("this machine");
}

QString ServedClient::provedKey() const
{
    return m_tls ? keyAnsweredWith(*m_tls) : QString();
}

void ServedClient::start()
{
    if (m_tls)
        m_tls->startServerEncryption();
    else
        ready();
}

void ServedClient::send(const QByteArray& line)
{
    if (m_gone || m_leaving || m_channel.send(line))
        return;
    if (m_socket->isOpen() && m_socket->bytesToWrite() > 0)
        Q_EMIT overran();
    drop();
}

void ServedClient::leave()
{
    if (m_leaving || m_gone)
        return;
    m_leaving = true;
    m_since = BootClock::now();
    m_channel.finish();
}

void ServedClient::drop()
{
    m_channel.abort();
    end();
}

void ServedClient::ready()
{
    m_ready = true;
    m_since = BootClock::now();
    m_channel.start();
}

void ServedClient::end()
{
    if (m_gone)
        return;
    m_gone = true;
    Q_EMIT gone();
}

} // namespace rollcall
