#pragma once

#include "model/core/clock.h"
#include "model/core/result.h"

#include <QByteArray>
#include <QHash>
#include <QHostAddress>
#include <QObject>
#include <QTcpServer>

#include <functional>

class QTcpSocket;

namespace rollcall
{

struct HttpRequest {
    QByteArray path; ///< without the query
};

struct HttpResponse {
    int status = 200;
    QByteArray type = "text/plain; charset=utf-8";
    QByteArray body;
};

struct ListenAddress {
    QHostAddress host;
    quint16 port = 0;
};

/// Reads "0.0.0.0:33238", "[::]:33238", "*:33238" (all addresses), "127.0.0.1:0" (any free port).
/// Errors: Invalid, with what was expected.
Result<ListenAddress> parseListenAddress(const QString& text);

/// A small HTTP/1.1 server for answers from memory (RFC 9112), within bounds whatever clients do.
///
/// GET and HEAD without a body, one request a connection, which is closed after the answer: health checkers
/// open a new one for each check. A request head is at most 8 KiB and must arrive within 5 s; at most 256
/// connections are open at once, the next ones wait in the kernel's queue. Not QHttpServer: that of Qt 6.4
/// bounds neither heads nor bodies nor time, and ignores `Connection: close`, so that a guard in front of it
/// would be this class anyway.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<HttpResponse(const HttpRequest&)>;

    static constexpr qsizetype longestHead = 8192; ///< bytes
    static constexpr int mostConnections = 256;

    explicit HttpServer(Handler handler, QObject* parent = nullptr);
    ~HttpServer() override;

    /// Errors: Refused when the port is taken or may not be used.
    Result<void> listen(const ListenAddress& address);
    quint16 port() const { return m_server.serverPort(); }
    void setTimeLimit(Millis limit) { m_timeLimit = limit; } ///< for a whole connection; 5 s by default
    int openConnections() const { return m_open; }

private:
    void accept();
    void read(QTcpSocket* socket);
    void reply(QTcpSocket* socket, const HttpResponse& response, bool withBody);

    Handler m_handler;
    QTcpServer m_server;
    Millis m_timeLimit{5000};
    int m_open = 0;
};

} // namespace rollcall
