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
        QVERIFY(!watch.shouldStepDown(Instant(0s), {true, true, true, 2}));
        QVERIFY(watch.shouldStepDown(Instant(1s), {true, true, true, 3}));
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
        QVERIFY(!watch.shouldStepDown(Instant(0s), {primary, automatic, candidate, 100}));
        QVERIFY(watch.shouldStepDown(Instant(0s), {true, true, true, 100})); // it was not used up
    }

    void aServiceThatRunsNowhereIsNotPassedRound()
    {
        ServiceWatch watch;
        QVERIFY(watch.shouldStepDown(Instant(10s), {true, true, true, 3}));
        QVERIFY(!watch.shouldStepDown(Instant(309s), {true, true, true, 9}));
        QVERIFY(watch.shouldStepDown(Instant(310s), {true, true, true, 9}));
    }
};

QTEST_GUILESS_MAIN(TestServiceWatch)
#include "tst_servicewatch.moc"
