#include "model/units/unitcheckquestion.h"

#include "model/core/durationtext.h"

#include <QNetworkProxy>

#include <cstring>

namespace rollcall
{

namespace
{

constexpr qint64 longestStatusLine = 4096; ///< bytes
constexpr qsizetype longestTail = 1024;    ///< bytes of a command's output that are kept
constexpr qsizetype longestReason = 200;   ///< of what a command wrote: it goes into a sentence

/// A line of somebody else's, as part of a sentence.
QString quoted(QString line)
{
    for (QChar& c : line)
        if (!c.isPrint())
            c = u' ';
    line = line.simplified();
    return line.size() > longestReason ? line.left(longestReason) + u'…' : line;
}

/// What a command says last is the reason it gives.
QString lastLine(const QByteArray& output)
{
    const QList<QByteArray> lines = output.trimmed().split('\n');
    return quoted(QString::fromUtf8(lines.last()));
}

} // namespace

UnitCheckQuestion::UnitCheckQuestion(UnitCheck check, QString workingDirectory, QObject* parent)
    : QObject(parent)
    , m_check(std::move(check))
    , m_workingDirectory(std::move(workingDirectory))
    , m_url(m_check.kind == UnitCheck::Kind::Command ? QString()
            : m_check.kind == UnitCheck::Kind::Http  ? m_check.target
                                                     : QStringLiteral("tcp://") + m_check.target)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        if (!m_process.isGone())
            m_process.kill();
        no(QStringLiteral("%1 did not answer within %2.")
               .arg(m_check.kind == UnitCheck::Kind::Command ? m_check.command.value(0) : m_check.target,
                    durationText(m_check.timeout)));
    });
    connect(&m_process, &GuardedProcess::written, this,
            [this](const QByteArray& output) { m_tail = (m_tail + output).right(longestTail); });
    connect(&m_process, &GuardedProcess::failedToStart, this, [this](const QString& why) {
        no(why);
        Q_EMIT gone();
    });
    connect(&m_process, &GuardedProcess::ended, this, &UnitCheckQuestion::onCommandEnded);
}

UnitCheckQuestion::~UnitCheckQuestion()
{
    dropSocket();
}

void UnitCheckQuestion::ask(const QMap<QString, QString>& variables)
{
    m_asking = true;
    m_limit.start(m_check.timeout);
    switch (m_check.kind) {
    case UnitCheck::Kind::Http:
        connectTo(m_url.host(), static_cast<quint16>(m_url.port(80)));
        break;
    case UnitCheck::Kind::Tcp:
        connectTo(m_url.host(), static_cast<quint16>(m_url.port()));
        break;
    case UnitCheck::Kind::Command:
        m_tail.clear();
        m_process.start({m_check.command, variables, m_workingDirectory});
        break;
    }
}

void UnitCheckQuestion::cancel()
{
    m_asking = false;
    m_limit.stop();
    dropSocket();
    if (!m_process.isGone())
        m_process.kill();
}

void UnitCheckQuestion::connectTo(const QString& host, quint16 port)
{
    m_socket = std::make_unique<QTcpSocket>();
    // A program on this host is asked, never one behind the environment's proxy.
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setReadBufferSize(longestStatusLine);
    // Queued: the socket must not go while it calls, and an answer never comes from inside ask().
    connect(m_socket.get(), &QTcpSocket::connected, this, &UnitCheckQuestion::onConnected,
            Qt::QueuedConnection);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &UnitCheckQuestion::readStatusLine,
            Qt::QueuedConnection);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, &UnitCheckQuestion::onSocketFailed,
            Qt::QueuedConnection);
    m_socket->connectToHost(host, port);
}

void UnitCheckQuestion::onConnected()
{
    if (!m_socket)
        return; // too late: it has been answered
    if (m_check.kind == UnitCheck::Kind::Tcp) {
        yes();
        return;
    }
    const QByteArray path = m_url.path(QUrl::FullyEncoded).toUtf8();
    QByteArray request = "GET " + (path.isEmpty() ? QByteArray("/") : path);
    if (m_url.hasQuery())
        request += '?' + m_url.query(QUrl::FullyEncoded).toUtf8();
    request += " HTTP/1.1\r\nHost: " + m_url.authority(QUrl::FullyEncoded).toUtf8() +
               "\r\nUser-Agent: rollcall-node\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    m_socket->write(request);
}

void UnitCheckQuestion::onSocketFailed()
{
    if (!m_socket)
        return;
    if (m_socket->canReadLine()) {
        readStatusLine(); // it answered and closed in one go
        return;
    }
    const QAbstractSocket::SocketError error = m_socket->error();
    if (error == QAbstractSocket::ConnectionRefusedError)
        no(QStringLiteral("%1 refuses connections.").arg(m_check.target));
    else if (error == QAbstractSocket::HostNotFoundError)
        no(QStringLiteral("%1 cannot be asked: its host is not known.").arg(m_check.target));
    else if (error == QAbstractSocket::RemoteHostClosedError)
        no(QStringLiteral("%1 closed the connection without an answer.").arg(m_check.target));
    else
        no(QStringLiteral("%1 cannot be asked: %2.").arg(m_check.target, quoted(m_socket->errorString())));
}

/// "HTTP/1.1 200 OK"
void UnitCheckQuestion::readStatusLine()
{
    if (!m_socket || m_check.kind != UnitCheck::Kind::Http)
        return;
    if (!m_socket->canReadLine()) {
        if (m_socket->bytesAvailable() >= longestStatusLine)
            no(QStringLiteral("%1 does not answer in HTTP.").arg(m_check.target));
        return;
    }
    const QByteArray line = m_socket->readLine(longestStatusLine);
    const QByteArray code = line.mid(line.indexOf(' ') + 1, 3);
    bool isNumber = false;
    const int status = code.toInt(&isNumber);
    if (!line.startsWith("HTTP/1.") || !isNumber || status < 100)
        no(QStringLiteral("%1 does not answer in HTTP.").arg(m_check.target));
    else if (status >= 200 && status < 400)
        yes();
    else
        no(QStringLiteral("%1 answers %2.").arg(m_check.target).arg(status));
}

void UnitCheckQuestion::dropSocket()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.reset();
}

void UnitCheckQuestion::onCommandEnded(int code, bool bySignal)
{
    const QString program = m_check.command.value(0);
    QString said = lastLine(m_tail);
    if (!said.isEmpty())
        said.prepend(QStringLiteral(" It says: "));
    if (!bySignal && code == 0)
        yes();
    else if (bySignal)
        no(QStringLiteral("%1 was ended by signal %2 (%3).%4")
               .arg(program)
               .arg(code)
               .arg(QString::fromLocal8Bit(::strsignal(code)), said));
    else
        no(QStringLiteral("%1 ended with exit code %2.%3").arg(program).arg(code).arg(said));
    Q_EMIT gone();
}

void UnitCheckQuestion::finish(const CheckAnswer& answer)
{
    dropSocket();
    m_limit.stop();
    if (std::exchange(m_asking, false))
        Q_EMIT answered(answer);
}

} // namespace rollcall
