#include "model/database/session.h"

#include "model/core/logging.h"
#include "model/database/migrator.h"
#include "model/database/sqlerrors.h"
#include "model/database/sqlinterrupt.h"
#include "model/database/statements.h"

#include <QHash>
#include <QSqlError>
#include <QSqlField>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUrl>

#include <algorithm>
#include <atomic>
#include <utility>

namespace rollcall
{

namespace
{

QString quoted(QString value)
{
    return u'\'' + value.replace(u'\\', QLatin1String("\\\\")).replace(u'\'', QLatin1String("\\'")) + u'\'';
}

QString connectOptions(const DatabaseUrl& url, const SessionOptions& options)
{
    QStringList parts;
    const auto add = [&](const char* key, const QString& value) {
        if (url.parameter(QLatin1String(key)).isEmpty())
            parts.append(QLatin1String(key) + u'=' + quoted(value));
    };
    for (const auto& [key, value] : url.parameters())
        parts.append(key + u'=' + quoted(value));
    QStringList ports;
    for (const DatabaseUrl::Host& host : url.hosts())
        ports.append(QString::number(host.port));
    parts.append(QLatin1String("port=") + ports.join(u','));
    // A server that went silent is noticed in seconds, not in the quarter of an hour that TCP takes by
    // itself. libpq takes no connect_timeout below 2.
    add("connect_timeout", QStringLiteral("2"));
    add("tcp_user_timeout", QStringLiteral("3000"));
    add("keepalives_idle", QStringLiteral("2"));
    add("keepalives_interval", QStringLiteral("1"));
    add("keepalives_count", QStringLiteral("3"));
    add("application_name", options.purpose);
    if (url.hosts().size() > 1)
        add("target_session_attrs", QStringLiteral("read-write"));
    return parts.join(u';');
}

/// "file:" URI: unlike a plain path it can say that a missing file is not to be created.
QString sqliteUri(const QString& path, bool create)
{
    const QByteArray encoded = QUrl::toPercentEncoding(path, "/");
    return QStringLiteral("file:%1?mode=%2")
        .arg(QString::fromLatin1(encoded), create ? QStringLiteral("rwc") : QStringLiteral("rw"));
}

} // namespace

/// One statement of this connection, prepared.
struct Session::Prepared {
    QSqlQuery query;
    std::vector<QString> placeholders;
    std::shared_ptr<const Row::Columns> columns;
};

Session::Session(DatabaseUrl url, QString connectionName)
    : m_url(std::move(url))
    , m_connectionName(std::move(connectionName))
    , m_interrupt(std::make_shared<SqlInterrupt>())
{
}

Session::~Session()
{
    m_interrupt->detach();
    // The statements go after their driver, or each would ask the server to forget it, which may hang.
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_connectionName);
    m_statements.clear();
}

Result<std::unique_ptr<Session>> Session::open(const DatabaseUrl& url, const Secret& password,
                                               const SessionOptions& options)
{
    static std::atomic<quint64> counter = 0;
    std::unique_ptr<Session> session(new Session(url, QStringLiteral("rollcall-%1").arg(++counter)));
    const Result<void> connected = session->connect(password, options);
    if (!connected)
        return Failure(connected.error());
    session->m_relaxed = options.relaxedSingleStatements;
    if (options.requireSchema) {
        const Result<void> schema = Migrator().check(*session);
        if (!schema)
            return Failure(schema.error());
    }
    return session;
}

Result<void> Session::connect(const Secret& password, const SessionOptions& options)
{
    const bool sqlite = dialect() == Dialect::Sqlite;
    const QString driver = sqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL");
    if (!QSqlDatabase::isDriverAvailable(driver))
        return failure(ErrorKind::Refused,
                       QStringLiteral("The Qt database driver %1 is missing.").arg(driver),
                       QStringLiteral("Install the package libqt6sql6-%1.")
                           .arg(sqlite ? QStringLiteral("sqlite") : QStringLiteral("psql")));
    m_database = QSqlDatabase::addDatabase(driver, m_connectionName);
    bool opened = false;
    if (sqlite) {
        m_database.setDatabaseName(sqliteUri(m_url.path(), options.createFile));
        m_database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=2000"));
        opened = m_database.open();
    } else {
        QStringList hosts;
        for (const DatabaseUrl::Host& host : m_url.hosts())
            hosts.append(host.name);
        m_database.setHostName(hosts.join(u','));
        m_database.setDatabaseName(m_url.database());
        m_database.setConnectOptions(connectOptions(m_url, options));
        opened = m_database.open(m_url.user(), QString::fromUtf8(password.reveal()));
    }
    if (!opened)
        return Failure(connectError(m_url, m_database.lastError()));
    m_usable = true;
    m_interrupt->attach(m_database);
    return sqlite ? prepareSqlite(options) : preparePostgreSql(options);
}

Result<void> Session::prepareSqlite(const SessionOptions& options)
{
    // WAL: readers never wait for the writer. NORMAL: a commit survives the death of every process; only when
    // the machine dies with them may the last ones be lost. Transaction raises it to FULL for its commit.
    QStringList settings{QStringLiteral("PRAGMA journal_mode = WAL"),
                         QStringLiteral("PRAGMA foreign_keys = ON")};
    settings.append(options.relaxedSingleStatements ? QStringLiteral("PRAGMA synchronous = NORMAL")
                                                    : QStringLiteral("PRAGMA synchronous = FULL"));
    for (const QString& setting : settings) {
        const Result<void> done = executeText(setting);
        if (!done)
            return done;
    }
    return {};
}

Result<void> Session::preparePostgreSql(const SessionOptions& options)
{
    // In one round trip, and after connecting: connection poolers refuse settings in the start packet.
    QString settings = QStringLiteral("SET statement_timeout = %1;"
                                      "SET idle_in_transaction_session_timeout = %2;"
                                      "SET client_min_messages = warning;")
                           .arg(options.statementLimit.count())
                           .arg(options.idleLimit.count());
    if (options.relaxedSingleStatements)
        settings += QLatin1String("SET synchronous_commit = off;");
    return executeText(settings);
}

bool Session::usable() const
{
    return m_usable && !m_interrupt->severed();
}

void Session::setDeadline(std::optional<Instant> deadline)
{
    m_deadline = deadline;
}

Result<void> Session::checkBefore()
{
    if (!usable())
        return failure(ErrorKind::Unreachable, QStringLiteral("The connection to the database was lost."), {},
                       m_url.place());
    Millis left{2000};
    if (m_deadline) {
        left = std::chrono::duration_cast<Millis>(*m_deadline - BootClock::now());
        if (left <= Millis(0))
            return failure(ErrorKind::TimedOut,
                           QStringLiteral("The database did not answer within the time limit."), {},
                           m_url.place());
    }
    if (dialect() != Dialect::Sqlite)
        return {};
    // A little less than the caller's limit, so that he gets the reason instead of a time-out; rounded, so
    // that it is not set anew for each statement.
    const Millis wait = std::max(Millis(10), left - left / 4) / 10 * 10;
    if (wait != m_busyWait) {
        QSqlQuery query(m_database);
        if (!query.exec(QStringLiteral("PRAGMA busy_timeout = %1").arg(wait.count())))
            return failed(query.lastError());
        m_busyWait = wait;
    }
    return {};
}

Failure Session::failed(const QSqlError& error)
{
    Error mapped = sqlError(m_url, error);
    if (dialect() == Dialect::PostgreSql && mapped.kind == ErrorKind::Unreachable)
        m_usable = false;
    if (mapped.kind == ErrorKind::Internal)
        qCWarning(lcDatabase, "%s", qUtf8Printable(mapped.message()));
    return Failure(std::move(mapped));
}

Result<std::shared_ptr<Session::Prepared>> Session::run(QStringView statement, const Bindings& bindings)
{
    const Result<void> ready = checkBefore();
    if (!ready)
        return Failure(ready.error());
    const QString name = statement.toString();
    std::shared_ptr<Prepared> prepared = m_statements.value(name);
    if (!prepared) {
        Result<StatementText> text = statements::load(dialect(), statement);
        if (!text)
            return Failure(text.error());
        prepared = std::make_shared<Prepared>(
            Prepared{QSqlQuery(m_database), std::move(text->placeholders), nullptr});
        // SQLite hands rows out one by one; PostgreSQL has them all in memory anyway.
        prepared->query.setForwardOnly(dialect() == Dialect::Sqlite);
        if (!prepared->query.prepare(text->sql))
            return failed(prepared->query.lastError());
        m_statements.insert(name, prepared);
    }
    for (size_t i = 0; i < prepared->placeholders.size(); ++i) {
        const auto binding = std::find_if(bindings.begin(), bindings.end(), [&](const Binding& each) {
            return each.name == prepared->placeholders[i];
        });
        if (binding == bindings.end())
            return failure(ErrorKind::Internal,
                           QStringLiteral("The statement \"%1\" misses the value \"%2\".")
                               .arg(name, prepared->placeholders[i]));
        prepared->query.bindValue(static_cast<int>(i), binding->value);
    }
    if (!prepared->query.exec()) {
        Failure error = failed(prepared->query.lastError());
        prepared->query.finish();
        return error;
    }
    return prepared;
}

Result<std::vector<Row>> Session::query(QStringView statement, const Bindings& bindings)
{
    const auto prepared = run(statement, bindings);
    if (!prepared)
        return Failure(prepared.error());
    QSqlQuery& query = (*prepared)->query;
    const QSqlRecord record = query.record();
    if (!(*prepared)->columns) {
        Row::Columns columns;
        for (int i = 0; i < record.count(); ++i)
            columns.insert(record.fieldName(i), i);
        (*prepared)->columns = std::make_shared<const Row::Columns>(std::move(columns));
    }
    std::vector<Row> rows;
    while (query.next()) {
        std::vector<QVariant> values;
        values.reserve(static_cast<size_t>(record.count()));
        for (int i = 0; i < record.count(); ++i)
            values.push_back(query.value(i));
        rows.emplace_back((*prepared)->columns, std::move(values));
    }
    if (query.lastError().isValid()) {
        Failure error = failed(query.lastError());
        query.finish();
        return error;
    }
    query.finish();
    return rows;
}

Result<std::optional<Row>> Session::queryOne(QStringView statement, const Bindings& bindings)
{
    Result<std::vector<Row>> rows = query(statement, bindings);
    if (!rows)
        return Failure(rows.error());
    return rows->empty() ? std::optional<Row>() : std::optional<Row>(std::move(rows->front()));
}

Result<int> Session::execute(QStringView statement, const Bindings& bindings)
{
    const auto prepared = run(statement, bindings);
    if (!prepared)
        return Failure(prepared.error());
    const int changed = (*prepared)->query.numRowsAffected();
    (*prepared)->query.finish();
    return std::max(0, changed);
}

void Session::rollBack()
{
    if (!usable())
        return;
    QSqlQuery query(m_database);
    // SQLite has rolled back by itself after some errors, and then refuses the word.
    if (!query.exec(QStringLiteral("ROLLBACK")) && dialect() == Dialect::PostgreSql)
        m_usable = false;
}

void Session::relaxAgain()
{
    QSqlQuery query(m_database);
    if (!query.exec(QStringLiteral("PRAGMA synchronous = NORMAL")))
        qCWarning(lcDatabase, "SQLite keeps flushing every statement: %s",
                  qUtf8Printable(query.lastError().text()));
}

Result<void> Session::executeText(const QString& text)
{
    const Result<void> ready = checkBefore();
    if (!ready)
        return ready;
    QSqlQuery query(m_database);
    if (!query.exec(text))
        return failed(query.lastError());
    return {};
}

} // namespace rollcall
