#include "model/cluster/eventkinds.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// Units whose own checks say that they cannot work, on real processes.
class TestReadiness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWebUnitThatIsNotReadyGetsNoTraffic()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        NodeProcess& node = cluster.node(0);
        node.addToUnit(u"web"_qs, failsWhile(cluster, u"web-is-cold"_qs, u"grace = \"30s\""_qs));
        touch(cluster, u"web-is-cold"_qs);
        cluster.startAll();
        cluster.waitForUnit(0, u"web"_qs, UnitState::Running);
        // Within its grace it is neither ready nor blamed.
        expectAnswer(node, 503, "failing: unit web is not ready: ");
        QCOMPARE(reported(cluster, u"web"_qs).ready, std::optional<bool>());
        QVERIFY(!cluster.hasEvent(eventkind::UnitNotReady));

        QFile::remove(path(cluster, u"web-is-cold"_qs));
        expectAnswer(node, 200, "ready");
        waitUntil([&] { return reported(cluster, u"web"_qs).ready == true; }, 5s, "the report of that");

        touch(cluster, u"web-is-cold"_qs);
        expectAnswer(node, 503, "It says: web-is-cold");
        const QJsonObject health =
            QJsonDocument::fromJson(httpGet(node.healthPort(), "/health/json").body).object();
        QVERIFY(health.value(u"ready_sentence"_qs).toString().contains(u"It says: web-is-cold"));
        waitUntil([&] { return cluster.hasEvent(eventkind::UnitNotReady, node.name()); }, 5s, "its event");
        waitUntil([&] { return status(cluster, "state") == u"degraded"; }, 5s, "the node to be degraded");
        QVERIFY2(status(cluster, "sentence").contains(u"Web runs on it but is not ready: "),
                 qPrintable(status(cluster, "sentence")));

        QFile::remove(path(cluster, u"web-is-cold"_qs));
        expectAnswer(node, 200, "ready");
        waitUntil([&] { return cluster.hasEvent(eventkind::UnitReady, node.name()); }, 5s, "its event");
    }

    void aServiceThatIsNotReadyMovesToAnotherNode_data()
    {
        QTest::addColumn<bool>("fromTheBeginning");
        QTest::newRow("not within its grace") << true;
        QTest::newRow("not any more") << false;
    }
    void aServiceThatIsNotReadyMovesToAnotherNode()
    {
        QFETCH(bool, fromTheBeginning);
        TestCluster cluster(DatabaseKind::Sqlite);
        for (int i = 0; i < cluster.size(); ++i)
            cluster.node(i).addToUnit(u"service"_qs,
                                      failsWhile(cluster, u"cold-$ROLLCALL_NODE"_qs, u"grace = 1"_qs));
        if (fromTheBeginning) // the first node is the one that is elected
            touch(cluster, u"cold-node-1"_qs);
        const int first = cluster.startHighlyAvailable();
        if (!fromTheBeginning)
            touch(cluster, u"cold-"_qs + cluster.node(first).name());
        // A primary that was started first hears of the others with its next look at its peers, every ten
        // seconds.
        const int next = fromTheBeginning && first != 0 ? first : cluster.waitForPrimary(1, 30s);
        QVERIFY(cluster.node(next).name() != (fromTheBeginning ? u"node-1"_qs : cluster.node(first).name()));
        cluster.waitForUnit(next, u"service"_qs, UnitState::Running);
        waitUntil([&] { return reported(cluster, u"service"_qs, next).ready == true; }, 5s,
                  "a service that works");
        // It stays there, and nothing acted under an epoch that had passed.
        const Epoch epoch = cluster.facts().fence;
        QElapsedTimer silence;
        silence.start();
        waitUntil([&] { return silence.elapsed() > 3000; }, 6s, "more than the ttl");
        QCOMPARE(cluster.facts().fence, epoch);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
        QVERIFY(cluster.hasEvent(eventkind::UnitNotReady));
    }

    void aNodeThatCannotRunTheServiceIsNeverThePrimary()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        cluster.setMode(Mode::HighAvailability);
        for (int i = 0; i < cluster.size(); ++i)
            cluster.node(i).addToUnit(
                u"service"_qs, u"can_run = { command = [\"/bin/sh\", \"-c\", \"test ! -e %1 || { echo no "
                               u"disk; exit 1; }\"], "
                               "interval = \"200ms\" }"_qs.arg(path(cluster, u"broken-$ROLLCALL_NODE"_qs)));
        // The first that is there would be elected at once, and now nobody is.
        touch(cluster, u"broken-node-1"_qs);
        cluster.node(0).start();
        waitUntil([&] { return cluster.hasEvent(eventkind::NodeUnfit, u"node-1"_qs); }, 10s, "its event");
        QElapsedTimer silence;
        silence.start();
        waitUntil([&] { return silence.elapsed() > 3000; }, 6s, "more than the ttl");
        QCOMPARE(cluster.facts().fence, Epoch(0));

        cluster.node(1).start();
        QCOMPARE(cluster.waitForPrimary(0), 1);
        cluster.waitForUnit(1, u"service"_qs, UnitState::Running);
        // Its end leaves nobody who could take over, until node-1 can.
        waitUntil([&] { return status(cluster, "state") == u"degraded"; }, 5s, "node-1 to be degraded");
        QVERIFY2(status(cluster, "sentence").contains(u"no disk"), qPrintable(status(cluster, "sentence")));
        cluster.node(1).killAll();
        silence.start();
        waitUntil([&] { return silence.elapsed() > 4000; }, 8s, "twice the ttl");
        QCOMPARE(cluster.facts().fence, Epoch(1));
        QFile::remove(path(cluster, u"broken-node-1"_qs));
        QCOMPARE(cluster.waitForPrimary(1), 0);
        waitUntil([&] { return cluster.hasEvent(eventkind::NodeFit, u"node-1"_qs); }, 10s, "its event");
        cluster.waitForUnit(0, u"service"_qs, UnitState::Running);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

private:
    static QString path(const TestCluster& cluster, const QString& name)
    {
        return cluster.folder() + u'/' + name;
    }
    static void touch(const TestCluster& cluster, const QString& name)
    {
        QVERIFY(QFile(path(cluster, name)).open(QIODevice::WriteOnly));
    }
    /// A readiness check that says no while a file exists; shell variables in its name are the unit's.
    static QString failsWhile(const TestCluster& cluster, const QString& name, const QString& more)
    {
        return u"ready = { command = [\"/bin/sh\", \"-c\", \"test ! -e %1 || { echo %2; exit 1; }\"], "
               "interval = \"200ms\", timeout = \"200ms\", failures = 2, %3 }"_qs.arg(path(cluster, name),
                                                                                      name, more);
    }
    static UnitReport reported(TestCluster& cluster, const QString& unit, int index = 0)
    {
        const ClusterFacts facts = cluster.facts();
        for (const NodeRow& row : facts.nodes)
            for (const UnitReport& each : row.report.units)
                if (row.name == cluster.node(index).name() && each.name == unit)
                    return each;
        return {};
    }
    static void expectAnswer(const NodeProcess& node, int status, const char* words)
    {
        waitUntil(
            [&] {
                const HttpAnswer answer = httpGet(node.healthPort(), "/ready");
                return answer.status == status && answer.body.contains(words);
            },
            10s, words);
    }
    /// What rollcallctl says of the first node.
    static QString status(const TestCluster& cluster, const char* key)
    {
        const ProgramResult said = runProgram(
            u"rollcallctl"_qs, {u"--cluster"_qs, cluster.databaseUrl(), u"--json"_qs, u"status"_qs});
        const QJsonObject object = QJsonDocument::fromJson(said.output.toUtf8()).object();
        return object[u"nodes"][0][QLatin1String(key)].toString();
    }
};

QTEST_GUILESS_MAIN(TestReadiness)
#include "tst_readiness.moc"
