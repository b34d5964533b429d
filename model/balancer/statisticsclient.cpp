#include "model/balancer/statisticsclient.h"

#include "model/balancer/statistics.h"

#include <QLocalSocket>
#include <QNetworkProxy>
#include <QTcpSocket>

#include <utility>

namespace rollcall
{

namespace
{

constexpr qsizetype mostHead = 16 * 1024;

Failure cutAnswer()
{
    return failure(ErrorKind::Unreachable, QStringLiteral("The load balancer's statistics were cut short."),
                   QStringLiteral("Ask again; if it stays so, look at what is between here and HAProxy."));
}

/// The parts of a body that was sent as such, put together. HAProxy sends it like that to whoever asks.
Result<QByteArray> joinedChunks(const QByteArray& chunks)
{
    QByteArray body;
    qsizetype at = 0;
    while (true) {
        const qsizetype end = chunks.indexOf("\r\n", at);
        if (end < 0)
            return cutAnswer();
        bool hex = false;
        const QByteArray line = chunks.mid(at, end - at);
        const qlonglong size = line.split(';').first().trimmed().toLongLong(&hex, 16);
        at = end + 2;
        if (!hex || size < 0 || size > chunks.size() - at)
            return cutAnswer();
        if (size == 0)
            return body;
        body += chunks.mid(at, size);
        at += size + 2; // and its end of line
    }
}

/// Value of a field of the head, lower case; empty: there is none.
QByteArray fieldOf(const QByteArray& head, const QByteArray& name)
{
    for (const QByteArray& line : head.split('\n'))
        if (line.toLower().startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed().toLower();
    return {};
}

/// The body of a whole answer.
Result<QByteArray> bodyOf(const QByteArray& answer)
{
    const qsizetype end = answer.indexOf("\r\n\r\n");
    const QByteArray first = answer.left(answer.indexOf("\r\n"));
    const QList<QByteArray> words = first.split(' ');
    if (end < 0 || words.size() < 2 || !words[0].startsWith("HTTP/1."))
        return failure(ErrorKind::Invalid, QStringLiteral("What answers there does not speak HTTP."),
                       QStringLiteral("Give the address of HAProxy's \"stats uri\"."));
    if (words[1] == "401" || words[1] == "403")
        return failure(
            ErrorKind::Invalid,
            QStringLiteral("The load balancer's statistics ask for a password (HTTP %1).")
                .arg(QString::fromLatin1(words[1])),
            QStringLiteral("Let them listen where only the nodes reach them, without \"stats auth\"."));
    if (words[1] != "200")
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The load balancer's statistics are answered with HTTP %1.")
                           .arg(QString::fromLatin1(words[1].left(3))),
                       QStringLiteral("Give the path of HAProxy's \"stats uri\"."));
    const QByteArray head = answer.left(end);
    const QByteArray body = answer.mid(end + 4);
    if (fieldOf(head, "transfer-encoding") == "chunked")
        return joinedChunks(body);
    const QByteArray length = fieldOf(head, "content-length");
    if (!length.isEmpty() && body.size() < length.toLongLong())
        return cutAnswer();
    return body;
}

} // namespace

StatisticsClient::StatisticsClient(Millis limit, QObject* parent)
    : QObject(parent)
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(limit);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        fail(ErrorKind::TimedOut, QStringLiteral("The load balancer's statistics did not come in time."),
             QStringLiteral("Look whether it runs, and at the network and the firewall before it."));
    });
}

StatisticsClient::~StatisticsClient()
{
    drop();
}

void StatisticsClient::ask(const BalancerPlace& place)
{
    drop();
    m_place = place;
    m_bytes.clear();
    m_limit.start();
    if (place.socket.isEmpty())
        askHttp();
    else
        askSocket();
}

void StatisticsClient::askSocket()
{
    auto* socket = new QLocalSocket(this);
    m_line = socket;
    socket->setReadBufferSize(mostStatistics);
    connect(socket, &QLocalSocket::connected, this, [socket] { socket->write("show stat\n"); });
    connect(socket, &QLocalSocket::readyRead, this, &StatisticsClient::take);
    connect(socket, &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError error) {
        if (error == QLocalSocket::PeerClosedError)
            return ended();
        fail(ErrorKind::Unreachable,
             error == QLocalSocket::SocketAccessError
                 ? QStringLiteral("The load balancer's socket may not be opened.")
             : error == QLocalSocket::ServerNotFoundError
                 ? QStringLiteral("The load balancer's socket is not there.")
                 : QStringLiteral("The load balancer's socket does not answer."),
             QStringLiteral("Look at HAProxy's \"stats socket\" line: path, group and mode."));
    });
    connect(socket, &QLocalSocket::disconnected, this, &StatisticsClient::ended);
    socket->connectToServer(m_place.socket);
}

void StatisticsClient::askHttp()
{
    auto* socket = new QTcpSocket(this);
    m_line = socket;
    socket->setReadBufferSize(mostStatistics);
    socket->setProxy(QNetworkProxy::NoProxy);
    connect(socket, &QTcpSocket::connected, this, [this, socket] {
        const QString host = m_place.host.contains(u':') ? u'[' + m_place.host + u']' : m_place.host;
        socket->write(
            QStringLiteral("GET %1 HTTP/1.0\r\nHost: %2:%3\r\nUser-Agent: rollcall\r\nAccept: text/csv, "
                           "text/plain\r\nConnection: close\r\n\r\n")
                .arg(m_place.path, host, QString::number(m_place.port)) // at once: a path may hold "%2"
                .toUtf8());
    });
    connect(socket, &QTcpSocket::readyRead, this, &StatisticsClient::take);
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket](QAbstractSocket::SocketError error) {
        if (error == QAbstractSocket::RemoteHostClosedError)
            return ended();
        fail(ErrorKind::Unreachable,
             error == QAbstractSocket::ConnectionRefusedError
                 ? QStringLiteral("Nothing listens where the load balancer's statistics should be.")
                 : QStringLiteral("The load balancer's statistics cannot be reached: %1.")
                       .arg(socket->errorString()),
             QStringLiteral(
                 "Look at HAProxy's \"bind\" line above \"stats uri\", and at the firewall before it."));
    });
    connect(socket, &QTcpSocket::disconnected, this, &StatisticsClient::ended);
    socket->connectToHost(m_place.host, m_place.port);
}

void StatisticsClient::take()
{
    if (!m_line)
        return;
    m_bytes += m_line->read(mostStatistics + mostHead - m_bytes.size());
    if (m_bytes.size() > mostStatistics)
        fail(ErrorKind::Invalid, QStringLiteral("The load balancer's statistics do not end."),
             QStringLiteral("Look whether HAProxy is what answers there."));
}

void StatisticsClient::ended()
{
    take();
    if (!m_line)
        return;
    Result<QByteArray> csv = m_place.socket.isEmpty() ? bodyOf(m_bytes) : Result<QByteArray>(m_bytes);
    if (!csv)
        csv.error().where = m_place.text();
    finish(csv);
}

void StatisticsClient::fail(ErrorKind kind, const QString& what, const QString& remedy)
{
    finish(failure(kind, what, remedy, m_place.text()));
}

void StatisticsClient::finish(const Result<QByteArray>& csv)
{
    drop();
    Q_EMIT answered(csv);
}

void StatisticsClient::drop()
{
    m_limit.stop();
    QIODevice* line = std::exchange(m_line, nullptr);
    if (!line)
        return;
    line->disconnect(this);
    line->close();
    line->deleteLater();
    m_bytes.clear();
    m_bytes.squeeze();
}

} // namespace rollcall
