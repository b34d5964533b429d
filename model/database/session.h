#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/database/databaseurl.h"
#include "model/database/row.h"

#include <QHash>
#include <QSqlDatabase>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QSqlError;

namespace rollcall
{

class SqlInterrupt;

/// How a connection is opened.
struct SessionOptions {
    QString purpose = QStringLiteral("rollcall"); ///< shown by the server as application_name
    /// A single statement outside a transaction may be lost when the server (SQLite: the whole machine)
    /// crashes right after; transactions never are. For heartbeats, not for the lease on a server: see
    /// sqlleasestore.h.
    bool relaxedSingleStatements = true;
    Millis statementLimit{10'000}; ///< second net in the server (PostgreSQL: statement_timeout)
    Millis idleLimit{5'000};       ///< the server ends a transaction whose client stands still this long
    bool createFile = false;   ///< SQLite: create the file when it is missing; only "create a cluster" does
    bool requireSchema = true; ///< refuse to open when the schema is missing, older or newer
};

/// One open connection, used in the one thread that opened it; no thread and no event loop of its own. All
/// SQL is a named resource with placeholders (resources/sql/README.md): each is prepared once a connection,
/// and values never become part of the text.
///
/// Errors: Unreachable (connect again later), TimedOut, Conflict (changed meanwhile, unique, locked),
/// Refused (permission), NotFound (no such table or database), Corrupt, Invalid, Internal.
class Session
{
public:
    /// Blocks until connected or refused; PostgreSQL: at most about 2 s for each host.
    static Result<std::unique_ptr<Session>> open(const DatabaseUrl& url, const Secret& password,
                                                 const SessionOptions& options = {});
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Dialect dialect() const { return m_url.dialect(); }
    const DatabaseUrl& url() const { return m_url; }
    /// False once the connection is lost: everything fails with Unreachable; open another one.
    bool usable() const;

    /// All rows of a named statement.
    Result<std::vector<Row>> query(QStringView statement, const Bindings& bindings = {});
    /// The first row, or nothing.
    Result<std::optional<Row>> queryOne(QStringView statement, const Bindings& bindings = {});
    /// The number of rows that a named statement changed.
    Result<int> execute(QStringView statement, const Bindings& bindings = {});
    /// A text without values, not prepared: for migrations and settings of the connection.
    Result<void> executeText(const QString& text);

    /// No statement starts after it (TimedOut), so that a caller who gave up is not overtaken by a late
    /// COMMIT; SQLite also waits for locks until then only. Nothing: no limit.
    void setDeadline(std::optional<Instant> deadline);

    /// For ending a call from another thread; valid as long as anybody holds it.
    std::shared_ptr<SqlInterrupt> interrupter() const { return m_interrupt; }

private:
    friend class Transaction;
    struct Prepared;

    Session(DatabaseUrl url, QString connectionName);
    Result<void> connect(const Secret& password, const SessionOptions& options);
    Result<void> prepareSqlite(const SessionOptions& options);
    Result<void> preparePostgreSql(const SessionOptions& options);
    Result<void> checkBefore();
    Result<std::shared_ptr<Prepared>> run(QStringView statement, const Bindings& bindings);
    Failure failed(const QSqlError& error);
    void rollBack();   ///< whatever the deadline; a failure means that the connection is lost
    void relaxAgain(); ///< SQLite: after a transaction

    DatabaseUrl m_url;
    QString m_connectionName;
    QSqlDatabase m_database;
    QHash<QString, std::shared_ptr<Prepared>> m_statements; ///< by name
    std::shared_ptr<SqlInterrupt> m_interrupt;
    std::optional<Instant> m_deadline;
    Millis m_busyWait{-1};
    bool m_relaxed = true;
    bool m_usable = false;
    int m_transactions = 0; ///< depth of open Transaction objects
    bool m_spoiled = false; ///< an inner one ended without commit()
};

} // namespace rollcall
