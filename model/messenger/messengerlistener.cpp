#include "model/messenger/messengerlistener.h"

#include "model/messenger/tlspsk.h"

#include <QHostAddress>
#include <QLocalSocket>
#include <QSocketNotifier>
#include <QSslSocket>
#include <QTimer>

#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

namespace rollcall
{

/// QTcpServer takes in all that wait at once, and a TLS socket costs a millisecond: in a flood that is a
/// second in which nobody else is served. This one takes a few, and the event loop goes on.
class MessengerListener::Tcp : public QTcpServer
{
public:
    Tcp(const EncryptionKey& key, Accept accept)
        : m_keys{key}
        , m_accept(std::move(accept))
        , m_configuration(tlsPskConfiguration())
    {
        m_pause.setSingleShot(true);
        m_pause.setInterval(fullPause);
        connect(&m_pause, &QTimer::timeout, this, [this] { m_arrivals->setEnabled(true); });
    }
    void setKeys(std::vector<EncryptionKey> keys) { m_keys = std::move(keys); }

    bool start(const QHostAddress& address, quint16 port)
    {
        setListenBacklogSize(1024); // a flood fills it, and whoever comes then waits for a second
        if (!listen(address, port))
            return false;
        pauseAccepting();
        m_arrivals = std::make_unique<QSocketNotifier>(socketDescriptor(), QSocketNotifier::Read);
        connect(m_arrivals.get(), &QSocketNotifier::activated, this, &Tcp::acceptSome);
        return true;
    }

private:
    static constexpr int mostAtOnce = 4;
    static constexpr std::chrono::milliseconds fullPause{100};

    void acceptSome()
    {
        for (int i = 0; i < mostAtOnce; ++i) {
            const int descriptor = ::accept4(static_cast<int>(socketDescriptor()), nullptr, nullptr,
                                             SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (descriptor < 0) {
                if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                    m_arrivals->setEnabled(false); // they wait in the kernel
                    m_pause.start();
                }
                return;
            }
            takeIn(descriptor);
        }
    }

    void takeIn(int descriptor)
    {
        auto socket = std::make_unique<QSslSocket>();
        if (!socket->setSocketDescriptor(descriptor)) {
            ::close(descriptor); // the other end is gone already
            return;
        }
        socket->setSslConfiguration(m_configuration);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        acceptKeys(*socket, m_keys);
        m_accept(socket.release());
    }

    std::vector<EncryptionKey> m_keys; ///< never empty
    Accept m_accept;
    QSslConfiguration m_configuration;
    std::unique_ptr<QSocketNotifier> m_arrivals;
    QTimer m_pause; ///< no more files can be open
};

MessengerListener::MessengerListener(Accept accept)
    : m_accept(std::move(accept))
{
}

MessengerListener::~MessengerListener() = default;

void MessengerListener::setKeys(std::vector<EncryptionKey> keys)
{
    if (!m_tcp)
        return;
    // A key that nobody has: the handshake fails as it does for everybody who holds another one.
    if (keys.empty())
        keys.push_back(*EncryptionKey::parse(EncryptionKey::generate()));
    m_tcp->setKeys(std::move(keys));
}

Result<void> MessengerListener::listen(const Endpoint& endpoint, const std::optional<EncryptionKey>& key)
{
    return endpoint.isTcp() ? listenTcp(endpoint, key) : listenPipe(endpoint);
}

Result<void> MessengerListener::listenTcp(const Endpoint& endpoint, const std::optional<EncryptionKey>& key)
{
    const QString where = endpoint.toString();
    if (!key)
        return failure(ErrorKind::Invalid, QStringLiteral("A messenger on TCP needs an encryption key."),
                       QStringLiteral("Set encryption_key_file, or listen on pipe:NAME."), where);
    // Looking a name up would block, and could give an address of another machine.
    QHostAddress address(endpoint.host);
    if (endpoint.listensOnAll())
        address = QHostAddress(QHostAddress::Any);
    else if (endpoint.host == u"localhost")
        address = QHostAddress(QHostAddress::LocalHost);
    if (address.isNull())
        return failure(
            ErrorKind::Invalid, QStringLiteral("A messenger listens on an address, not on a host name."),
            QStringLiteral("Write an address of this machine, localhost, or * for all addresses."), where);

    auto server = std::make_unique<Tcp>(*key, m_accept);
    if (!server->start(address, endpoint.port)) {
        const bool taken = server->serverError() == QAbstractSocket::AddressInUseError;
        return failure(ErrorKind::Refused,
                       taken ? QStringLiteral("Another program listens on this port.")
                             : QStringLiteral("The messenger cannot listen: %1.").arg(server->errorString()),
                       QStringLiteral("Stop it, or set another [messenger] listen."), where);
    }
    m_endpoint = Endpoint::tcp(endpoint.host, server->serverPort());
    m_tcp = std::move(server);
    return {};
}

Result<void> MessengerListener::listenPipe(const Endpoint& endpoint)
{
    const Result<QString> path = pipePathToListen(endpoint.name);
    if (!path)
        return Failure(path.error());
    Result<std::unique_ptr<PipeClaim>> claim = PipeClaim::take(*path);
    if (!claim)
        return Failure(claim.error());
    auto server = std::make_unique<QLocalServer>();
    server->setSocketOptions(QLocalServer::UserAccessOption);
    if (!server->listen(*path))
        return failure(ErrorKind::Refused,
                       QStringLiteral("The messenger cannot listen: %1.").arg(server->errorString()),
                       QStringLiteral("Name a folder that this user can write."), *path);
    connect(server.get(), &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_pipe->nextPendingConnection()) {
            socket->setParent(nullptr);
            m_accept(socket);
        }
    });
    m_claim = std::move(*claim);
    m_pipe = std::move(server);
    m_endpoint = endpoint;
    return {};
}

} // namespace rollcall
