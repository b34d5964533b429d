#include "model/messenger/clientlink.h"

#include "model/messenger/linkerror.h"
#include "model/messenger/pipepath.h"
#include "model/messenger/tlspsk.h"

#include <QLocalSocket>
#include <QSslSocket>

namespace rollcall
{

ClientLink::ClientLink(Endpoint endpoint, std::optional<EncryptionKey> key, QObject* parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_key(std::move(key))
{
}

ClientLink::~ClientLink()
{
    m_over = true;
}

void ClientLink::start()
{
    if (m_endpoint.isTcp())
        startTcp();
    else
        startPipe();
}

bool ClientLink::send(const QByteArray& line)
{
    return m_channel && m_channel->send(line);
}

void ClientLink::abort()
{
    m_over = true;
    if (m_channel)
        m_channel->abort();
    else if (m_tls)
        m_tls->abort();
    else if (m_pipe)
        m_pipe->abort();
}

void ClientLink::startTcp()
{
    if (!m_key)
        return failLater(linkError(LinkEnd::NoKey, m_endpoint));
    if (m_endpoint.listensOnAll() || m_endpoint.port == 0)
        return failLater(linkError(LinkEnd::ListeningOnly, m_endpoint));
    m_tls = new QSslSocket(this);
    m_tls->setSslConfiguration(tlsPskConfiguration());
    offerKey(*m_tls, *m_key);
    connect(m_tls, &QSslSocket::encrypted, this, [this] {
        m_tls->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_tls->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        open(m_tls);
    });
    connect(m_tls, &QSslSocket::alertReceived, this,
            [this](QSsl::AlertLevel level, QSsl::AlertType type, const QString&) {
                m_otherKey = m_otherKey || (level == QSsl::AlertLevel::Fatal && provesOtherKey(type));
            });
    connect(m_tls, &QSslSocket::errorOccurred, this, &ClientLink::explainTls, Qt::QueuedConnection);
    m_tls->connectToHostEncrypted(m_endpoint.host, m_endpoint.port);
}

void ClientLink::startPipe()
{
    const Result<QString> path = pipePathToConnect(m_endpoint.name);
    if (!path)
        return failLater(path.error());
    m_pipe = new QLocalSocket(this);
    // Queued: a local socket connects, or fails, inside the call.
    connect(
        m_pipe, &QLocalSocket::connected, this, [this] { open(m_pipe); }, Qt::QueuedConnection);
    connect(m_pipe, &QLocalSocket::errorOccurred, this, &ClientLink::explainPipe, Qt::QueuedConnection);
    m_pipe->connectToServer(*path);
}

void ClientLink::open(QIODevice* socket)
{
    if (m_over)
        return;
    m_channel = new LineChannel(socket, {}, this);
    connect(m_channel, &LineChannel::lineReceived, this, &ClientLink::lineReceived);
    connect(m_channel, &LineChannel::lineTooLong, this, [this] { fail(LinkEnd::LineTooLong); });
    connect(m_channel, &LineChannel::ended, this, [this] { fail(LinkEnd::Closed); });
    m_channel->start();
    Q_EMIT opened();
}

void ClientLink::fail(LinkEnd end, const QString& detail)
{
    if (m_over)
        return;
    abort();
    Q_EMIT failed(linkError(end, m_endpoint, detail));
}

void ClientLink::failLater(const Error& error)
{
    QMetaObject::invokeMethod(
        this,
        [this, error] {
            if (m_over)
                return;
            m_over = true;
            Q_EMIT failed(error);
        },
        Qt::QueuedConnection);
}

void ClientLink::explainTls()
{
    if (m_otherKey)
        return fail(LinkEnd::OtherKey);
    switch (m_tls->error()) {
    case QAbstractSocket::ConnectionRefusedError:
        return fail(LinkEnd::RefusesConnections);
    case QAbstractSocket::HostNotFoundError:
        return fail(LinkEnd::HostUnknown);
    case QAbstractSocket::SocketTimeoutError:
        return fail(LinkEnd::HostSilent);
    case QAbstractSocket::RemoteHostClosedError:
        // Once open, the channel delivers what is left first, and then says that it ended.
        if (!m_channel)
            fail(LinkEnd::ClosedAtOnce);
        return;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return fail(LinkEnd::NotAMessenger, m_tls->errorString());
    default:
        return fail(LinkEnd::Unreachable, m_tls->errorString());
    }
}

void ClientLink::explainPipe()
{
    switch (m_pipe->error()) {
    case QLocalSocket::ServerNotFoundError:
    case QLocalSocket::ConnectionRefusedError:
        return fail(LinkEnd::NoPipe);
    case QLocalSocket::SocketAccessError:
        return fail(LinkEnd::PipeForbidden);
    case QLocalSocket::PeerClosedError:
        return; // the channel delivers what is left, and says that it ended
    default:
        return fail(LinkEnd::Unreachable, m_pipe->errorString());
    }
}

} // namespace rollcall
