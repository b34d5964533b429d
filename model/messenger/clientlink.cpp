#include "model/messenger/clientlink.h"

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
    const QString where = m_endpoint.toString();
    if (!m_key)
        return failLater({ErrorKind::Invalid, QStringLiteral("There is no encryption key to reach it with."),
                          QStringLiteral("Give the cluster's encryption key."), where});
    if (m_endpoint.listensOnAll() || m_endpoint.port == 0)
        return failLater({ErrorKind::Invalid, QStringLiteral("This endpoint is for listening only."),
                          QStringLiteral("Name the host and port to connect to."), where});
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
    connect(m_channel, &LineChannel::lineTooLong, this, [this] {
        fail(ErrorKind::Internal, QStringLiteral("The messenger sent a message longer than 1 MiB."));
    });
    connect(m_channel, &LineChannel::ended, this, [this] {
        fail(ErrorKind::Unreachable, QStringLiteral("The messenger closed the connection."),
             QStringLiteral("See whether its node service still runs."));
    });
    m_channel->start();
    Q_EMIT opened();
}

void ClientLink::fail(ErrorKind kind, const QString& what, const QString& remedy)
{
    if (m_over)
        return;
    abort();
    Q_EMIT failed({kind, what, remedy, m_endpoint.toString()});
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
    const QString words = m_tls->errorString();
    if (m_otherKey)
        return fail(ErrorKind::KeyDiffers, QStringLiteral("The messenger holds another encryption key."),
                    QStringLiteral("Give both ends the cluster's encryption key."));
    switch (m_tls->error()) {
    case QAbstractSocket::ConnectionRefusedError:
        return fail(ErrorKind::Unreachable, QStringLiteral("The messenger refuses connections."),
                    QStringLiteral("Start rollcall-node there, or correct its [messenger] listen."));
    case QAbstractSocket::HostNotFoundError:
        return fail(ErrorKind::Unreachable,
                    QStringLiteral("The host name %1 cannot be resolved.").arg(m_endpoint.host),
                    QStringLiteral("Correct the node's address, or the name service."));
    case QAbstractSocket::SocketTimeoutError:
        return fail(ErrorKind::TimedOut, QStringLiteral("The host does not answer."),
                    QStringLiteral("See whether it is up and its port is not filtered."));
    case QAbstractSocket::RemoteHostClosedError:
        // Once open, the channel delivers what is left first, and then says that it ended.
        if (!m_channel)
            fail(ErrorKind::Unreachable, QStringLiteral("The messenger closed the connection at once."),
                 QStringLiteral("It may have as many clients as it takes, or something else listens there."));
        return;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return fail(ErrorKind::Unreachable,
                    QStringLiteral("What listens there is not a Rollcall messenger: %1.").arg(words),
                    QStringLiteral("Correct the node's [messenger] listen."));
    default:
        return fail(ErrorKind::Unreachable, QStringLiteral("The messenger cannot be reached: %1.").arg(words),
                    QStringLiteral("See whether the host is up and the network reaches it."));
    }
}

void ClientLink::explainPipe()
{
    switch (m_pipe->error()) {
    case QLocalSocket::ServerNotFoundError:
    case QLocalSocket::ConnectionRefusedError:
        return fail(
            ErrorKind::Unreachable, QStringLiteral("No messenger listens on this pipe."),
            QStringLiteral("Start rollcall-node on this machine, or correct its [messenger] listen."));
    case QLocalSocket::SocketAccessError:
        return fail(ErrorKind::Refused, QStringLiteral("This user may not open the pipe."),
                    QStringLiteral("Run this as the user of the node service, or as root."));
    case QLocalSocket::PeerClosedError:
        return; // the channel delivers what is left, and says that it ended
    default:
        return fail(ErrorKind::Unreachable,
                    QStringLiteral("The messenger cannot be reached: %1.").arg(m_pipe->errorString()));
    }
}

} // namespace rollcall
