#include "model/cluster/arrival.h"
#include "tests/cluster/facts.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

Check named(const std::vector<Check>& checks, const char* id)
{
    for (const Check& check : checks)
        if (check.id == QLatin1String(id))
            return check;
    qFatal("there is no check %s", id);
}

} // namespace

class TestArrival : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoIsNotThereIsWaitedFor();
    void whoIsWellHasArrived();
    void everyTroubleIsShownWhereItIs_data();
    void everyTroubleIsShownWhereItIs();
    void storageCountsWhereItIsSet();
};

void TestArrival::whoIsNotThereIsWaitedFor()
{
    const std::vector<Check> checks = arrivalOf(FactsBuilder(3).view(), QStringLiteral("web-04"));
    QVERIFY(!hasArrived(checks));
    for (const Check& check : checks)
        QCOMPARE(check.state, CheckState::NotChecked);
    QVERIFY(named(checks, "registered").evidence.contains(u"No node named web-04"));
    // Nothing is claimed of what cannot be known yet.
    QVERIFY(named(checks, "messenger").evidence.isEmpty());
}

void TestArrival::whoIsWellHasArrived()
{
    for (const Check& check : arrivalOf(FactsBuilder(3).view(), QStringLiteral("web-03")))
        QVERIFY2(check.state == CheckState::Passed && !check.evidence.isEmpty() && check.remedy.isEmpty(),
                 qPrintable(check.id + check.evidence));
    QVERIFY(hasArrived(arrivalOf(FactsBuilder(3).view(), QStringLiteral("web-03"))));
}

void TestArrival::everyTroubleIsShownWhereItIs_data()
{
    QTest::addColumn<QString>("trouble");
    QTest::addColumn<QString>("check");
    QTest::addColumn<QString>("words");
    QTest::newRow("stopped") << "stopped"
                             << "heartbeat"
                             << "stopped";
    QTest::newRow("stale") << "stale"
                           << "heartbeat"
                           << "Its last heartbeat is 60";
    QTest::newRow("firewall") << "timeout"
                              << "messenger"
                              << "does not answer at tcp://10.20.0.3:33237";
    QTest::newRow("key") << "key"
                         << "encryption-key"
                         << "holds the key FFFF";
    QTest::newRow("version") << "version"
                             << "version"
                             << "It runs 0.9";
    QTest::newRow("license") << "license"
                             << "work"
                             << "license";
}

void TestArrival::everyTroubleIsShownWhereItIs()
{
    QFETCH(QString, trouble);
    QFETCH(QString, check);
    QFETCH(QString, words);
    FactsBuilder cluster(3);
    NodeRow& row = cluster.node(2);
    if (trouble == u"stopped")
        row.stopped = true;
    if (trouble == u"stale")
        row.heartbeatAge = 60s;
    if (trouble == u"timeout")
        cluster.probe(2).result = ProbeResult::Timeout;
    if (trouble == u"key") {
        row.report.keyFingerprint = QStringLiteral("FFFF");
        cluster.probe(2).result = ProbeResult::KeyDiffers;
    }
    if (trouble == u"version")
        row.report.version = QStringLiteral("0.9");
    if (trouble == u"license") {
        cluster.facts.cluster.license.nodes = 2;
        row.joinedAt = 5; // the last one
    }
    const std::vector<Check> checks = arrivalOf(cluster.view(), row.name);
    QVERIFY(!hasArrived(checks));
    const Check found = named(checks, check.toLatin1().constData());
    QVERIFY2(found.state == CheckState::Failed || found.state == CheckState::Warning,
             qPrintable(wordOf(found.state)));
    QVERIFY2(found.evidence.contains(words), qPrintable(found.evidence));
    QVERIFY2(!found.remedy.isEmpty(), qPrintable(found.evidence));
}

void TestArrival::storageCountsWhereItIsSet()
{
    FactsBuilder cluster(3);
    cluster.partShares(2, 0);
    cluster.partShares(2, 1);
    const Check found = named(arrivalOf(cluster.view(), QStringLiteral("web-03")), "shared-storage");
    QCOMPARE(found.state, CheckState::Failed);
    for (int i = 0; i < 3; ++i)
        cluster.node(i).report.shared = {};
    for (const Check& check : arrivalOf(cluster.view(), QStringLiteral("web-03")))
        QVERIFY(check.id != u"shared-storage");
}

QTEST_GUILESS_MAIN(TestArrival)
#include "tst_arrival.moc"
