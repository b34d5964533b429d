#include "model/node/servicewatch.h"

#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

class TestServiceWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsDownAfterThreeFailuresOnly()
    {
        ServiceWatch watch;
        QVERIFY(!watch.shouldStepDown(Instant(0s), {true, true, true, 2, false}));
        QVERIFY(watch.shouldStepDown(Instant(1s), {true, true, true, 3, false}));
    }

    void aServiceThatIsNotReadyCountsAtOnce()
    {
        ServiceWatch watch;
        QVERIFY(watch.shouldStepDown(Instant(1s), {true, true, true, 0, true}));
        QVERIFY(!watch.shouldStepDown(Instant(2s), {true, true, true, 0, true}));
    }

    void staysWhenNobodyElseCouldServe_data()
    {
        QTest::addColumn<bool>("primary");
        QTest::addColumn<bool>("automatic");
        QTest::addColumn<bool>("candidate");
        QTest::newRow("not the primary") << false << true << true;
        QTest::newRow("paused, or by hand") << true << false << true;
        QTest::newRow("alone") << true << true << false;
    }
    void staysWhenNobodyElseCouldServe()
    {
        QFETCH(bool, primary);
        QFETCH(bool, automatic);
        QFETCH(bool, candidate);
        ServiceWatch watch;
        QVERIFY(!watch.shouldStepDown(Instant(0s), {primary, automatic, candidate, 100, false}));
        QVERIFY(watch.shouldStepDown(Instant(0s), {true, true, true, 100, false})); // it was not used up
    }

    void saysWhenOnlyACandidateIsMissing()
    {
        ServiceWatch watch;
        QVERIFY(watch.lacksCandidate(Instant(0s), {true, true, false, 3, false}));
        QVERIFY(!watch.lacksCandidate(Instant(0s), {true, true, true, 3, false}));  // there is one
        QVERIFY(!watch.lacksCandidate(Instant(0s), {true, true, false, 2, false})); // the service may run yet
        QVERIFY(!watch.lacksCandidate(Instant(0s), {true, false, false, 3, false}));
        QVERIFY(watch.shouldStepDown(Instant(1s), {true, true, true, 3, false}));
        QVERIFY(!watch.lacksCandidate(Instant(2s), {true, true, false, 3, false})); // it had its turn
    }

    void aServiceThatRunsNowhereIsNotPassedRound()
    {
        ServiceWatch watch;
        QVERIFY(watch.shouldStepDown(Instant(10s), {true, true, true, 3, false}));
        QVERIFY(!watch.shouldStepDown(Instant(309s), {true, true, true, 9, false}));
        QVERIFY(watch.shouldStepDown(Instant(310s), {true, true, true, 9, false}));
    }
};

QTEST_GUILESS_MAIN(TestServiceWatch)
#include "tst_servicewatch.moc"
