#include "model/database/databaseurl.h"

#include <QDir>
#include <QSet>
#include <QUrl>

#include <algorithm>
#include <array>

namespace rollcall
{

namespace
{

const QString where = QStringLiteral("database URL");

Failure invalid(const QString& what, const QString& remedy)
{
    return failure(ErrorKind::Invalid, what, remedy, where);
}

struct KnownParameter {
    QStringView key;
    QStringView values; ///< separated by spaces; empty: any text
};

// Of libpq's parameters those that a cluster can need; "options" and "passfile" would let secrets and
// settings in by the back door. https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS
constexpr std::array knownParameters{
    KnownParameter{u"host", u""},
    KnownParameter{u"sslmode", u"disable allow prefer require verify-ca verify-full"},
    KnownParameter{u"sslrootcert", u""},
    KnownParameter{u"sslcert", u""},
    KnownParameter{u"sslkey", u""},
    KnownParameter{u"sslcrl", u""},
    KnownParameter{u"channel_binding", u"disable prefer require"},
    KnownParameter{u"gssencmode", u"disable prefer require"},
    KnownParameter{u"target_session_attrs", u"any read-write primary"},
    KnownParameter{u"connect_timeout", u"2 3 4 5 6 7 8 9 10"},
};

QString decoded(QStringView text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

bool hasControlCharacter(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20 || c == u'\x7f'; });
}

Result<quint16> portFrom(QStringView text)
{
    bool ok = false;
    const uint port = text.toUInt(&ok);
    if (!ok || port == 0 || port > 65535)
        return invalid(QStringLiteral("\"%1\" is not a port.").arg(text),
                       QStringLiteral("Write a number from 1 to 65535, or leave :PORT out for 5432."));
    return static_cast<quint16>(port);
}

Result<DatabaseUrl::Host> hostFrom(QStringView text)
{
    DatabaseUrl::Host host;
    QStringView port;
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        if (end < 0 || (end + 1 < text.size() && text[end + 1] != u':'))
            return invalid(QStringLiteral("\"%1\" is not an IPv6 address in brackets.").arg(text),
                           QStringLiteral("Write it as [2001:db8::1] or [2001:db8::1]:5432."));
        host.name = text.mid(1, end - 1).toString();
        if (end + 1 < text.size()) {
            port = text.mid(end + 2);
            if (port.isEmpty())
                port = u"?";
        }
    } else {
        const qsizetype colon = text.indexOf(u':');
        if (colon >= 0 && text.indexOf(u':', colon + 1) >= 0)
            return invalid(QStringLiteral("\"%1\" is not a host with a port.").arg(text),
                           QStringLiteral("Write an IPv6 address in brackets: [2001:db8::1]:5432."));
        host.name = decoded(colon < 0 ? text : text.left(colon));
        if (colon >= 0) {
            port = text.mid(colon + 1);
            if (port.isEmpty())
                port = u"?";
        }
    }
    if (!port.isEmpty()) {
        const Result<quint16> number = portFrom(port);
        if (!number)
            return Failure(number.error());
        host.port = *number;
    }
    if (host.name.isEmpty() || host.name.contains(u' ') || host.name.contains(u',') ||
        host.name.contains(u';') || hasControlCharacter(host.name))
        return invalid(QStringLiteral("A host name is missing or malformed."),
                       QStringLiteral("Write postgresql://user@db1,db2:5433/rollcall."));
    return host;
}

} // namespace

Result<DatabaseUrl> DatabaseUrl::parse(const QString& text)
{
    const qsizetype colon = text.indexOf(QLatin1String("://"));
    const QString scheme = colon > 0 ? text.left(colon).toLower() : QString();
    const QString forms = QStringLiteral("Write sqlite:///absolute/path or postgresql://user@host/database.");
    if (text.trimmed().isEmpty())
        return invalid(QStringLiteral("There is no database URL."), forms);
    if (scheme.isEmpty())
        return invalid(QStringLiteral("The database URL has no scheme."), forms);
    if (hasControlCharacter(text))
        return invalid(QStringLiteral("The database URL contains a control character."), forms);
    const QString rest = text.mid(colon + 3);
    if (scheme == QLatin1String("sqlite"))
        return parseSqlite(rest);
    if (scheme == QLatin1String("postgresql") || scheme == QLatin1String("postgres"))
        return parsePostgreSql(rest);
    if (scheme == QLatin1String("mariadb") || scheme == QLatin1String("mysql"))
        return invalid(QStringLiteral("MariaDB and MySQL are not supported by this build yet."),
                       QStringLiteral("Use PostgreSQL, or SQLite on a single machine."));
    if (scheme == QLatin1String("sqlserver"))
        return invalid(QStringLiteral("SQL Server is not supported by this build yet."),
                       QStringLiteral("Use PostgreSQL, or SQLite on a single machine."));
    return invalid(QStringLiteral("\"%1\" is not a database that Rollcall knows.").arg(scheme.left(40)),
                   forms);
}

Result<DatabaseUrl> DatabaseUrl::parseSqlite(const QString& rest)
{
    DatabaseUrl url;
    url.m_dialect = Dialect::Sqlite;
    if (rest.contains(u'?'))
        return invalid(
            QStringLiteral("A SQLite URL takes no parameters."),
            QStringLiteral("Remove \"?\" and what follows; write %3F for a question mark in a path."));
    url.m_path = QDir::cleanPath(decoded(rest));
    if (!rest.startsWith(u'/') || url.m_path == QLatin1String("/") || rest.endsWith(u'/'))
        return invalid(QStringLiteral("A SQLite URL needs the absolute path of a file."),
                       QStringLiteral("Write sqlite:///var/lib/rollcall/cluster.db, with three slashes."));
    if (hasControlCharacter(url.m_path))
        return invalid(QStringLiteral("The path contains a control character."), {});
    return url;
}

Result<DatabaseUrl> DatabaseUrl::parsePostgreSql(const QString& rest)
{
    DatabaseUrl url;
    url.m_dialect = Dialect::PostgreSql;

    const qsizetype question = rest.indexOf(u'?');
    const QStringView beforeQuery = QStringView(rest).left(question < 0 ? rest.size() : question);
    const qsizetype slash = beforeQuery.indexOf(u'/');
    QStringView authority = beforeQuery.left(slash < 0 ? beforeQuery.size() : slash);
    url.m_database = slash < 0 ? QString() : decoded(beforeQuery.mid(slash + 1));
    if (url.m_database.isEmpty() || hasControlCharacter(url.m_database))
        return invalid(QStringLiteral("The URL does not name a database."),
                       QStringLiteral("Write postgresql://user@host/rollcall."));

    if (const qsizetype at = authority.lastIndexOf(u'@'); at >= 0) {
        const QStringView user = authority.left(at);
        if (user.contains(u':'))
            return invalid(
                QStringLiteral("The URL contains a password, which process lists and logs would show."),
                QStringLiteral("Remove it, and name a file that only this user can read in password_file."));
        url.m_user = decoded(user);
        if (url.m_user.isEmpty() || hasControlCharacter(url.m_user))
            return invalid(QStringLiteral("The user name before \"@\" is empty or malformed."),
                           QStringLiteral("Write postgresql://user@host/rollcall."));
        authority = authority.mid(at + 1);
    }
    if (!authority.isEmpty()) {
        for (const QStringView each : authority.split(u',')) {
            const Result<Host> host = hostFrom(each);
            if (!host)
                return Failure(host.error());
            url.m_hosts.append(*host);
        }
    }

    QSet<QString> seen;
    const QStringView query = question < 0 ? QStringView() : QStringView(rest).mid(question + 1);
    for (const QStringView pair : query.split(u'&', Qt::SkipEmptyParts)) {
        const qsizetype equals = pair.indexOf(u'=');
        const QString key = decoded(pair.left(equals < 0 ? pair.size() : equals)).toLower();
        const QString value = equals < 0 ? QString() : decoded(pair.mid(equals + 1));
        if (key == QLatin1String("password") || key == QLatin1String("sslpassword"))
            return invalid(
                QStringLiteral("The URL contains a password, which process lists and logs would show."),
                QStringLiteral("Remove it, and name a file that only this user can read in password_file."));
        const auto* known = std::find_if(knownParameters.begin(), knownParameters.end(),
                                         [&](const KnownParameter& each) { return each.key == key; });
        if (known == knownParameters.end()) {
            QStringList names;
            for (const KnownParameter& each : knownParameters)
                names.append(each.key.toString());
            return invalid(QStringLiteral("The parameter \"%1\" is not known.").arg(key.left(40)),
                           QStringLiteral("Known are %1.").arg(names.join(QLatin1String(", "))));
        }
        if (seen.contains(key))
            return invalid(QStringLiteral("The parameter \"%1\" is given twice.").arg(key), {});
        seen.insert(key);
        // Qt separates the driver's options by semicolons, quoted or not.
        if (value.isEmpty() || value.contains(u';') || hasControlCharacter(value))
            return invalid(QStringLiteral("The value of \"%1\" is empty or malformed.").arg(key), {});
        if (!known->values.isEmpty() && !known->values.split(u' ').contains(value))
            return invalid(QStringLiteral("\"%1\" is not a value of \"%2\".").arg(value.left(40), key),
                           QStringLiteral("Use one of: %1.").arg(known->values));
        if (key == QLatin1String("host")) {
            if (!url.m_hosts.isEmpty() || !value.startsWith(u'/'))
                return invalid(
                    QStringLiteral("The parameter \"host\" takes the folder of a Unix socket, and only "
                                   "when the URL names no other host."),
                    QStringLiteral("Write postgresql://user@/rollcall?host=/run/postgresql."));
            url.m_hosts.append(Host{value, 5432});
            continue;
        }
        url.m_parameters.append({key, value});
    }
    if (url.m_hosts.isEmpty())
        return invalid(QStringLiteral("The URL names no host."),
                       QStringLiteral("Write postgresql://user@host/rollcall."));
    return url;
}

QString DatabaseUrl::parameter(const QString& key) const
{
    for (const auto& [each, value] : m_parameters)
        if (each == key)
            return value;
    return {};
}

QString DatabaseUrl::place() const
{
    if (m_dialect == Dialect::Sqlite)
        return m_path;
    QStringList places;
    for (const Host& host : m_hosts) {
        if (host.name.startsWith(u'/'))
            places.append(host.name);
        else if (host.name.contains(u':'))
            places.append(QStringLiteral("[%1]:%2").arg(host.name).arg(host.port));
        else
            places.append(QStringLiteral("%1:%2").arg(host.name).arg(host.port));
    }
    return places.join(QLatin1String(", "));
}

QString DatabaseUrl::display() const
{
    if (m_dialect == Dialect::Sqlite)
        return QLatin1String("sqlite://") + m_path;
    QStringList hosts;
    QString socket;
    for (const Host& host : m_hosts) {
        const QString name = host.name.contains(u':') ? QStringLiteral("[%1]").arg(host.name) : host.name;
        if (host.name.startsWith(u'/'))
            socket = QLatin1String("?host=") + host.name;
        else
            hosts.append(host.port == 5432 ? name : QStringLiteral("%1:%2").arg(name).arg(host.port));
    }
    return QStringLiteral("postgresql://%1%2/%3%4")
        .arg(m_user.isEmpty() ? QString() : m_user + u'@', hosts.join(u','), m_database, socket);
}

} // namespace rollcall
