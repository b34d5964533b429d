#include "model/cluster/eventkinds.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(DatabaseKind)

/// What happens when a primary fails, in each way it can fail, on real processes.
class TestFailover : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workerKilled_data() { databases(); }
    void workerKilled()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        QElapsedTimer clock;
        clock.start();
        cluster.node(old).signalWorker(SIGKILL);
        const int next = cluster.waitForPrimary(epoch);
        report("worker killed", clock.elapsed());
        QVERIFY(next != old);
        QVERIFY2(clock.elapsed() < 1500, "a killed worker's lease is released, nobody waits for silence");
        cluster.waitForUnit(next, u"actor"_qs, UnitState::Running);
        // It comes back as one of the others. Its row says what it said last until then: that the actor runs.
        cluster.waitForUnit(old, u"actor"_qs, UnitState::Stopped);
        cluster.waitForUnit(old, u"web"_qs, UnitState::Running);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void workerAndSupervisorKilled_data() { databases(); }
    void workerAndSupervisorKilled()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        QElapsedTimer clock;
        clock.start();
        cluster.node(old).killAll();
        const int next = cluster.waitForPrimary(epoch);
        report("worker and supervisor killed", clock.elapsed());
        QVERIFY(next != old);
        QVERIFY2(clock.elapsed() < 4000, "silence is ttl, and then the next one takes over");
        cluster.waitForUnit(next, u"actor"_qs, UnitState::Running);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
        QVERIFY(cluster.node(old).tree().empty());
    }

    void pausedAndKilled_data() { databases(); }
    void pausedAndKilled()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        const QString next = cluster.node((old + 1) % 3).name();
        const QStringList ctl{u"--cluster"_qs, cluster.databaseUrl()};
        QCOMPARE(runProgram(u"rollcallctl"_qs, ctl + QStringList{u"pause"_qs, u"--reason"_qs, u"test"_qs})
                     .exitCode,
                 0);
        cluster.node(old).killAll();
        waitUntil([&] { return cluster.hasEvent(eventkind::PrimaryMissing); }, 10s, "the alarm");
        QCOMPARE(cluster.facts().fence, epoch);
        waitUntil([&] { return *cluster.facts().leaseAge > 6s; }, 10s, "everybody to see that it is gone");
        const ProgramResult named =
            runProgram(u"rollcallctl"_qs, ctl + QStringList{u"switchover"_qs, u"--to"_qs, next});
        QVERIFY2(named.exitCode == 0, qPrintable(named.output));
        QCOMPARE(cluster.node(cluster.waitForPrimary(epoch)).name(), next);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void serviceThatDoesNotRun()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        // The node that starts first is the primary; its service ends at once, the others' runs.
        QFile config(cluster.node(0).configFile());
        QVERIFY(config.open(QIODevice::Append));
        config.write("[[unit]]\nname = \"broken\"\nrole = \"service\"\ncommand = [\"/bin/false\"]\n");
        config.close();
        QCOMPARE(cluster.startHighlyAvailable(), 0);
        const Epoch epoch = cluster.facts().fence;
        const int next = cluster.waitForPrimary(epoch, 20s);
        QVERIFY(next != 0);
        cluster.waitForUnit(next, u"actor"_qs, UnitState::Running);
        const ClusterFacts facts = cluster.facts();
        const auto ended = std::find_if(facts.terms.begin(), facts.terms.end(),
                                        [&](const Term& term) { return term.epoch == epoch; });
        QVERIFY(ended != facts.terms.end());
        QCOMPARE(ended->endReason, wordOf(TermEnd::UnitFailed));
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void startedWhileTheOrphanedWorkerStops()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        cluster.startAll();
        cluster.waitForPrimary(0);
        const Epoch epoch = cluster.facts().fence;
        const qint64 worker = cluster.node(0).worker();
        QCOMPARE(::kill(static_cast<pid_t>(cluster.node(0).supervisor()), SIGKILL), 0);
        cluster.node(0).start(); // as an init system does
        waitUntil([&] { return cluster.node(0).worker() > 0 && cluster.node(0).worker() != worker; }, 10s,
                  "another worker");
        cluster.waitForPrimary(epoch);
        cluster.waitForUnit(0, u"actor"_qs, UnitState::Running);
        QVERIFY(cluster.node(0).isRunning());
    }

    void stoppedInOrder_data() { databases(); }
    void stoppedInOrder()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        QElapsedTimer clock;
        clock.start();
        cluster.node(old).terminate();
        const int next = cluster.waitForPrimary(epoch);
        report("stopped in order", clock.elapsed());
        int exitCode = -1;
        cluster.node(old).waitForEnd(&exitCode);
        QCOMPARE(exitCode, 0);
        QVERIFY(next != old);
        cluster.waitForUnit(next, u"actor"_qs, UnitState::Running);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
        QVERIFY(cluster.hasEvent(eventkind::NodeStopped, cluster.node(old).name()));
        for (const NodeRow& row : cluster.facts().nodes) {
            QCOMPARE(row.stopped, row.name == cluster.node(old).name());
            if (row.stopped)
                for (const UnitReport& unit : row.report.units)
                    QCOMPARE(unit.state, UnitState::Stopped);
        }
    }

    /// A worker that stands still neither renews nor fences itself: the supervisor does it.
    void workerStandsStill_data() { databases(); }
    void workerStandsStill()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        const qint64 stopped = cluster.node(old).worker();
        QElapsedTimer clock;
        clock.start();
        cluster.node(old).signalWorker(SIGSTOP);
        const int next = cluster.waitForPrimary(epoch);
        report("worker stands still", clock.elapsed());
        QVERIFY(next != old);
        cluster.waitForUnit(next, u"actor"_qs, UnitState::Running);
        waitUntil([&] { return clock.elapsed() > 5000; }, 10s, "five seconds");
        QVERIFY(cluster.node(old).worker() != stopped);
        cluster.waitForUnit(old, u"web"_qs, UnitState::Running);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
        QCOMPARE(cluster.holder(), next);
    }

    void databaseStandsStill()
    {
        TestCluster cluster(DatabaseKind::PostgreSql);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        QElapsedTimer clock;
        clock.start();
        cluster.server().freeze();
        // The primary fences itself in memory: its endpoint stops saying that it is the primary.
        waitUntil([&] { return httpGet(cluster.node(old).healthPort(), "/primary").status == 503; }, 5s,
                  "the self-fence");
        report("self-fence without a database", clock.elapsed());
        QVERIFY(clock.elapsed() < 2500);
        QCOMPARE(httpGet(cluster.node(old).healthPort(), "/live").status, 200);
        QCOMPARE(httpGet(cluster.node(old).healthPort(), "/ready").status, 200); // the web unit goes on
        waitUntil([&] { return httpGet(cluster.node(old).healthPort(), "/health").status == 503; }, 10s,
                  "the node to say that the database is gone");
        waitUntil([&] { return clock.elapsed() > 5500; }, 10s, "five seconds");
        cluster.server().thaw();
        const int next = cluster.waitForPrimary(epoch, 15s);
        cluster.waitForUnit(next, u"actor"_qs, UnitState::Running, 15s);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
        waitUntil([&] { return cluster.hasEvent(eventkind::PrimaryFenced, cluster.node(old).name()); }, 15s,
                  "the event of the self-fence");
        for (int i = 0; i < cluster.size(); ++i)
            waitUntil([&] { return httpGet(cluster.node(i).healthPort(), "/health").status == 200; }, 15s,
                      "all nodes to be well again");
    }

    void stopsAlsoWithoutADatabase()
    {
        TestCluster cluster(DatabaseKind::PostgreSql, 1);
        cluster.setMode(Mode::HighAvailability);
        cluster.startAll();
        cluster.waitForUnit(0, u"actor"_qs, UnitState::Running);
        cluster.server().freeze();
        QElapsedTimer clock;
        clock.start();
        cluster.node(0).terminate();
        int exitCode = -1;
        cluster.node(0).waitForEnd(&exitCode);
        QVERIFY2(exitCode == 0, qPrintable(cluster.node(0).output().right(900)));
        report("stopped without a database", clock.elapsed());
        QVERIFY(clock.elapsed() < 12'000);
        cluster.server().thaw();
    }

    void switchover_data() { databases(); }
    void switchover()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int old = cluster.startHighlyAvailable();
        const int target = (old + 2) % cluster.size();
        const Epoch epoch = cluster.facts().fence;
        const ProgramResult asked =
            runProgram(u"rollcallctl"_qs, {u"--cluster"_qs, cluster.databaseUrl(), u"switchover"_qs,
                                           u"--to"_qs, cluster.node(target).name()});
        QVERIFY2(asked.exitCode == 0, qPrintable(asked.output));
        QCOMPARE(cluster.waitForPrimary(epoch), target);
        cluster.waitForUnit(target, u"actor"_qs, UnitState::Running);
        cluster.waitForUnit(old, u"actor"_qs, UnitState::Stopped);
        QCOMPARE(cluster.facts().fence, epoch + 1);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
        report("gap of a switchover", cluster.longestGap().count());
        QVERIFY(cluster.longestGap() < 2s);
    }

private:
    static void databases()
    {
        QTest::addColumn<DatabaseKind>("kind");
        QTest::newRow("sqlite") << DatabaseKind::Sqlite;
        QTest::newRow("postgresql") << DatabaseKind::PostgreSql;
    }

    static void report(const char* what, qint64 ms)
    {
        qInfo("%s: %s: %.3f s", QTest::currentDataTag() ? QTest::currentDataTag() : "postgresql", what,
              static_cast<double>(ms) / 1000.0);
    }
};

QTEST_GUILESS_MAIN(TestFailover)
#include "tst_failover.moc"
