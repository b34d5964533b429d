#include "model/database/sqlerrors.h"

#include <QFileInfo>
#include <QSqlError>

namespace rollcall
{

namespace
{

/// The driver's words in one line: libpq appends the statement with a caret, and addresses.
QString words(const QSqlError& error)
{
    QString text = error.databaseText().trimmed();
    if (text.isEmpty())
        text = error.driverText().trimmed();
    if (const qsizetype line = text.indexOf(QLatin1String("\nLINE ")); line >= 0)
        text.truncate(line);
    text = text.simplified().left(400);
    // libpq's own advice for a refused connection; ours follows.
    if (const qsizetype advice = text.indexOf(QLatin1String(" Is the server running ")); advice >= 0)
        text.truncate(advice);
    if (text.startsWith(QLatin1String("ERROR: ")))
        text.remove(0, 7);
    return text.endsWith(u'.') || text.endsWith(u'?') ? text : text + u'.';
}

Error unreachable(const DatabaseUrl& url, const QString& detail)
{
    return {ErrorKind::Unreachable, QStringLiteral("The database does not answer: %1").arg(detail),
            QStringLiteral("Check that the server runs and that this machine reaches it."), url.place()};
}

Error permission(const DatabaseUrl& url, const QString& detail)
{
    return {ErrorKind::Refused, QStringLiteral("The database forbids it: %1").arg(detail),
            QStringLiteral("Grant the database user what Rollcall's role needs."), url.place()};
}

Error noTables(const DatabaseUrl& url)
{
    return {ErrorKind::NotFound, QStringLiteral("The database has no Rollcall tables."),
            QStringLiteral("Create a cluster in it: rollcallctl init --name NAME."), url.place()};
}

Error changed(const DatabaseUrl& url, const QString& detail)
{
    return {ErrorKind::Conflict, QStringLiteral("Somebody else changed it at the same time: %1").arg(detail),
            QStringLiteral("Try again."), url.place()};
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html
Error postgresError(const DatabaseUrl& url, const QSqlError& error)
{
    const QString code = error.nativeErrorCode();
    const QString text = words(error);
    if (code.isEmpty() || code.startsWith(QLatin1String("08")) || code.startsWith(QLatin1String("57P")) ||
        code == QLatin1String("25P03") || code == QLatin1String("53300"))
        return unreachable(url, text);
    if (code == QLatin1String("57014"))
        return {ErrorKind::TimedOut, QStringLiteral("The database ended a statement that took too long."),
                QStringLiteral("Look for a transaction that holds locks."), url.place()};
    if (code == QLatin1String("55P03"))
        return {ErrorKind::Conflict,
                QStringLiteral("Another transaction holds a lock on the row for too long."),
                QStringLiteral("End the transaction that keeps it, then try again."), url.place()};
    if (code.startsWith(QLatin1String("40")) || code == QLatin1String("23505"))
        return changed(url, text);
    if (code == QLatin1String("42P01") || code == QLatin1String("3F000"))
        return noTables(url);
    if (code == QLatin1String("42501") || code.startsWith(QLatin1String("28")))
        return permission(url, text);
    if (code == QLatin1String("25006"))
        return {ErrorKind::Unreachable, QStringLiteral("The database server is a read-only standby."),
                QStringLiteral("Name every server in the URL, so that the writable one is found."),
                url.place()};
    if (code.startsWith(QLatin1String("53")))
        return {ErrorKind::Unreachable, QStringLiteral("The database is out of resources: %1").arg(text),
                QStringLiteral("Free disk space or memory on the server."), url.place()};
    if (code.startsWith(QLatin1String("XX")) || code.startsWith(QLatin1String("58")))
        return {ErrorKind::Corrupt, QStringLiteral("The database reports damage: %1").arg(text),
                QStringLiteral("Look into the server's log."), url.place()};
    if (code.startsWith(QLatin1String("22")) || code.startsWith(QLatin1String("23")))
        return {ErrorKind::Invalid,
                QStringLiteral("The database refused a value: %1").arg(text),
                {},
                url.place()};
    return {ErrorKind::Internal,
            QStringLiteral("The database refused a statement: %1").arg(text),
            {},
            url.place()};
}

// https://www.sqlite.org/rescode.html
Error sqliteError(const DatabaseUrl& url, const QSqlError& error)
{
    const int extended = error.nativeErrorCode().toInt();
    const QString text = words(error);
    switch (extended & 0xff) {
    case 5: // BUSY
    case 6: // LOCKED
        return {ErrorKind::Conflict, QStringLiteral("Another program keeps the database file locked."),
                QStringLiteral("End the program that holds it open in a transaction."), url.place()};
    case 8:  // READONLY
    case 3:  // PERM
    case 23: // AUTH
        return permission(url, text);
    case 9: // INTERRUPT
        return {ErrorKind::TimedOut,
                QStringLiteral("The statement took too long and was ended."),
                {},
                url.place()};
    case 10: // IOERR
        return unreachable(url, text);
    case 11: // CORRUPT
    case 26: // NOTADB
        return {ErrorKind::Corrupt, QStringLiteral("The file is not a sound SQLite database: %1").arg(text),
                QStringLiteral("Restore it from a backup."), url.place()};
    case 13: // FULL
        return {ErrorKind::Unreachable, QStringLiteral("The disk of the database file is full."),
                QStringLiteral("Free disk space."), url.place()};
    case 14: // CANTOPEN
        if (!QFileInfo::exists(url.path()))
            return {ErrorKind::Unreachable, QStringLiteral("The database file does not exist."),
                    QStringLiteral("Create a cluster in it: rollcallctl init --name NAME."), url.place()};
        return permission(url, text);
    case 20: // MISMATCH
        return {ErrorKind::Invalid,
                QStringLiteral("The database refused a value: %1").arg(text),
                {},
                url.place()};
    case 19:                                      // CONSTRAINT
        if (extended == 2067 || extended == 1555) // UNIQUE, PRIMARYKEY
            return changed(url, text);
        return {ErrorKind::Invalid,
                QStringLiteral("The database refused a value: %1").arg(text),
                {},
                url.place()};
    default:
        if (text.contains(QLatin1String("no such table")))
            return noTables(url);
        return {ErrorKind::Internal,
                QStringLiteral("The database refused a statement: %1").arg(text),
                {},
                url.place()};
    }
}

} // namespace

Error sqlError(const DatabaseUrl& url, const QSqlError& error)
{
    return url.dialect() == Dialect::Sqlite ? sqliteError(url, error) : postgresError(url, error);
}

Error connectError(const DatabaseUrl& url, const QSqlError& error)
{
    if (url.dialect() == Dialect::Sqlite) {
        const QString folder = QFileInfo(url.path()).path();
        if (!QFileInfo(folder).isDir())
            return {ErrorKind::Unreachable, QStringLiteral("There is no folder %1.").arg(folder),
                    QStringLiteral("Create it, or correct the path."), url.place()};
        if (!QFileInfo::exists(url.path()))
            return {ErrorKind::Unreachable, QStringLiteral("The database file does not exist."),
                    QStringLiteral("Create a cluster in it: rollcallctl init --name NAME."), url.place()};
        return sqliteError(url, error);
    }
    const QString text = words(error);
    const auto says = [&](const char* part) { return text.contains(QLatin1String(part)); };
    const QString user =
        url.user().isEmpty() ? QStringLiteral("the default user") : QStringLiteral("user %1").arg(url.user());
    if (says("password authentication failed") || says("no password supplied"))
        return {ErrorKind::Refused, QStringLiteral("The database refused the password of %1.").arg(user),
                QStringLiteral("Set it in password_file, section [database]."), url.place()};
    if (says("pg_hba.conf") || says("authentication failed"))
        return {ErrorKind::Refused, QStringLiteral("The database does not let %1 in from here.").arg(user),
                QStringLiteral("Allow it in the server's pg_hba.conf."), url.place()};
    if (says("role \"") && says("does not exist"))
        return {ErrorKind::Refused, QStringLiteral("The database does not know %1.").arg(user),
                QStringLiteral("Create the role on the server, or correct the URL."), url.place()};
    if (says("database \"") && says("does not exist"))
        return {ErrorKind::Unreachable,
                QStringLiteral("The server has no database named %1.").arg(url.database()),
                QStringLiteral("Create it on the server, or correct the URL."), url.place()};
    if (says("certificate") || says("SSL"))
        return {ErrorKind::Refused, QStringLiteral("No trusted encrypted connection: %1").arg(text),
                QStringLiteral("Check sslmode and sslrootcert in the URL, and the server's certificate."),
                url.place()};
    return unreachable(url, text);
}

} // namespace rollcall
