#include "model/cluster/eventkinds.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(DatabaseKind)

/// A database that loses the lease or goes back in time halts real nodes, and "lease repair" is the way out.
class TestRepair : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheDatabaseLost_data()
    {
        QTest::addColumn<DatabaseKind>("kind");
        QTest::addColumn<QStringList>("damage");
        const QStringList deleted{u"DELETE FROM ha_lease"_qs};
        const QStringList back{u"UPDATE ha_lease SET epoch = epoch - 1"_qs,
                               u"UPDATE ha_epoch SET epoch = epoch - 1"_qs,
                               u"DELETE FROM term WHERE epoch > (SELECT epoch FROM ha_epoch)"_qs};
        QTest::newRow("the lease, SQLite") << DatabaseKind::Sqlite << deleted;
        QTest::newRow("the lease, PostgreSQL") << DatabaseKind::PostgreSql << deleted;
        QTest::newRow("the last term, SQLite") << DatabaseKind::Sqlite << back;
        QTest::newRow("the last term, PostgreSQL") << DatabaseKind::PostgreSql << back;
    }
    void whatTheDatabaseLost()
    {
        QFETCH(DatabaseKind, kind);
        QFETCH(QStringList, damage);
        TestCluster cluster(kind);
        cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        const QStringList ctl{u"--cluster"_qs, cluster.databaseUrl()};
        const QStringList repair = ctl + QStringList{u"lease"_qs, u"repair"_qs};
        const ProgramResult refused = runProgram(u"rollcallctl"_qs, repair);
        QVERIFY2(refused.exitCode == 4, qPrintable(refused.output));

        for (const QString& statement : damage)
            QVERIFY(cluster.session().executeText(statement));
        waitUntil([&] { return cluster.hasEvent(eventkind::ElectionHalted); }, 10s, "the alarm");
        for (int i = 0; i < cluster.size(); ++i) {
            cluster.waitForUnit(i, u"actor"_qs, UnitState::Stopped);
            waitUntil([&] { return httpGet(cluster.node(i).healthPort(), "/primary").status == 503; }, 5s,
                      "nobody to be the primary");
        }
        const ProgramResult status = runProgram(u"rollcallctl"_qs, ctl + QStringList{u"status"_qs});
        QVERIFY2(status.output.contains(u"rollcallctl lease repair"), qPrintable(status.output));

        const ProgramResult repaired = runProgram(u"rollcallctl"_qs, repair);
        QVERIFY2(repaired.exitCode == 0, qPrintable(repaired.output));
        QVERIFY(cluster.hasEvent(eventkind::LeaseRepaired));
        QVERIFY(cluster.facts().fence > epoch);
        const int primary = cluster.waitForPrimary(epoch + 1);
        cluster.waitForUnit(primary, u"actor"_qs, UnitState::Running);
        for (int i = 0; i < cluster.size(); ++i)
            QVERIFY(i == primary || cluster.unitIs(i, u"actor"_qs, UnitState::Stopped));
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }
};

QTEST_GUILESS_MAIN(TestRepair)
#include "tst_repair.moc"
