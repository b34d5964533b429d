#pragma once

#include "model/core/result.h"

#include <QList>
#include <QPair>
#include <QString>

namespace rollcall
{

enum class Dialect { Sqlite, PostgreSql };

/// Where a cluster's database is. One text form for configuration file, command line and profiles:
///
///     sqlite:///var/lib/rollcall/cluster.db
///     postgresql://user@db1,db2:5433,[2001:db8::1]/rollcall?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem
///     postgresql://user@/rollcall?host=/run/postgresql        (a Unix socket's folder)
///
/// Parts are percent-encoded. A password is never part of it: it has a file or a keychain of its own.
class DatabaseUrl
{
public:
    struct Host {
        QString name;        ///< host name, address without brackets, or a socket's folder
        quint16 port = 5432; ///< of TCP, or of the socket (.s.PGSQL.PORT)
        bool operator==(const Host&) const = default;
    };

    /// Errors (all Invalid): unknown scheme, MariaDB and SQL Server as not supported by this build, a
    /// password in the URL, relative SQLite path, bad port, unknown parameter or value.
    static Result<DatabaseUrl> parse(const QString& text);

    Dialect dialect() const { return m_dialect; }
    const QString& path() const { return m_path; }         ///< SQLite: absolute path of the file
    const QList<Host>& hosts() const { return m_hosts; }   ///< PostgreSQL: tried in this order; never empty
    const QString& user() const { return m_user; }         ///< empty: the driver's own choice
    const QString& database() const { return m_database; } ///< PostgreSQL: name of the database
    /// PostgreSQL: connection parameters of libpq, checked, in the order given.
    const QList<QPair<QString, QString>>& parameters() const { return m_parameters; }
    QString parameter(const QString& key) const; ///< or empty

    /// For people and logs: "sqlite:///…", "postgresql://user@db1,db2/rollcall"; it cannot contain a secret.
    QString display() const;
    /// Where the database is, for error messages: "db1:5432, db2:5432", "/var/lib/rollcall/cluster.db".
    QString place() const;

    bool operator==(const DatabaseUrl&) const = default;

private:
    DatabaseUrl() = default;
    static Result<DatabaseUrl> parseSqlite(const QString& rest);
    static Result<DatabaseUrl> parsePostgreSql(const QString& rest);

    Dialect m_dialect = Dialect::Sqlite;
    QString m_path;
    QList<Host> m_hosts;
    QString m_user;
    QString m_database;
    QList<QPair<QString, QString>> m_parameters;
};

} // namespace rollcall
