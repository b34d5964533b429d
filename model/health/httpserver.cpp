#include "model/health/httpserver.h"

#include "model/core/logging.h"
#include "model/health/httpconnection.h"

#include <QTcpSocket>
#include <QTimer>

namespace rollcall
{

namespace
{
constexpr Millis acceptAgain{100}; ///< after the process had no file descriptor left
}

HttpServer::HttpServer(Handler handler, QObject* parent)
    : QObject(parent)
    , m_handler(std::move(handler))
{
    connect(&m_server, &QTcpServer::newConnection, this, &HttpServer::accept);
    connect(&m_server, &QTcpServer::acceptError, this, [this] {
        qCWarning(lcHealth).noquote()
            << "The health endpoint cannot accept a connection:" << m_server.errorString();
        dropOldest();
        QTimer::singleShot(acceptAgain, &m_server, [this] { m_server.resumeAccepting(); });
    });
}

HttpServer::~HttpServer() = default;

Result<void> HttpServer::listen(const ListenAddress& address)
{
    if (m_server.listen(address.host, address.port))
        return {};
    return failure(ErrorKind::Refused,
                   QStringLiteral("Listening on %1 port %2 failed: %3.")
                       .arg(address.host.toString())
                       .arg(address.port)
                       .arg(m_server.errorString()),
                   QStringLiteral("Free the port, or choose another one."));
}

void HttpServer::accept()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        if (m_connections.size() >= mostConnections)
            dropOldest();
        auto* connection = new HttpConnection(socket, m_handler, m_timeLimit, this);
        m_connections.append(connection);
        connect(connection, &QObject::destroyed, this,
                [this, connection] { m_connections.removeOne(connection); });
    }
}

void HttpServer::dropOldest()
{
    if (!m_connections.isEmpty())
        m_connections.takeFirst()->drop();
}

} // namespace rollcall
