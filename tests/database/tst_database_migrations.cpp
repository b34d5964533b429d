#include "model/database/clusterrepository.h"
#include "model/database/migrator.h"
#include "model/database/statements.h"
#include "model/database/transaction.h"
#include "tests/database/testdatabase.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace rollcall;
using namespace rollcall::test;

class TestDatabaseMigrations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }
    void everyStatementPrepares_data() { eachBackend(); }
    void everyStatementPrepares();
    void unknownMacroIsRefused();
    void emptyDatabaseSaysSo_data() { eachBackend(); }
    void emptyDatabaseSaysSo();
    void missingFileIsNotCreated();
    void interruptedOneIsTakenUp_data() { eachBackend(); }
    void interruptedOneIsTakenUp();
    void newerSchemaIsRefused_data() { eachBackend(); }
    void newerSchemaIsRefused();
    void olderSchemaIsRefused_data() { eachBackend(); }
    void olderSchemaIsRefused();
    void severalAtOnce_data() { eachBackend(); }
    void severalAtOnce();
    void aClusterAtWorkIsNotHeldUp();
};

static void write(const QString& path, const char* text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void TestDatabaseMigrations::everyStatementPrepares()
{
    QFETCH(QString, backend);
    TestDatabase database(backend, TestDatabase::Content::Schema);
    QSet<QString> names;
    const QString own = database.sqlite() ? QStringLiteral("sqlite") : QStringLiteral("postgresql");
    for (const QString& folder : {QStringLiteral("common"), own}) {
        QDirIterator files(QStringLiteral(":/rollcall/sql/") + folder);
        while (files.hasNext())
            names.insert(QFileInfo(files.next()).completeBaseName());
    }
    QVERIFY(names.size() > 50);
    QVERIFY(names.remove(QStringLiteral("schema_version_create"))); // PostgreSQL prepares no CREATE
    for (const QString& name : names) {
        const Result<StatementText> text = statements::load(database.url().dialect(), name);
        QVERIFY2(text, qPrintable(name));
        // Run in a transaction that is rolled back, with text for every value: what may fail is a value, and
        // never the statement itself.
        Bindings bindings;
        for (const QString& placeholder : text->placeholders)
            bindings.emplace_back(placeholder, std::optional<qint64>());
        must(database.session().executeText(QStringLiteral("BEGIN")));
        const Result<std::vector<Row>> rows = database.session().query(name, bindings);
        must(database.session().executeText(QStringLiteral("ROLLBACK")));
        QVERIFY2(rows || rows.error().kind == ErrorKind::Invalid || rows.error().kind == ErrorKind::Conflict,
                 qPrintable(name + u' ' + (rows ? QString() : rows.error().message())));
    }
}

void TestDatabaseMigrations::unknownMacroIsRefused()
{
    const auto text = statements::expand(Dialect::Sqlite, QStringLiteral("SELECT {{nonsense}}"),
                                         QStringLiteral("here.sql"));
    QVERIFY(!text);
    QVERIFY(text.error().message().contains(QLatin1String("nonsense")));
    QCOMPARE(*statements::expand(Dialect::Sqlite,
                                 QStringLiteral("-- it's {{nonsense}}\nSELECT 1 {{for_update}}"), QString()),
             QStringLiteral("SELECT 1"));
}

void TestDatabaseMigrations::emptyDatabaseSaysSo()
{
    QFETCH(QString, backend);
    TestDatabase database(backend, TestDatabase::Content::Nothing);
    const Result<void> checked = Migrator().check(database.session());
    QVERIFY(!checked);
    QCOMPARE(checked.error().kind, ErrorKind::NotFound);
    QVERIFY(checked.error().remedy.contains(QLatin1String("rollcallctl init")));
    const auto session = Session::open(database.url(), Secret());
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::NotFound);
}

void TestDatabaseMigrations::missingFileIsNotCreated()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("none.db"));
    const auto session = Session::open(must(DatabaseUrl::parse(QLatin1String("sqlite://") + path)), Secret());
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::Unreachable);
    QVERIFY(!QFileInfo::exists(path));
}

void TestDatabaseMigrations::interruptedOneIsTakenUp()
{
    QFETCH(QString, backend);
    TestDatabase database(backend, TestDatabase::Content::Nothing);
    const QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("0001_one.sql")), "CREATE TABLE one (a INTEGER);\n");
    write(folder.filePath(QStringLiteral("0002_two.sql")),
          "CREATE TABLE two (a INTEGER);\nINSERT INTO two VALUES (1);\nINSERT INTO missing VALUES (1);\n");
    const Migrator migrator(folder.path());
    const Result<int> broken = migrator.migrate(database.session());
    QVERIFY(!broken);
    QVERIFY2(broken.error().what.contains(QLatin1String("Migration 2 failed")),
             qPrintable(broken.error().what));
    // The first one stays, nothing of the second one does.
    const Result<void> older = migrator.check(database.session());
    QVERIFY(!older);
    QCOMPARE(older.error().kind, ErrorKind::Refused);
    QVERIFY(!database.session().executeText(QStringLiteral("SELECT a FROM two")));
    write(folder.filePath(QStringLiteral("0002_two.sql")),
          "CREATE TABLE two (a INTEGER);\nINSERT INTO two VALUES (1);\n");
    QCOMPARE(must(migrator.migrate(database.session())), 1);
    QVERIFY(migrator.check(database.session()));
    QCOMPARE(must(migrator.migrate(database.session())), 0);
}

void TestDatabaseMigrations::newerSchemaIsRefused()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    database.sql(QStringLiteral("INSERT INTO schema_version (version, applied_at) VALUES (9999, 0)"));
    for (const Result<void>& result :
         {Migrator().check(database.session()), Migrator().migrate(database.session()).map([](int) {})}) {
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Refused);
        QVERIFY(result.error().what.contains(QLatin1String("9999")));
        QVERIFY(result.error().remedy.contains(QLatin1String("Upgrade Rollcall")));
    }
}

void TestDatabaseMigrations::olderSchemaIsRefused()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    database.sql(QStringLiteral("UPDATE schema_version SET version = version - 1000"));
    const auto session = Session::open(database.url(), Secret());
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::Refused);
    QVERIFY(session.error().remedy.contains(QLatin1String("rollcallctl upgrade")));
}

void TestDatabaseMigrations::severalAtOnce()
{
    QFETCH(QString, backend);
    TestDatabase database(backend, TestDatabase::Content::Nothing);
    constexpr int count = 8;
    std::vector<std::thread> threads;
    std::atomic<int> applied = 0;
    std::atomic<int> created = 0;
    std::atomic<int> refused = 0;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&] {
            SessionOptions options;
            options.requireSchema = false;
            const std::unique_ptr<Session> session = database.open(options);
            // Nine of them on a busy machine may take longer than one is willing to wait by itself.
            session->setDeadline(BootClock::now() + std::chrono::seconds(60));
            applied += must(Migrator().migrate(*session));
            const Result<ClusterRow> cluster =
                ClusterRepository::create(*session, QStringLiteral("C"), QStringLiteral("dana"));
            if (cluster)
                ++created;
            else if (cluster.error().kind == ErrorKind::Refused)
                ++refused;
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(applied.load(), must(Migrator().newest()));
    QCOMPARE(created.load(), 1);
    QCOMPARE(refused.load(), count - 1);
    QVERIFY(Migrator().check(database.session()));
}

void TestDatabaseMigrations::aClusterAtWorkIsNotHeldUp()
{
    TestDatabase database(QStringLiteral("postgresql"));
    const QTemporaryDir folder;
    QDir old(QStringLiteral(":/rollcall/sql/migrations"));
    for (const QString& name : old.entryList({QStringLiteral("*.sql")}))
        QVERIFY(QFile::copy(old.filePath(name), folder.filePath(name)));
    const int next = must(Migrator().newest()) + 1;
    write(folder.filePath(QStringLiteral("%1_more.sql").arg(next, 4, 10, QLatin1Char('0'))),
          "ALTER TABLE ha_lease ADD COLUMN more INTEGER;\n");

    // Somebody's report reads the table in a transaction that stays open for two seconds.
    const std::unique_ptr<Session> reader = database.open();
    std::optional<Transaction> report = must(Transaction::begin(*reader, Transaction::Kind::Snapshot));
    QVERIFY(reader->executeText(QStringLiteral("SELECT holder FROM ha_lease")));
    std::atomic<bool> migrated = false;
    std::thread migration([&] {
        const std::unique_ptr<Session> session = database.open();
        must(Migrator(folder.path()).migrate(*session));
        migrated = true;
    });
    const Instant began = BootClock::now();
    std::chrono::nanoseconds slowest{0};
    int renewals = 0;
    while (!migrated) {
        const Instant sent = BootClock::now();
        database.sql(QStringLiteral("UPDATE ha_lease SET seq = seq + 1"));
        slowest = std::max<std::chrono::nanoseconds>(slowest, BootClock::now() - sent);
        ++renewals;
        if (report && BootClock::now() - began > std::chrono::seconds(2))
            report.reset();
    }
    migration.join();
    QVERIFY(BootClock::now() - began > std::chrono::seconds(2)); // it had to wait indeed
    QVERIFY2(slowest < std::chrono::milliseconds(1000),
             qPrintable(QString::number(std::chrono::duration<double>(slowest).count())));
    QVERIFY(renewals > 20);
}

QTEST_GUILESS_MAIN(TestDatabaseMigrations)
#include "tst_database_migrations.moc"
