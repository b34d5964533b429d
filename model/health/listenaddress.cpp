#include "model/health/listenaddress.h"

namespace rollcall
{

Result<ListenAddress> parseListenAddress(const QString& text)
{
    const QString remedy =
        QStringLiteral("Write address and port, like \"0.0.0.0:33238\", \"[::]:33238\" or \"*:33238\".");
    const auto bad = [&](const QString& what) { return failure(ErrorKind::Invalid, what, remedy); };

    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 0)
        return bad(QStringLiteral("The listen address \"%1\" has no port.").arg(text));
    const QString portText = text.mid(colon + 1);
    QString host = text.left(colon);
    bool number = false;
    const uint port = portText.toUInt(&number);
    if (!number || port > 65535 || !portText.front().isDigit())
        return bad(
            QStringLiteral("The port \"%1\" of the listen address \"%2\" is not a number from 0 to 65535.")
                .arg(portText, text));
    if (host == u"*")
        return ListenAddress{QHostAddress(QHostAddress::Any), static_cast<quint16>(port)};
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    else if (host.contains(u':'))
        return bad(QStringLiteral("The IPv6 address of \"%1\" must stand in brackets.").arg(text));
    const QHostAddress address(host);
    if (address.isNull())
        return bad(QStringLiteral("\"%1\" of the listen address \"%2\" is not an IP address of this machine.")
                       .arg(host, text));
    return ListenAddress{address, static_cast<quint16>(port)};
}

} // namespace rollcall
