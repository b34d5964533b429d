#include "model/cluster/balancerplace.h"

#include <QUrl>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr qsizetype longestPlace = 400;
constexpr qsizetype longestSocket = 107; // what a socket's address holds

Failure notAPlace(QStringView written, const QString& where)
{
    return failure(
        ErrorKind::Invalid,
        QStringLiteral("\"%1\" is not where a load balancer's statistics are.")
            .arg(written.left(longestPlace)),
        QStringLiteral(
            "Write http://10.0.0.10:8404/stats, or unix:/run/haproxy/admin.sock for a socket on the "
            "nodes themselves."),
        where);
}

} // namespace

QString BalancerPlace::text() const
{
    if (isEmpty())
        return {};
    if (!socket.isEmpty())
        return QStringLiteral("unix:") + socket;
    return (host.contains(u':') ? QStringLiteral("http://[%1]:%2%3") : QStringLiteral("http://%1:%2%3"))
        .arg(host, QString::number(port), path.chopped(4));
}

Result<BalancerPlace> BalancerPlace::parse(QStringView written, const QString& where)
{
    const QStringView text = written.trimmed();
    BalancerPlace place;
    if (text.isEmpty())
        return place;
    if (text.size() > longestPlace ||
        std::any_of(text.begin(), text.end(), [](QChar each) { return each.isSpace() || !each.isPrint(); }))
        return notAPlace(text, where);
    if (text.startsWith(u"unix:")) {
        place.socket = text.mid(5).toString();
        if (!place.socket.startsWith(u'/') || place.socket.toUtf8().size() > longestSocket)
            return notAPlace(text, where);
        return place;
    }
    const QUrl url(text.toString(), QUrl::StrictMode);
    if (!url.userInfo().isEmpty())
        return failure(
            ErrorKind::Invalid,
            QStringLiteral("A password has no place in this setting, which everybody can read."),
            QStringLiteral("Let the statistics listen where only the nodes reach them, without a password."),
            where);
    if (!url.isValid() || url.scheme() != u"http" || url.host().isEmpty() || url.hasFragment() ||
        url.hasQuery() || url.port(80) == 0)
        return notAPlace(text, where);
    place.host = url.host();
    place.port = static_cast<quint16>(url.port(80));
    place.path = url.path(QUrl::FullyEncoded);
    if (place.path.isEmpty())
        place.path = QStringLiteral("/");
    if (!place.path.endsWith(u";csv"))
        place.path += QStringLiteral(";csv");
    return place;
}

} // namespace rollcall
