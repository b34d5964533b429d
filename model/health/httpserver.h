#pragma once

#include "model/core/clock.h"
#include "model/core/result.h"
#include "model/health/listenaddress.h"

#include <QByteArray>
#include <QObject>
#include <QTcpServer>

#include <functional>

namespace rollcall
{

class HttpConnection;

struct HttpResponse {
    int status = 200;
    QByteArray type = "text/plain; charset=utf-8";
    QByteArray body;
};

/// A small HTTP/1.1 server (RFC 9112) for answers from memory, within bounds whatever clients do.
///
/// GET and HEAD, no bodies, one request a connection, which is closed after the answer: health checkers open
/// a new one for each check. A request head is at most 8 KiB; a connection lives 5 s at most; 256 are open
/// at once, and the next one drops the oldest: who holds connections open on purpose cannot keep checkers
/// out. Not QHttpServer: that of Qt 6.4 bounds neither heads nor bodies nor time and ignores `Connection:
/// close`, so that the guard in front of it would be all of this.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    /// path: without the query; any bytes but white space.
    using Handler = std::function<HttpResponse(const QByteArray& path)>;

    static constexpr qsizetype longestHead = 8192; ///< bytes
    static constexpr qsizetype mostConnections = 256;

    explicit HttpServer(Handler handler, QObject* parent = nullptr);
    ~HttpServer() override;

    /// Errors: Refused when the port is taken or may not be used.
    Result<void> listen(const ListenAddress& address);
    quint16 port() const { return m_server.serverPort(); }   ///< 0: not listening
    void setTimeLimit(Millis limit) { m_timeLimit = limit; } ///< for a whole connection
    qsizetype openConnections() const { return m_connections.size(); }

private:
    void accept();
    void dropOldest();

    Handler m_handler;
    QTcpServer m_server;
    Millis m_timeLimit{5000};
    QList<HttpConnection*> m_connections; ///< oldest first
};

} // namespace rollcall
