#include "model/node/balancerwatch.h"

#include <QTest>

using namespace rollcall;
using News = BalancerWatch::News;

class TestBalancerWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysEachChangeOnce()
    {
        BalancerWatch watch;
        QCOMPARE(watch.look(4, false, true), News::Nothing);
        QCOMPARE(watch.look(4, true, false), News::Dropped);
        QCOMPARE(watch.look(4, true, false), News::Nothing);
        QCOMPARE(watch.look(4, false, true), News::AskedAgain);
        QCOMPARE(watch.look(4, false, true), News::Nothing);
        QCOMPARE(watch.look(4, true, false), News::Dropped);
    }

    void whenNobodyIsAskedAnyMoreThePrimaryIsNotAskedAgain()
    {
        BalancerWatch watch;
        QCOMPARE(watch.look(4, true, false), News::Dropped);
        QCOMPARE(watch.look(4, false, false), News::Nothing);
        QCOMPARE(watch.look(4, true, false), News::Nothing); // the same occurrence
        QCOMPARE(watch.look(4, false, true), News::AskedAgain);
    }

    void anotherTermStartsAfresh()
    {
        BalancerWatch watch;
        QCOMPARE(watch.look(4, true, false), News::Dropped);
        QCOMPARE(watch.look(0, false, true), News::Nothing);
        QCOMPARE(watch.look(6, false, true), News::Nothing);
        QCOMPARE(watch.look(6, true, false), News::Dropped);
        QCOMPARE(watch.look(8, true, false), News::Dropped);
        QCOMPARE(watch.look(0, true, false), News::Nothing); // only the primary says it
    }
};

QTEST_GUILESS_MAIN(TestBalancerWatch)
#include "tst_balancerwatch.moc"
