#include "model/messenger/endpoint.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace rollcall
{

namespace
{

constexpr QStringView pipeScheme = u"pipe:";
constexpr QStringView tcpScheme = u"tcp://";

Failure notAnEndpoint(QStringView text, const QString& why)
{
    // What is quoted may come from a row or a file that somebody else wrote.
    const QString quoted = text.size() > 80 ? text.left(80).toString() + u'…' : text.toString();
    return failure(
        ErrorKind::Invalid, QStringLiteral("“%1” is not a messenger endpoint: %2.").arg(quoted, why),
        QStringLiteral("Write tcp://HOST:PORT, tcp://*:33237 to listen on all addresses, or pipe:NAME."));
}

Result<Endpoint> parsePipe(QStringView text, QStringView name)
{
    static const QRegularExpression word(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"));
    if (name.startsWith(u'/')) {
        if (name.contains(QChar(u'\0')) || name.endsWith(u'/'))
            return notAnEndpoint(text, QStringLiteral("the path does not name a file"));
        return Endpoint::pipe(name.toString());
    }
    if (!word.match(name.toString()).hasMatch())
        return notAnEndpoint(text,
                             QStringLiteral("after “pipe:” it needs an absolute path, or a name of letters, "
                                            "digits, dots, dashes and underscores, 64 at most"));
    return Endpoint::pipe(name.toString());
}

Result<quint16> parsePort(QStringView text, QStringView port)
{
    bool number = false;
    const uint value = port.toUInt(&number);
    const bool digits = std::all_of(port.begin(), port.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!number || !digits || value < 1 || value > 65535)
        return notAnEndpoint(text, QStringLiteral("the port has to be a number from 1 to 65535"));
    return static_cast<quint16>(value);
}

Result<Endpoint> parseTcp(QStringView text, QStringView rest)
{
    QStringView host = rest;
    QStringView port;
    bool hasPort = false;
    if (rest.startsWith(u'[')) {
        const qsizetype end = rest.indexOf(u']');
        const QStringView after = end < 0 ? QStringView() : rest.mid(end + 1);
        host = end < 0 ? QStringView() : rest.mid(1, end - 1);
        QHostAddress address;
        if (!address.setAddress(host.toString()) || address.protocol() != QAbstractSocket::IPv6Protocol)
            return notAnEndpoint(text, QStringLiteral("between the brackets it needs an IPv6 address"));
        if (!after.isEmpty() && !after.startsWith(u':'))
            return notAnEndpoint(text, QStringLiteral("after the brackets only :PORT may follow"));
        hasPort = !after.isEmpty();
        port = after.mid(hasPort ? 1 : 0);
    } else {
        const qsizetype colon = rest.indexOf(u':');
        hasPort = colon >= 0;
        host = hasPort ? rest.left(colon) : rest;
        port = hasPort ? rest.mid(colon + 1) : QStringView();
        if (port.contains(u':'))
            return notAnEndpoint(text, QStringLiteral("an IPv6 address has to stand in brackets, as in "
                                                      "tcp://[::1]:33237"));
        static const QRegularExpression name(QStringLiteral("^[A-Za-z0-9]([A-Za-z0-9._-]{0,252})$"));
        if (host != u"*" && !name.match(host.toString()).hasMatch())
            return notAnEndpoint(text, QStringLiteral("it needs a host name, an address or *"));
    }
    if (!hasPort)
        return Endpoint::tcp(host.toString());
    const Result<quint16> number = parsePort(text, port);
    if (!number)
        return Failure(number.error());
    return Endpoint::tcp(host.toString(), *number);
}

} // namespace

Endpoint Endpoint::pipe(QString name)
{
    return {Kind::Pipe, std::move(name), {}, 0};
}

Endpoint Endpoint::tcp(QString host, quint16 port)
{
    return {Kind::Tcp, {}, std::move(host), port};
}

Result<Endpoint> Endpoint::parse(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return notAnEndpoint(trimmed, QStringLiteral("it is empty"));
    if (trimmed.startsWith(pipeScheme))
        return parsePipe(trimmed, trimmed.mid(pipeScheme.size()));
    if (trimmed.startsWith(tcpScheme))
        return parseTcp(trimmed, trimmed.mid(tcpScheme.size()));
    return notAnEndpoint(trimmed, QStringLiteral("it has to begin with tcp:// or pipe:"));
}

QString Endpoint::toString() const
{
    if (kind == Kind::Pipe)
        return pipeScheme.toString() + name;
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return tcpScheme.toString() + shown + u':' + QString::number(port);
}

Endpoint Endpoint::advertised(const QString& address) const
{
    return listensOnAll() ? tcp(address, port) : *this;
}

} // namespace rollcall
