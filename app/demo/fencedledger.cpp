#include "app/demo/fencedledger.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>

#include <csignal>

namespace rollcall::demo
{

namespace
{

/// "-- name" begins a step, the lines up to the next one are its statement; other comments are left out.
QMap<QString, QString> recipeFrom(const QString& path)
{
    QMap<QString, QString> steps;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return steps;
    QString step;
    for (const QString& line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (line.startsWith(QStringLiteral("-- step ")))
            step = line.mid(8);
        else if (!line.startsWith(QStringLiteral("--")) && !step.isEmpty())
            steps[step] += line + u'\n';
    }
    return steps;
}

} // namespace

FencedLedger::FencedLedger(Setup setup, const Identity& identity)
    : m_setup(std::move(setup))
    , m_identity(identity)
{
    const bool sqlite = m_setup.url.dialect() == Dialect::Sqlite;
    m_recipe = recipeFrom(sqlite ? QStringLiteral(":/rollcall/fencing/sqlite.sql")
                                 : QStringLiteral(":/rollcall/fencing/postgresql.sql"));
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &FencedLedger::write);
}

FencedLedger::~FencedLedger()
{
    m_database.close();
}

Result<void> FencedLedger::start()
{
    if (const Result<void> opened = open(); !opened)
        return opened;
    QString error;
    if (!run(QStringLiteral("table"), &error))
        return failure(ErrorKind::Refused,
                       QStringLiteral("The ledger's table cannot be made: %1.").arg(error),
                       QStringLiteral("Let the application's role create tables, or create it beforehand."),
                       m_setup.url.place());
    m_timer.start(m_setup.every);
    write();
    return {};
}

Result<void> FencedLedger::open()
{
    const DatabaseUrl& url = m_setup.url;
    const bool sqlite = url.dialect() == Dialect::Sqlite;
    m_database = QSqlDatabase::addDatabase(sqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"));
    if (sqlite) {
        m_database.setDatabaseName(url.path());
        m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    } else {
        QStringList hosts, ports;
        for (const DatabaseUrl::Host& host : url.hosts()) {
            hosts += host.name;
            ports += QString::number(host.port);
        }
        QStringList options{QStringLiteral("connect_timeout=2"), QStringLiteral("port=") + ports.join(u',')};
        for (const auto& [key, value] : url.parameters()) // sslmode among them: what was asked for is checked
            options += key + u'=' + value;
        m_database.setHostName(hosts.join(u','));
        m_database.setUserName(url.user());
        m_database.setDatabaseName(url.database());
        m_database.setConnectOptions(options.join(u';'));
    }
    if (!m_database.open())
        return failure(ErrorKind::Unreachable,
                       QStringLiteral("The ledger's database does not answer: %1.")
                           .arg(m_database.lastError().text().simplified()),
                       QStringLiteral("Start it, or mend --database."), url.place());
    return {};
}

bool FencedLedger::run(const QString& step, QString* error)
{
    QSqlQuery query(m_database);
    const bool done = query.exec(m_recipe.value(step));
    if (!done && error)
        *error = query.lastError().text().simplified();
    return done;
}

void FencedLedger::write()
{
    if (!m_setup.stopFile.isEmpty() && QFile::remove(m_setup.stopFile))
        ::raise(SIGSTOP);
    ++m_serial;
    const Instant from = BootClock::now();
    const Outcome outcome = writeOnce();
    Q_EMIT wrote(outcome, m_serial, from, BootClock::now());
    if (outcome == Outcome::Fenced) {
        m_timer.stop();
        Q_EMIT fenced(m_newer);
    } else if (outcome != Outcome::Acknowledged) {
        m_database.close();
        m_database.open(); // when that fails too, so does the next write
    }
}

FencedLedger::Outcome FencedLedger::writeOnce()
{
    const auto giveUp = [this](Outcome outcome) {
        run(QStringLiteral("rollback"));
        return outcome;
    };
    if (!run(QStringLiteral("begin")))
        return Outcome::Failed;
    const qint64 mine = m_identity.epoch.toLongLong();
    {
        QSqlQuery check(m_database);
        if (!check.exec(m_recipe.value(QStringLiteral("check"))) || !check.next())
            return giveUp(Outcome::Failed);
        m_newer = check.value(0).toLongLong();
    }
    if (m_newer != mine)
        return giveUp(Outcome::Fenced);
    {
        QSqlQuery insert(m_database);
        insert.prepare(m_recipe.value(QStringLiteral("write")));
        insert.bindValue(QStringLiteral(":epoch"), mine);
        insert.bindValue(QStringLiteral(":node"), m_identity.node);
        insert.bindValue(QStringLiteral(":pid"), m_identity.pid);
        insert.bindValue(QStringLiteral(":serial"), m_serial);
        if (!insert.exec())
            return giveUp(Outcome::Failed);
    }
    return run(QStringLiteral("commit")) ? Outcome::Acknowledged : Outcome::Unknown;
}

} // namespace rollcall::demo
