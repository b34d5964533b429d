#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/noderepository.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(DatabaseKind)

/// Which units run where, and what load balancers are told, on real processes.
class TestModes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachModeRunsWhatItShould_data() { databases(); }
    void eachModeRunsWhatItShould()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        cluster.startAll();
        // Single: the first node that came is the designated primary, the others are idle.
        QCOMPARE(cluster.waitForPrimary(0), 0);
        expectUnits(cluster, {0}, 0);
        expectReady(cluster, {0}, "idle");

        cluster.setMode(Mode::LoadBalancing);
        expectUnits(cluster, {0, 1, 2}, 0);
        expectReady(cluster, {0, 1, 2}, "");

        // By hand: the service moves to the node that an administrator designates.
        order(cluster, {u"switchover"_qs, u"--to"_qs, u"node-3"_qs});
        QCOMPARE(cluster.waitForPrimary(1), 2);
        expectUnits(cluster, {0, 1, 2}, 2);
        // Nobody takes over by itself in this mode.
        cluster.node(2).killAll();
        QElapsedTimer silence;
        silence.start();
        waitUntil([&] { return silence.elapsed() > 4000; }, 6s, "two times the ttl");
        QCOMPARE(cluster.facts().lease->epoch, Epoch(2));

        // In high availability the others do.
        cluster.setMode(Mode::HighAvailability);
        const int primary = cluster.waitForPrimary(2);
        QVERIFY(primary != 2);
        expectUnits(cluster, {0, 1}, primary);

        // And back: single again, on the designated node, once that is back.
        cluster.setMode(Mode::Single);
        cluster.node(2).start();
        QCOMPARE(cluster.waitForPrimary(3), 2);
        expectUnits(cluster, {2}, 2);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void drainingAndMaintenance_data() { databases(); }
    void drainingAndMaintenance()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int primary = cluster.startHighlyAvailable();
        const int other = (primary + 1) % 3;
        const quint16 health = cluster.node(other).healthPort();
        const QString name = cluster.node(other).name();

        order(cluster, {u"node"_qs, u"drain"_qs, name, u"--reason"_qs, u"test"_qs});
        waitUntil([&] { return httpGet(health, "/ready").body.contains("draining"); }, 5s, "draining");
        QCOMPARE(httpGet(health, "/ready").status, 503);
        QVERIFY(cluster.unitIs(other, u"web"_qs, UnitState::Running)); // requests under way can end

        order(cluster, {u"node"_qs, u"maintenance"_qs, name});
        cluster.waitForUnit(other, u"web"_qs, UnitState::Stopped);
        waitUntil([&] { return httpGet(health, "/ready").body.contains("maintenance"); }, 5s, "maintenance");

        order(cluster, {u"node"_qs, u"activate"_qs, name});
        cluster.waitForUnit(other, u"web"_qs, UnitState::Running);
        waitUntil([&] { return httpGet(health, "/ready").status == 200; }, 5s, "ready again");

        // A primary that is drained hands over.
        const Epoch epoch = cluster.facts().fence;
        order(cluster, {u"node"_qs, u"drain"_qs, cluster.node(primary).name()});
        const int next = cluster.waitForPrimary(epoch);
        QVERIFY(next != primary);
        cluster.waitForUnit(primary, u"actor"_qs, UnitState::Stopped);
        cluster.waitForUnit(next, u"actor"_qs, UnitState::Running);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void aTimeThatIsUpEndsAtOnce_data() { databases(); }
    void aTimeThatIsUpEndsAtOnce()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int other = (cluster.startHighlyAvailable() + 1) % 3;
        order(cluster, {u"node"_qs, u"drain"_qs, cluster.node(other).name(), u"--for"_qs, u"3s"_qs});
        const auto row = [&] {
            for (const NodeRow& each : cluster.facts().nodes)
                if (each.name == cluster.node(other).name())
                    return each;
            return NodeRow();
        };
        const std::optional<qint64> until = row().wantedUntil;
        QVERIFY(until);
        qint64 ended = 0;
        waitUntil(
            [&] {
                const bool active = row().wanted == Wanted::Active;
                ended = cluster.facts().databaseTime;
                return active;
            },
            15s, "the node to be active again");
        QVERIFY(ended >= *until);
        QVERIFY2(ended - *until < 2500, qPrintable(QString::number(ended - *until)));
        waitUntil([&] { return httpGet(cluster.node(other).healthPort(), "/ready").status == 200; }, 3s,
                  "ready again");
    }

    void anOrderThatNamesNobodyIsRefused()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const int primary = cluster.startHighlyAvailable();
        const ClusterFacts before = cluster.facts();
        // What damaged arguments are read as, what was no text, and what names no node.
        for (const QJsonObject& arguments :
             {QJsonObject{}, QJsonObject{{u"to"_qs, 5}}, QJsonObject{{u"to"_qs, u"node-2"_qs}}}) {
            const Result<qint64> id = CommandRepository::add(cluster.session(), before.lease->holder,
                                                             orderkind::Switchover, arguments, u"test"_qs);
            QVERIFY(id);
            CommandState state = CommandState::Waiting;
            waitUntil(
                [&] {
                    const auto found = CommandRepository::find(cluster.session(), *id);
                    state = found && *found ? (*found)->state : CommandState::Waiting;
                    return state != CommandState::Waiting && state != CommandState::Running;
                },
                5s, "the order to end");
            QCOMPARE(state, CommandState::Refused);
        }
        QCOMPARE(cluster.facts().fence, before.fence);
        QCOMPARE(cluster.holder(), primary);
    }

    void unitsObeyAndStayStopped()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const int primary = cluster.startHighlyAvailable();
        const int other = (primary + 1) % 3;
        const QString name = cluster.node(other).name();
        const auto pidOf = [&] {
            for (const NodeRow& row : cluster.facts().nodes)
                if (row.name == name)
                    return row.report.units.front().pid;
            return qint64(0);
        };
        const qint64 first = pidOf();
        order(cluster, {u"unit"_qs, u"restart"_qs, name, u"web"_qs});
        waitUntil([&] { return pidOf() != first && pidOf() != 0; }, 5s, "another process");

        order(cluster, {u"unit"_qs, u"stop"_qs, name, u"web"_qs});
        cluster.waitForUnit(other, u"web"_qs, UnitState::Stopped);
        QCOMPARE(httpGet(cluster.node(other).healthPort(), "/ready").status, 503);
        // The order outlives the node service.
        cluster.node(other).terminate();
        cluster.node(other).waitForEnd();
        cluster.node(other).start();
        waitUntil([&] { return httpGet(cluster.node(other).healthPort(), "/health").status == 200; }, 10s,
                  "the node to be back");
        QVERIFY(cluster.unitIs(other, u"web"_qs, UnitState::Stopped));

        order(cluster, {u"unit"_qs, u"start"_qs, name, u"web"_qs});
        cluster.waitForUnit(other, u"web"_qs, UnitState::Running);
    }

    void aSecondSignalStopsAtOnce()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        QFile config(cluster.node(0).configFile());
        QVERIFY(config.open(QIODevice::Append));
        config.write("[[unit]]\nname = \"stubborn\"\nrole = \"web\"\nstop_timeout = 60\n"
                     "command = [\"/bin/sh\", \"-c\", \"trap '' TERM; while :; do sleep 1; done\"]\n");
        config.close();
        cluster.startAll();
        cluster.waitForUnit(0, u"stubborn"_qs, UnitState::Running);
        QElapsedTimer clock;
        clock.start();
        cluster.node(0).terminate();
        cluster.waitForUnit(0, u"stubborn"_qs, UnitState::Stopping);
        cluster.node(0).terminate();
        int exitCode = -1;
        cluster.node(0).waitForEnd(&exitCode);
        QCOMPARE(exitCode, 0);
        QVERIFY(clock.elapsed() < 10'000);
    }

    void healthEndpointsAnswer()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const int primary = cluster.startHighlyAvailable();
        for (int i = 0; i < cluster.size(); ++i) {
            const quint16 port = cluster.node(i).healthPort();
            const bool isPrimary = i == primary;
            QCOMPARE(httpGet(port, "/ready").status, 200);
            QCOMPARE(httpGet(port, "/live").status, 200);
            QCOMPARE(httpGet(port, "/primary").status, isPrimary ? 200 : 503);
            QCOMPARE(httpGet(port, "/replica").status, isPrimary ? 503 : 200);
            QCOMPARE(httpGet(port, "/health").status, 200);
            const QJsonObject json = QJsonDocument::fromJson(httpGet(port, "/health/json").body).object();
            QVERIFY(!json.isEmpty());
            QVERIFY(httpGet(port, "/metrics").body.contains("rollcall_"));
            QCOMPARE(httpGet(port, "/nothing").status, 404);
            // The unit behind it really serves.
            waitUntil([&] { return httpGet(cluster.node(i).webPort(), "/").status == 200; }, 5s,
                      "the unit to listen");
        }
        QVERIFY(cluster.hasEvent(eventkind::PrimaryElected));
    }

private:
    static void databases()
    {
        QTest::addColumn<DatabaseKind>("kind");
        QTest::newRow("sqlite") << DatabaseKind::Sqlite;
        QTest::newRow("postgresql") << DatabaseKind::PostgreSql;
    }

    static void order(TestCluster& cluster, const QStringList& words)
    {
        const ProgramResult result =
            runProgram(u"rollcallctl"_qs, QStringList{u"--cluster"_qs, cluster.databaseUrl()} + words);
        QVERIFY2(result.exitCode == 0, qPrintable(result.output));
    }

    static void expectUnits(TestCluster& cluster, const QSet<int>& web, int service)
    {
        for (int i = 0; i < cluster.size(); ++i) {
            if (!cluster.node(i).isRunning())
                continue;
            cluster.waitForUnit(i, u"web"_qs, web.contains(i) ? UnitState::Running : UnitState::Stopped);
            cluster.waitForUnit(i, u"service"_qs, i == service ? UnitState::Running : UnitState::Stopped);
            cluster.waitForUnit(i, u"actor"_qs, i == service ? UnitState::Running : UnitState::Stopped);
        }
    }

    static void expectReady(TestCluster& cluster, const QSet<int>& ready, const QByteArray& otherwise)
    {
        for (int i = 0; i < cluster.size(); ++i)
            waitUntil(
                [&] {
                    const HttpAnswer answer = httpGet(cluster.node(i).healthPort(), "/ready");
                    return ready.contains(i) ? answer.status == 200
                                             : answer.status == 503 && answer.body.contains(otherwise);
                },
                5s, "the right answer to /ready");
    }
};

QTEST_GUILESS_MAIN(TestModes)
#include "tst_modes.moc"
