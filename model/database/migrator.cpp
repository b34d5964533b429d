#include "model/database/migrator.h"

#include "model/core/clock.h"
#include "model/database/session.h"
#include "model/database/statements.h"
#include "model/database/transaction.h"

#include <QDir>
#include <QFile>

#include <map>
#include <thread>
#include <utility>

namespace rollcall
{

namespace
{

/// A change of a table waits for everyone who reads it, and whoever comes later waits behind it: on a cluster
/// at work it asks for its locks briefly, and again a moment later, so that heartbeats and renewals pass.
constexpr Millis lockWait{300};
constexpr Millis lockPause{200};
constexpr Millis lockPatience{60'000};

/// By number. Internal: a file without one, or two with the same.
Result<std::map<int, QString>> migrationFiles(const QString& folder)
{
    std::map<int, QString> files;
    for (const QString& name : QDir(folder).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        bool ok = false;
        const int number = name.left(4).toInt(&ok);
        if (!ok || number <= 0 || !files.emplace(number, QDir(folder).filePath(name)).second)
            return failure(ErrorKind::Internal, QStringLiteral("A migration needs a number of its own."), {},
                           QDir(folder).filePath(name));
    }
    if (files.empty() || files.rbegin()->first != static_cast<int>(files.size()))
        return failure(ErrorKind::Internal, QStringLiteral("The migrations are not numbered 1, 2, 3, …"), {},
                       folder);
    return files;
}

/// 0: no table schema_version yet.
Result<int> versionOf(Session& session)
{
    const Result<std::optional<Row>> row = session.queryOne(u"schema_version_read");
    if (row)
        return *row ? static_cast<int>((*row)->number(u"version")) : 0;
    if (row.error().kind == ErrorKind::NotFound)
        return 0;
    return Failure(row.error());
}

Failure newer(const Session& session, int version, int newest)
{
    return failure(
        ErrorKind::Refused,
        QStringLiteral("The database was upgraded by a newer Rollcall (schema %1, this one knows %2).")
            .arg(version)
            .arg(newest),
        QStringLiteral("Upgrade Rollcall on this machine."), session.url().place());
}

} // namespace

Migrator::Migrator(QString folder)
    : m_folder(std::move(folder))
{
    statements::initialize();
}

Result<int> Migrator::newest() const
{
    const auto files = migrationFiles(m_folder);
    if (!files)
        return Failure(files.error());
    return files->rbegin()->first;
}

Result<int> Migrator::migrate(Session& session) const
{
    int applied = 0;
    const Instant giveUp = BootClock::now() + lockPatience;
    for (;;) {
        const Result<bool> more = applyNext(session);
        if (!more && more.error().kind == ErrorKind::Conflict && BootClock::now() < giveUp) {
            std::this_thread::sleep_for(lockPause);
            continue;
        }
        if (!more)
            return Failure(more.error());
        if (!*more)
            return applied;
        ++applied;
    }
}

Result<bool> Migrator::applyNext(Session& session) const
{
    const auto files = migrationFiles(m_folder);
    if (!files)
        return Failure(files.error());
    Result<Transaction> transaction = Transaction::begin(session, Transaction::Kind::Exclusive);
    if (!transaction)
        return Failure(transaction.error());
    // SQLite's exclusive transaction is the lock; PostgreSQL takes an advisory one until the commit.
    if (const Result<std::vector<Row>> locked = session.query(u"schema_lock"); !locked)
        return Failure(locked.error());
    const Result<std::vector<Row>> brief =
        session.query(u"lock_timeout", {{u"milliseconds", QString::number(lockWait.count())}});
    if (!brief)
        return Failure(brief.error());
    const Result<StatementText> create = statements::load(session.dialect(), u"schema_version_create");
    if (!create)
        return Failure(create.error());
    if (const Result<void> created = session.executeText(create->sql); !created)
        return Failure(created.error());
    const Result<int> version = versionOf(session);
    if (!version)
        return Failure(version.error());
    if (*version > files->rbegin()->first)
        return newer(session, *version, files->rbegin()->first);
    if (*version == files->rbegin()->first)
        return false;

    const QString path = files->at(*version + 1);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Internal, file.errorString(), {}, path);
    const Result<QString> script =
        statements::expand(session.dialect(), QString::fromUtf8(file.readAll()), path);
    if (!script)
        return Failure(script.error());
    for (const QString& text : statements::split(*script)) {
        Result<void> done = session.executeText(text);
        if (!done) {
            done.error().what = QStringLiteral("Migration %1 failed, and nothing of it was kept: %2")
                                    .arg(*version + 1)
                                    .arg(done.error().what);
            return Failure(done.error());
        }
    }
    const Result<int> noted = session.execute(u"schema_version_add", {{u"version", *version + 1}});
    if (!noted)
        return Failure(noted.error());
    const Result<void> committed = transaction->commit();
    if (!committed)
        return Failure(committed.error());
    return true;
}

Result<void> Migrator::check(Session& session) const
{
    const Result<int> known = newest();
    if (!known)
        return Failure(known.error());
    const Result<int> version = versionOf(session);
    if (!version)
        return Failure(version.error());
    if (*version > *known)
        return newer(session, *version, *known);
    if (*version == 0)
        return failure(ErrorKind::NotFound, QStringLiteral("The database has no Rollcall tables."),
                       QStringLiteral("Create a cluster in it: rollcallctl init --name NAME."),
                       session.url().place());
    if (*version < *known)
        return failure(
            ErrorKind::Refused,
            QStringLiteral("The database is from an older Rollcall (schema %1, this one needs %2).")
                .arg(*version)
                .arg(*known),
            QStringLiteral("Upgrade it: rollcallctl upgrade."), session.url().place());
    return {};
}

} // namespace rollcall
