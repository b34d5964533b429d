#include "model/database/clusterrepository.h"
#include "model/database/migrator.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// The documented example of a fenced write (resources/fencing, rollcall-demo) on real databases: nothing is
/// written under an epoch that is over, whatever the writer was in the middle of.
class TestFencing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<PostgresServer>(); }
    void cleanupTestCase() { m_server.reset(); }
    void cleanup()
    {
        m_writer.reset();
        for (const QString& name : QSqlDatabase::connectionNames())
            QSqlDatabase::removeDatabase(name);
        m_folder.reset();
    }

    void writesUntilAnotherEpochBegins_data() { databases(); }
    void writesUntilAnotherEpochBegins()
    {
        prepare();
        startWriter(7);
        waitUntil([&] { return rows(7) >= 3; }, 10s, "three writes");
        takeOver(8);
        const qint64 written = rows(7);
        waitForFencedEnd(8);
        QCOMPARE(rows(7), written);

        startWriter(8); // the next primary
        waitUntil([&] { return rows(8) >= 3; }, 10s, "three writes of the next one");
        QCOMPARE(rows(7), written);
    }

    void anOldEpochWritesNothing_data() { databases(); }
    void anOldEpochWritesNothing()
    {
        prepare();
        startWriter(6);
        waitForFencedEnd(7);
        QCOMPARE(rows(6), 0);
    }

    /// The write waits for a takeover that is under way, and sees its outcome.
    void writeThatWaitsForTheTakeover_data() { databases(); }
    void writeThatWaitsForTheTakeover()
    {
        prepare();
        startWriter(7);
        waitUntil([&] { return rows(7) >= 3; }, 10s, "three writes");
        QSqlDatabase other = connection(u"takeover"_qs);
        beginTakeOver(other, 8);
        const qint64 written = rows(7);
        QTest::qWait(300); // many a write's time
        QCOMPARE(rows(7), written);
        QCOMPARE(m_writer->state(), QProcess::Running); // it waits
        run(other, u"COMMIT"_qs);
        waitForFencedEnd(8);
        QCOMPARE(rows(7), written);
    }

    /// A takeover that fails leaves the primary its right to write.
    void takeoverThatRollsBack_data() { databases(); }
    void takeoverThatRollsBack()
    {
        prepare();
        startWriter(7);
        waitUntil([&] { return rows(7) >= 3; }, 10s, "three writes");
        QSqlDatabase other = connection(u"takeover"_qs);
        beginTakeOver(other, 8);
        const qint64 written = rows(7);
        run(other, u"ROLLBACK"_qs);
        waitUntil([&] { return rows(7) > written; }, 10s, "the next write");
    }

    /// It has passed the check and goes on to write: the takeover waits until that is committed.
    void takeoverWaitsForAnOpenWrite()
    {
        prepare(true);
        startWriter(7);
        waitUntil([&] { return rows(7) >= 3; }, 10s, "three writes");
        QSqlDatabase gate = connection(u"gate"_qs);
        holdBetweenCheckAndWrite(gate);
        const qint64 written = rows(7);

        QSqlDatabase other = connection(u"takeover"_qs);
        run(other, u"SET lock_timeout = 300"_qs);
        run(other, u"BEGIN"_qs);
        QSqlQuery lock(other);
        QVERIFY(!lock.exec(u"SELECT epoch FROM ha_epoch WHERE id = 1 FOR UPDATE"_qs));
        QVERIFY2(lock.lastError().nativeErrorCode() == u"55P03", qPrintable(lock.lastError().text()));
        run(other, u"ROLLBACK"_qs);

        run(gate, u"COMMIT"_qs);
        waitUntil([&] { return rows(7) > written; }, 10s, "that write");
        takeOver(8);
        const qint64 last = rows(7);
        waitForFencedEnd(8);
        QCOMPARE(rows(7), last);
    }

    /// Stopped between the check and the end of its transaction, as a suspended host is: it does not hold up
    /// the takeover for longer than the recipe says, and its write never counts.
    void writerThatStandsStillInItsTransaction()
    {
        prepare(true);
        startWriter(7);
        waitUntil([&] { return rows(7) >= 3; }, 10s, "three writes");
        QSqlDatabase gate = connection(u"gate"_qs);
        holdBetweenCheckAndWrite(gate);
        const qint64 written = rows(7);
        const auto pid = static_cast<pid_t>(m_writer->processId());
        ::kill(pid, SIGSTOP);
        run(gate, u"COMMIT"_qs); // the server goes on; the writer does not hear of it

        takeOver(8);
        QCOMPARE(rows(7), written);
        ::kill(pid, SIGCONT);
        waitForFencedEnd(8);
        QCOMPARE(rows(7), written);
    }

private:
    static void databases()
    {
        QTest::addColumn<DatabaseKind>("kind");
        QTest::newRow("sqlite") << DatabaseKind::Sqlite;
        QTest::newRow("postgresql") << DatabaseKind::PostgreSql;
    }

    /// A cluster's database with the fence at epoch 7.
    void prepare(bool postgres = false)
    {
        if (!postgres) {
            QFETCH(DatabaseKind, kind);
            postgres = kind == DatabaseKind::PostgreSql;
        }
        m_folder = std::make_unique<QTemporaryDir>();
        m_postgres = postgres;
        m_url =
            postgres ? m_server->createDatabase() : u"sqlite://"_qs + m_folder->filePath(u"cluster.db"_qs);
        SessionOptions options;
        options.createFile = true;
        options.requireSchema = false;
        auto session = Session::open(*DatabaseUrl::parse(m_url), {}, options);
        QVERIFY2(session, session ? "" : qPrintable(session.error().message()));
        QVERIFY(Migrator().migrate(**session));
        QVERIFY(ClusterRepository::create(**session, u"Test"_qs, u"test"_qs));
        takeOver(7);
    }

    QSqlDatabase connection(const QString& name) const
    {
        if (QSqlDatabase::contains(name))
            return QSqlDatabase::database(name);
        QSqlDatabase database = QSqlDatabase::addDatabase(m_postgres ? u"QPSQL"_qs : u"QSQLITE"_qs, name);
        const DatabaseUrl url = *DatabaseUrl::parse(m_url);
        if (m_postgres) {
            database.setHostName(url.hosts().front().name);
            database.setPort(url.hosts().front().port);
            database.setUserName(url.user());
            database.setDatabaseName(url.database());
        } else {
            database.setDatabaseName(url.path());
            database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_qs);
        }
        if (!database.open())
            qFatal("%s", qPrintable(database.lastError().text()));
        return database;
    }

    static void run(const QSqlDatabase& database, const QString& sql)
    {
        QSqlQuery query(database);
        if (!query.exec(sql))
            qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
    }

    /// What the transaction of a takeover does with the fence.
    void beginTakeOver(const QSqlDatabase& database, qint64 epoch) const
    {
        run(database, m_postgres ? u"BEGIN"_qs : u"BEGIN IMMEDIATE"_qs);
        run(database,
            u"SELECT epoch FROM ha_epoch WHERE id = 1"_qs + (m_postgres ? u" FOR UPDATE"_qs : QString()));
        run(database, u"UPDATE ha_epoch SET epoch = %1 WHERE id = 1"_qs.arg(epoch));
    }
    void takeOver(qint64 epoch) const
    {
        const QSqlDatabase database = connection(u"takeover"_qs);
        beginTakeOver(database, epoch);
        run(database, u"COMMIT"_qs);
    }

    /// Returns when the writer has share-locked the fence and waits to insert, until the gate commits.
    void holdBetweenCheckAndWrite(const QSqlDatabase& gate) const
    {
        run(gate, u"BEGIN"_qs);
        run(gate, u"LOCK TABLE fencing_ledger IN SHARE MODE"_qs); // readers may, writers must wait
        waitUntil(
            [&] {
                QSqlQuery waits(connection(u"look"_qs));
                return waits.exec(u"SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                                  "datname = current_database()"_qs) &&
                       waits.next();
            },
            10s, "the writer to wait at the gate");
    }

    qint64 rows(qint64 epoch) const
    {
        QSqlQuery count(connection(u"look"_qs));
        return count.exec(u"SELECT count(*) FROM fencing_ledger WHERE epoch = %1"_qs.arg(epoch)) &&
                       count.next()
                   ? count.value(0).toLongLong()
                   : 0;
    }

    void startWriter(qint64 epoch)
    {
        m_writer = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"ROLLCALL_EPOCH"_qs, QString::number(epoch));
        environment.insert(u"ROLLCALL_NODE"_qs, u"node-1"_qs);
        m_writer->setProcessEnvironment(environment);
        m_writer->start(program(u"rollcall-demo"_qs),
                        {u"service"_qs, u"--database"_qs, m_url, u"--every"_qs, u"20"_qs});
    }

    void waitForFencedEnd(qint64 newer)
    {
        waitUntil([&] { return m_writer->state() == QProcess::NotRunning; }, 10s, "the writer to end");
        QCOMPARE(m_writer->exitCode(), 3);
        const QByteArray said = m_writer->readAllStandardOutput();
        QVERIFY2(said.contains("fenced: epoch " + QByteArray::number(newer) + " has begun"),
                 said.constData());
    }

    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_writer;
    QString m_url;
    bool m_postgres = false;
};

QTEST_GUILESS_MAIN(TestFencing)
#include "tst_fencing.moc"
