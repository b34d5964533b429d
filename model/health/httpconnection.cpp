#include "model/health/httpconnection.h"

#include <QTcpSocket>

#include <sys/socket.h>

namespace rollcall
{

namespace
{

const char* phrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "";
    }
}

/// The length of a request head with its empty line, 0 while it is not complete. A bare LF ends a line too
/// (RFC 9112, 2.2).
qsizetype headLength(const QByteArray& bytes)
{
    for (qsizetype i = bytes.indexOf('\n'); i >= 0; i = bytes.indexOf('\n', i + 1)) {
        const char* rest = bytes.constData() + i + 1;
        const qsizetype left = bytes.size() - i - 1;
        if (left >= 1 && rest[0] == '\n')
            return i + 2;
        if (left >= 2 && rest[0] == '\r' && rest[1] == '\n')
            return i + 3;
    }
    return 0;
}

bool announcesBody(const QList<QByteArray>& lines)
{
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        const QByteArray name = lines[i].left(colon).toLower();
        if (name == "transfer-encoding" ||
            (name == "content-length" && lines[i].mid(colon + 1).trimmed() != "0"))
            return true;
    }
    return false;
}

/// The path of "/ready?x" and of "http://host/ready" (RFC 9112, 3.2.2); empty: neither.
QByteArray pathOf(QByteArray target)
{
    if (target.startsWith("http://")) {
        const qsizetype slash = target.indexOf('/', 7);
        target = slash < 0 ? QByteArray("/") : target.mid(slash);
    }
    return target.startsWith('/') ? target.split('?').first() : QByteArray();
}

} // namespace

HttpConnection::HttpConnection(QTcpSocket* socket, const HttpServer::Handler& handler, Millis timeLimit,
                               QObject* parent)
    : QObject(parent)
    , m_socket(socket)
    , m_handler(handler)
{
    socket->setParent(this);
    socket->setReadBufferSize(HttpServer::longestHead + 1);
    connect(socket, &QTcpSocket::readyRead, this, &HttpConnection::read);
    connect(socket, &QTcpSocket::bytesWritten, this, &HttpConnection::halfClose);
    connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &HttpConnection::drop);
    m_limit.start(timeLimit);
    if (socket->state() != QAbstractSocket::ConnectedState)
        deleteLater();
    else if (socket->bytesAvailable() > 0)
        read();
}

void HttpConnection::drop()
{
    m_socket->abort();
    deleteLater();
}

void HttpConnection::read()
{
    if (m_answered) { // nothing of it matters; it is read so that closing does not reset the answer away
        m_socket->readAll();
        return;
    }
    const QByteArray bytes = m_socket->peek(HttpServer::longestHead + 1);
    const qsizetype length = headLength(bytes);
    if (length > 0 && length <= HttpServer::longestHead)
        answer(bytes.left(length));
    else if (bytes.size() > HttpServer::longestHead)
        refuse(431, "the request head is longer than 8 KiB");
}

void HttpConnection::answer(const QByteArray& head)
{
    QList<QByteArray> lines = head.split('\n');
    for (QByteArray& line : lines) {
        if (line.endsWith('\r'))
            line.chop(1);
    }
    const QList<QByteArray> words = lines.first().split(' ');
    if (words.size() != 3 || words[0].isEmpty() || !words[2].startsWith("HTTP/")) {
        refuse(400, "not an HTTP request");
        return;
    }
    if (!words[2].startsWith("HTTP/1.")) {
        refuse(505, "speak HTTP/1.1");
        return;
    }
    if (words[0] != "GET" && words[0] != "HEAD") {
        refuse(405, "GET and HEAD only", "Allow: GET, HEAD\r\n");
        return;
    }
    if (announcesBody(lines)) {
        refuse(413, "no request bodies");
        return;
    }
    const QByteArray path = pathOf(words[1]);
    if (path.isEmpty()) {
        refuse(400, "not a path");
        return;
    }
    // A missing Host header is let pass, against RFC 9112: plain health checkers leave it out.
    reply(m_handler(path), words[0] == "GET");
}

void HttpConnection::refuse(int status, const QByteArray& why, const QByteArray& header)
{
    HttpResponse response;
    response.status = status;
    response.body = QByteArray::number(status) + ' ' + why + '\n';
    reply(response, true, header);
}

void HttpConnection::reply(const HttpResponse& response, bool withBody, const QByteArray& header)
{
    m_answered = true;
    QByteArray bytes =
        "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + phrase(response.status) + "\r\n";
    bytes += "Content-Type: " + response.type + "\r\n";
    bytes += "Content-Length: " + QByteArray::number(response.body.size()) + "\r\n";
    bytes += header;
    bytes += "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    if (withBody)
        bytes += response.body;
    m_socket->readAll();
    m_socket->write(bytes);
}

/// Ends this direction only; the client ends the other, or the time limit does. Closing both while it still
/// sends would make the kernel reset the connection, and the answer could be lost.
void HttpConnection::halfClose()
{
    if (m_answered && m_socket->bytesToWrite() == 0)
        ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
}

} // namespace rollcall
