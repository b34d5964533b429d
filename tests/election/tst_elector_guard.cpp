#include "model/cluster/eventkinds.h"
#include "tests/election/rig.h"

#include <QTest>

#include <functional>

using namespace rollcall;
using namespace rollcall::election;
using test::Rig;

Q_DECLARE_METATYPE(std::function<void(Rig&)>)

/// When nobody may act, and timings that change: rules 9 to 11 of elector.h. Without database, threads or
/// waiting.
class ElectorGuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Nobody may act: rules 9 and 10
    void halts_data();
    void halts();
    void otherClusterHealsByItself();
    void invalidTimings();
    // Timings that change: rule 11
    void shorterTenureAtOnceLongerLater();
    void challengerWaitsForTheLongerTtl();
};

void ElectorGuardTest::halts_data()
{
    QTest::addColumn<std::function<void(Rig&)>>("broken");
    QTest::addColumn<int>("halt");
    QTest::addColumn<qint64>("repaired");
    QTest::newRow("epoch went back") << std::function([](Rig& rig) { rig.released(8); })
                                     << int(Halt::EpochWentBack) << qint64(10);
    QTest::newRow("no lease") << std::function([](Rig& rig) { rig.row.lease.reset(); })
                              << int(Halt::LeaseMissing) << qint64(10);
    QTest::newRow("lease above the fence") << std::function([](Rig& rig) {
        rig.released(12);
        rig.row.fence = 9;
    }) << int(Halt::EpochInconsistent) << qint64(13);
    QTest::newRow("negative epoch") << std::function([](Rig& rig) { rig.row.lease->epoch = -1; })
                                    << int(Halt::EpochInconsistent) << qint64(10);
}

void ElectorGuardTest::halts()
{
    QFETCH(std::function<void(Rig&)>, broken);
    QFETCH(int, halt);
    QFETCH(qint64, repaired);
    Rig rig(9);
    rig.heldByOther(9);
    rig.read(10);
    broken(rig);
    rig.feed(300, Tick{});
    rig.read(310);
    QVERIFY(rig.elector.halted());
    QCOMPARE(int(*rig.elector.halted()), halt);
    QVERIFY(rig.find<Alarm>());
    QCOMPARE(rig.find<Alarm>()->kind, QString(eventkind::ElectionHalted));
    QVERIFY(rig.find<Alarm>()->sentence.contains(QString::number(repaired)));
    rig.feed(600, Tick{});
    rig.read(610);
    QVERIFY2(!rig.find<Alarm>(), "told twice");

    rig.released(repaired - 1); // the contradiction is gone, but nobody has repaired it
    rig.feed(900, Tick{});
    rig.read(910);
    QVERIFY(rig.elector.halted());
    QVERIFY(!rig.find<TakeOver>());

    rig.released(repaired, NodeId::create()); // for nobody: everybody waits for one ttl
    rig.feed(1200, Tick{});
    rig.read(1210);
    QVERIFY(!rig.elector.halted());
    QVERIFY(!rig.find<TakeOver>());
    for (double ms = 1250; ms < 3210; ms += 50) {
        rig.feed(ms, Tick{});
        QVERIFY(!rig.find<TakeOver>());
        if (rig.find<Read>())
            rig.read(ms);
    }
    rig.feed(3210, Tick{});
    QCOMPARE(rig.find<TakeOver>()->request.newEpoch, repaired + 1);
}

void ElectorGuardTest::otherClusterHealsByItself()
{
    Rig rig(9);
    rig.released(500);
    rig.row.cluster = ClusterId::create();
    rig.read(10);
    QCOMPARE(int(rig.elector.halted().value()), int(Halt::OtherCluster));
    QCOMPARE(rig.elector.highestEpoch(), 9); // another cluster's epochs mean nothing here
    rig.row.cluster = rig.cluster;
    rig.released(9);
    rig.feed(300, Tick{});
    rig.read(310);
    QVERIFY(!rig.elector.halted());
    QVERIFY(rig.find<TakeOver>());
}

void ElectorGuardTest::invalidTimings()
{
    Rig rig;
    rig.released(3);
    rig.row.timings.margin = Millis(0);
    rig.read(10);
    QVERIFY(!rig.find<TakeOver>());
    QVERIFY(rig.find<Alarm>());
    rig.row.timings = LeaseTimings::standard();
    rig.feed(300, Tick{});
    rig.read(310);
    QVERIFY(rig.find<TakeOver>());
}

void ElectorGuardTest::shorterTenureAtOnceLongerLater()
{
    Rig rig;
    rig.win(100, 1);
    rig.row.timings = LeaseTimings::tolerant(); // tenure 5000
    rig.feed(600, Tick{});
    rig.renewed(610);
    QCOMPARE(rig.find<Extend>()->deadline, Rig::at(600 + 1700)); // sent before it knew
    rig.feed(1100, Tick{});
    QVERIFY(rig.find<Renew>());
    rig.renewed(1110);
    QCOMPARE(rig.find<Extend>()->deadline, Rig::at(1100 + 5000));
    rig.row.timings = LeaseTimings::standard();
    rig.feed(2110, Tick{});
    QVERIFY(rig.find<Renew>());
    rig.renewed(2120);
    QCOMPARE(rig.find<Extend>()->deadline, Rig::at(2110 + 1700)); // earlier than before
}

void ElectorGuardTest::challengerWaitsForTheLongerTtl()
{
    for (const bool kept : {false, true}) { // silent, or released for another as by a repair
        Rig rig;
        rig.row.timings = LeaseTimings::tolerant(); // ttl 6000
        kept ? rig.released(3, rig.other) : rig.heldByOther(3);
        rig.read(0);
        rig.row.timings = LeaseTimings::standard();
        rig.feed(300, Tick{});
        rig.read(300);
        // The primary may act by a renewal of before the change for as long as the old ttl, and a renewal
        // whose answer it never got must not shorten that.
        ++rig.row.lease->seq;
        for (double ms = 350; ms < 6300; ms += 50) {
            rig.feed(ms, Tick{});
            QVERIFY(!rig.find<TakeOver>());
            if (rig.find<Read>())
                rig.read(ms);
        }
        rig.feed(6300, Tick{});
        QVERIFY(rig.find<TakeOver>());
    }
}

QTEST_APPLESS_MAIN(ElectorGuardTest)
#include "tst_elector_guard.moc"
