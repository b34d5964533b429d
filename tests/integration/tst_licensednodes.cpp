#include "model/cluster/eventkinds.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(DatabaseKind)

/// What a license lets real nodes do.
class TestLicensedNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNodeOverTheLimitServesNothing_data() { databases(); }
    void aNodeOverTheLimitServesNothing()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        QCOMPARE(cluster.startHighlyAvailable(), 0);
        cluster.waitForUnit(2, u"web"_qs, UnitState::Running);
        QCOMPARE(ctl(cluster, {u"license"_qs, u"set"_qs, u"--nodes"_qs, u"2"_qs}).exitCode, 0);

        // It is there, runs nothing, and says why: to load balancers, to people, in the audit trail.
        cluster.waitForUnit(2, u"web"_qs, UnitState::Stopped);
        waitUntil([&] { return ready(cluster, 2).body.contains("license"); }, 5s, "the reason in /ready");
        QCOMPARE(ready(cluster, 2).status, 503);
        const QJsonObject node = status(cluster).value(u"nodes").toArray().at(2).toObject();
        QCOMPARE(node.value(u"licensed").toBool(true), false);
        QVERIFY(node.value(u"sentence").toString().contains(u"The license allows 2 nodes"));
        const QString problems =
            QString::fromUtf8(QJsonDocument(status(cluster).value(u"problems").toArray()).toJson());
        QVERIFY2(problems.contains(u"over the license"), qPrintable(problems));
        waitUntil([&] { return cluster.hasEvent(eventkind::NodeOverLimit, cluster.node(2).name()); }, 5s,
                  "the event");
        QVERIFY(cluster.hasEvent(eventkind::LicenseChanged));
        QCOMPARE(ctl(cluster, {u"switchover"_qs, u"--to"_qs, cluster.node(2).name()}).exitCode, 4);

        // Nor does it become the primary: the other one does, although it would come first.
        QCOMPARE(ctl(cluster, {u"node"_qs, u"priority"_qs, cluster.node(2).name(), u"900"_qs}).exitCode, 0);
        const Epoch epoch = cluster.facts().fence;
        cluster.node(0).killAll();
        QCOMPARE(cluster.waitForPrimary(epoch), 1);

        // The same after a start, and a higher number lets it serve again.
        cluster.node(2).terminate();
        cluster.node(2).start();
        waitUntil([&] { return ready(cluster, 2).body.contains("license"); }, 10s,
                  "the reason after a start");
        QVERIFY(cluster.unitIs(2, u"web"_qs, UnitState::Stopped));
        QCOMPARE(ctl(cluster, {u"license"_qs, u"set"_qs, u"--nodes"_qs, u"3"_qs}).exitCode, 0);
        cluster.waitForUnit(2, u"web"_qs, UnitState::Running);
        waitUntil([&] { return ready(cluster, 2).status == 200; }, 5s, "ready");
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void highAvailabilityNeedsEnterprise()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        cluster.startAll();
        QCOMPARE(cluster.waitForPrimary(0), 0);
        const QStringList set{u"license"_qs, u"set"_qs, u"--edition"_qs};
        const QStringList lb{u"enable"_qs, u"load-balancing"_qs};
        const QStringList ha{u"enable"_qs, u"high-availability"_qs};
        QCOMPARE(ctl(cluster, set + QStringList{u"basic"_qs}).exitCode, 0);
        const ProgramResult basic = ctl(cluster, lb);
        QCOMPARE(basic.exitCode, 4);
        QVERIFY2(basic.output.contains(u"needs the edition Basic with Load Balancing"),
                 qPrintable(basic.output));

        cluster.setMode(Mode::Single);
        QCOMPARE(ctl(cluster, set + QStringList{u"basic-load-balancing"_qs}).exitCode, 0);
        cluster.setMode(Mode::LoadBalancing);
        for (int i = 0; i < 3; ++i) { // web on all, the service on one only
            cluster.waitForUnit(i, u"web"_qs, UnitState::Running);
            cluster.waitForUnit(i, u"service"_qs, i == 0 ? UnitState::Running : UnitState::Stopped);
        }
        const ProgramResult refused = ctl(cluster, ha);
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.output.contains(u"needs the edition Enterprise") &&
                     refused.output.contains(u"license set --edition enterprise"),
                 qPrintable(refused.output));
        QCOMPARE(cluster.facts().cluster.mode, Mode::LoadBalancing);

        QCOMPARE(ctl(cluster, set + QStringList{u"enterprise"_qs}).exitCode, 0);
        cluster.setMode(Mode::HighAvailability);
        const ProgramResult lowered = ctl(cluster, set + QStringList{u"basic-load-balancing"_qs});
        QCOMPARE(lowered.exitCode, 4);
        QVERIFY2(lowered.output.contains(u"disable high-availability"), qPrintable(lowered.output));

        // What a balancer is to read is printed as it would be written into a file.
        const ProgramResult printed =
            ctl(cluster, {u"balancer"_qs, u"config"_qs, u"haproxy"_qs, u"--web-port"_qs, u"8080"_qs});
        QCOMPARE(printed.exitCode, 0);
        QVERIFY2(printed.output.contains(u"\nbackend nodes\n"), qPrintable(printed.output));
    }

private:
    static void databases()
    {
        QTest::addColumn<DatabaseKind>("kind");
        QTest::newRow("SQLite") << DatabaseKind::Sqlite;
        QTest::newRow("PostgreSQL") << DatabaseKind::PostgreSql;
    }

    static ProgramResult ctl(TestCluster& cluster, const QStringList& words)
    {
        return runProgram(u"rollcallctl"_qs, QStringList{u"--cluster"_qs, cluster.databaseUrl()} + words);
    }

    static HttpAnswer ready(TestCluster& cluster, int node)
    {
        return httpGet(cluster.node(node).healthPort(), "/ready");
    }

    static QJsonObject status(TestCluster& cluster)
    {
        return QJsonDocument::fromJson(ctl(cluster, {u"status"_qs, u"--json"_qs}).output.toUtf8()).object();
    }
};

QTEST_GUILESS_MAIN(TestLicensedNodes)
#include "tst_licensednodes.moc"
