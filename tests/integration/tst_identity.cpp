#include "model/cluster/eventkinds.h"
#include "model/database/noderepository.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// Who a node is, and when it gives way.
class TestIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameFolderIsRefused()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        cluster.startAll();
        const ProgramResult second =
            runProgram(u"rollcall-node"_qs, {u"--config"_qs, cluster.node(0).configFile()});
        QCOMPARE(second.exitCode, 4);
        QVERIFY2(second.output.contains(QStringLiteral("Process %1 runs").arg(cluster.node(0).worker())),
                 qPrintable(second.output));
        QVERIFY(cluster.node(0).worker() > 0);
    }

    void aCopyOfALivingNodeIsRefused()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 2);
        cluster.node(0).start();
        cluster.waitForPrimary(0);
        QVERIFY(QDir().mkpath(cluster.node(1).stateDir()));
        for (const QString& file : {u"node-id"_qs, u"start"_qs, u"epoch"_qs})
            QVERIFY(QFile::copy(cluster.node(0).stateDir() + u'/' + file,
                                cluster.node(1).stateDir() + u'/' + file));
        cluster.node(1).start();
        int exitCode = -1;
        cluster.node(1).waitForEnd(&exitCode);
        QCOMPARE(exitCode, 4);
        QVERIFY2(cluster.node(1).output().contains(u"Another process runs as this node"),
                 qPrintable(cluster.node(1).output()));
        QVERIFY(cluster.hasEvent(eventkind::NodeRefused));
        QCOMPARE(cluster.holder(), 0); // it was not disturbed
        QCOMPARE(cluster.facts().fence, Epoch(1));
    }

    /// A node restored from a backup of its folder, while the old one is gone for good.
    void aCopyOfADeadNodeTakesItsRowOver()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 2);
        cluster.node(0).start();
        cluster.waitForPrimary(0);
        QVERIFY(QDir().mkpath(cluster.node(1).stateDir()));
        for (const QString& file : {u"node-id"_qs, u"start"_qs, u"epoch"_qs})
            QVERIFY(QFile::copy(cluster.node(0).stateDir() + u'/' + file,
                                cluster.node(1).stateDir() + u'/' + file));
        cluster.node(0).killAll();
        cluster.node(1).start();
        waitUntil([&] { return cluster.unitIs(1, u"actor"_qs, UnitState::Running); }, 15s,
                  "the copy to work under the same identity");
        QCOMPARE(cluster.facts().nodes.size(), size_t(1));
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void aWorkerThatDiedIsBackAtOnce()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        cluster.startAll();
        cluster.waitForUnit(0, u"actor"_qs, UnitState::Running);
        QElapsedTimer clock;
        clock.start();
        cluster.node(0).signalWorker(SIGKILL);
        QCOMPARE(cluster.waitForPrimary(1), 0);
        qInfo("a single node is primary again after %.3f s", static_cast<double>(clock.elapsed()) / 1000.0);
        QVERIFY(clock.elapsed() < 2000);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void whoeverTookTheRowOverWins()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        cluster.startAll();
        cluster.waitForUnit(0, u"actor"_qs, UnitState::Running);
        NodeRegistration other;
        const NodeRow row = cluster.facts().nodes.front();
        other.id = row.id;
        other.name = row.name;
        other.incarnation = Incarnation::create();
        other.previous = row.incarnation;
        const auto taken = NodeRepository::registerNode(cluster.session(), other);
        QVERIFY(taken && taken->outcome == NodeRegistered::Outcome::Started);
        int exitCode = -1;
        cluster.node(0).waitForEnd(&exitCode);
        QCOMPARE(exitCode, 4);
        QVERIFY(cluster.node(0).output().contains(u"has taken over this node"));
        QVERIFY(cluster.node(0).tree().empty());
    }

    void aRemovedNodeSaysSoUntilItIsRestored()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 2);
        cluster.startAll();
        cluster.node(1).terminate();
        cluster.node(1).waitForEnd();
        const auto ctl = [&](const QStringList& words) {
            return runProgram(u"rollcallctl"_qs, QStringList{u"--cluster"_qs, cluster.databaseUrl()} + words);
        };
        QCOMPARE(ctl({u"node"_qs, u"remove"_qs, u"node-2"_qs}).exitCode, 0);
        cluster.node(1).start();
        waitUntil([&] { return cluster.node(1).output().contains(u"Not joined yet"); }, 10s, "the words");
        QVERIFY2(cluster.node(1).output().contains(u"removed"), qPrintable(cluster.node(1).output()));
        QCOMPARE(httpGet(cluster.node(1).healthPort(), "/ready").status, 503);
        QCOMPARE(ctl({u"node"_qs, u"restore"_qs, u"node-2"_qs}).exitCode, 0);
        waitUntil([&] { return httpGet(cluster.node(1).healthPort(), "/health").status == 200; }, 10s,
                  "the node to belong to the cluster again");
    }

    void withoutAClusterItWaits()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        QFile file(cluster.node(0).configFile());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray text = file.readAll();
        text.replace("cluster.db", "nowhere.db");
        QVERIFY(file.resize(0) && file.seek(0) && file.write(text) == text.size());
        file.close();
        cluster.node(0).start();
        waitUntil([&] { return cluster.node(0).output().contains(u"Not joined yet"); }, 10s, "the words");
        QVERIFY(cluster.node(0).isRunning());
        QCOMPARE(httpGet(cluster.node(0).healthPort(), "/live").status, 200);
        QCOMPARE(httpGet(cluster.node(0).healthPort(), "/ready").status, 503);
        const ProgramResult made =
            runProgram(u"rollcallctl"_qs,
                       {u"--cluster"_qs, QStringLiteral("sqlite://%1/nowhere.db").arg(cluster.folder()),
                        u"init"_qs, u"--name"_qs, u"Late"_qs});
        QVERIFY2(made.exitCode == 0, qPrintable(made.output));
        waitUntil([&] { return httpGet(cluster.node(0).healthPort(), "/ready").status == 200; }, 15s,
                  "the node to join the cluster that was made meanwhile");
        int exitCode = -1;
        cluster.node(0).terminate();
        cluster.node(0).waitForEnd(&exitCode);
        QCOMPARE(exitCode, 0);
    }

    void theProgramAnswersWithItsExitCodes()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        QCOMPARE(runProgram(u"rollcall-node"_qs, {u"--help"_qs}).exitCode, 0);
        QVERIFY(runProgram(u"rollcall-node"_qs, {u"--version"_qs}).output.startsWith(u"rollcall-node "));
        QCOMPARE(runProgram(u"rollcall-node"_qs, {u"--bogus"_qs}).exitCode, 2);
        QCOMPARE(runProgram(u"rollcall-node"_qs, {u"--config"_qs}).exitCode, 2);
        const QString file = cluster.node(0).configFile();
        const ProgramResult good = runProgram(u"rollcall-node"_qs, {u"check"_qs, u"--config"_qs, file});
        QCOMPARE(good.exitCode, 0);
        QVERIFY(good.output.startsWith(file + u": OK"_qs));
        QFile config(file);
        QVERIFY(config.open(QIODevice::Append));
        config.write("[nodes]\n");
        config.close();
        const ProgramResult bad = runProgram(u"rollcall-node"_qs, {u"check"_qs, u"--config"_qs, file});
        QCOMPARE(bad.exitCode, 2);
        QVERIFY(bad.output.contains(u"Did you mean “node”?"));
        QCOMPARE(runProgram(u"rollcall-node"_qs, {u"--config"_qs, file}).exitCode,
                 2); // the supervisor passes it on
    }
};

QTEST_GUILESS_MAIN(TestIdentity)
#include "tst_identity.moc"
