#pragma once

#include "model/health/httpserver.h"

#include <QTimer>

class QTcpSocket;

namespace rollcall
{

/// One connection of HttpServer: reads one request head, writes one answer, closes, deletes itself.
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    /// Takes over the socket. handler outlives it.
    HttpConnection(QTcpSocket* socket, const HttpServer::Handler& handler, Millis timeLimit, QObject* parent);

    void drop(); ///< aborts it, and deletes it soon

private:
    void read();
    void answer(const QByteArray& head);
    void reply(const HttpResponse& response, bool withBody = true, const QByteArray& header = {});
    void refuse(int status, const QByteArray& why, const QByteArray& header = {});
    void halfClose();

    QTcpSocket* m_socket;
    const HttpServer::Handler& m_handler;
    QTimer m_limit;
    bool m_answered = false;
};

} // namespace rollcall
