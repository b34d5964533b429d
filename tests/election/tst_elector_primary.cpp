#include "tests/election/rig.h"

#include <QTest>

#include <functional>

using namespace rollcall;
using namespace rollcall::election;
using test::Rig;

Q_DECLARE_METATYPE(std::function<void(Rig&)>)

/// What whoever holds the lease does, from its first renewal until it gives it back: rules 1 to 4 of
/// elector.h. Without database, threads or waiting.
class ElectorPrimaryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The primary: rules 1 to 4
    void renewsFromTheTimeOfSending();
    void unknownRenewalChangesNothing();
    void fenced_data();
    void fenced();
    void lateAnswerDoesNotBringTheTermBack();
    void stepsDown_data();
    void stepsDown();
    void leaseIsReleasedOnlyWithoutUnits();
    void ignoresUnitsOfAnotherTerm();
    // The end
    void retires();
    void retiringGivesBackWhatItWins();
};

void ElectorPrimaryTest::renewsFromTheTimeOfSending()
{
    Rig rig;
    rig.win(100, 1);
    QCOMPARE(rig.find<Promote>()->deadline, Rig::at(100 + 1700));
    QCOMPARE(rig.elector.nextWake(), Rig::at(100 + 500));
    rig.feed(600, Tick{});
    QCOMPARE(*rig.find<Renew>(), Renew{1});
    rig.renewed(900);
    QCOMPARE(rig.find<Extend>()->deadline, Rig::at(600 + 1700));
}

void ElectorPrimaryTest::unknownRenewalChangesNothing()
{
    Rig rig;
    rig.win(100, 1);
    rig.feed(600, Tick{});
    rig.feed(800, CallFailed{});
    QVERIFY(rig.actions.empty());
    QVERIFY(rig.elector.acting());
    QVERIFY(rig.elector.nextWake() < Rig::at(800 + 250));
    rig.feed(1000, Tick{});
    QVERIFY(rig.find<Renew>());
    rig.feed(1200, CallFailed{});
    rig.feed(1800, Tick{});
    QCOMPARE(*rig.find<Demote>(), (Demote{1, TermEnd::SelfFenced, true}));
}

void ElectorPrimaryTest::fenced_data()
{
    QTest::addColumn<std::function<void(Rig&)>>("happens");
    QTest::addColumn<QString>("why");
    const auto add = [](const char* name, TermEnd why, std::function<void(Rig&)> happens) {
        QTest::newRow(name) << happens << wordOf(why);
    };
    const auto answer = [](Rig& rig, bool renewed) {
        rig.feed(600, Tick{});
        rig.feed(610, RenewDone{RenewOutcome{renewed, rig.row}});
    };
    add("deadline", TermEnd::SelfFenced, [](Rig& rig) { rig.feed(1800, Tick{}); });
    add("suspended for a minute", TermEnd::SelfFenced, [](Rig& rig) { rig.feed(60'000, Nudge{}); });
    add("not renewed", TermEnd::Superseded, [=](Rig& rig) {
        rig.heldByOther(2);
        answer(rig, false);
    });
    add("not renewed, and the reading is older", TermEnd::Superseded, [=](Rig& rig) { answer(rig, false); });
    add("another holder right after", TermEnd::Superseded, [=](Rig& rig) {
        rig.heldByOther(2);
        answer(rig, true);
    });
    add("fence has passed the term", TermEnd::Superseded, [=](Rig& rig) {
        rig.row.fence = 5;
        answer(rig, true);
    });
    add("epoch went back", TermEnd::Superseded, [=](Rig& rig) {
        rig.heldByOther(0);
        answer(rig, false);
    });
    add("row deleted", TermEnd::Superseded, [=](Rig& rig) {
        rig.row.lease.reset();
        answer(rig, false);
    });
    add("another cluster", TermEnd::Superseded, [=](Rig& rig) {
        rig.row.cluster = ClusterId::create();
        answer(rig, true);
    });
}

void ElectorPrimaryTest::fenced()
{
    QFETCH(std::function<void(Rig&)>, happens);
    QFETCH(QString, why);
    Rig rig;
    rig.win(100, 1);
    happens(rig);
    const auto* demote = rig.find<Demote>();
    QVERIFY(demote);
    QVERIFY(demote->kill);
    QCOMPARE(wordOf(demote->why), why);
    QVERIFY(!rig.elector.acting());
    QVERIFY2(!rig.find<Release>(), "units may still be running");
}

void ElectorPrimaryTest::lateAnswerDoesNotBringTheTermBack()
{
    Rig rig;
    rig.win(100, 1);
    rig.feed(600, Tick{});
    rig.renewed(1801); // by its send time it would last until 2300, but the term ended at 1800
    QCOMPARE(*rig.find<Demote>(), (Demote{1, TermEnd::SelfFenced, true}));
    QVERIFY(!rig.find<Extend>());
    // The lease is still its own: given back when nothing of the term is left.
    rig.feed(1810, CallFailed{});
    rig.feed(1900, UnitsStopped{1});
    QCOMPARE(*rig.find<Release>(), (Release{1, {}, TermEnd::SelfFenced}));
    rig.feed(1910, ReleaseDone{true});
    QCOMPARE(*rig.find<LeaseGone>(), (LeaseGone{1, true, {}}));
}

void ElectorPrimaryTest::stepsDown_data()
{
    QTest::addColumn<std::function<void(Rig&)>>("happens");
    QTest::addColumn<QString>("why");
    QTest::addColumn<bool>("toOther");
    const auto add = [](const char* name, TermEnd why, bool toOther, std::function<void(Rig&)> happens) {
        QTest::newRow(name) << happens << wordOf(why) << toOther;
    };
    const auto reading = [](std::function<void(Rig&)> change) {
        return [change](Rig& rig) {
            change(rig);
            rig.feed(600, Tick{});
            rig.renewed(610);
        };
    };
    add("switchover", TermEnd::Switchover, true, [](Rig& rig) {
        rig.feed(610, StepDownOrder{rig.other, TermEnd::Switchover});
    });
    add("switchover to anybody", TermEnd::Switchover, false, [](Rig& rig) {
        rig.feed(610, StepDownOrder{{}, TermEnd::Switchover});
    });
    add("service ends", TermEnd::Stopped, false, [](Rig& rig) {
        rig.feed(610, StepDownOrder{{}, TermEnd::Stopped});
    });
    add("unit fails", TermEnd::UnitFailed, false, [](Rig& rig) {
        rig.feed(610, StepDownOrder{{}, TermEnd::UnitFailed});
    });
    add("draining", TermEnd::Intent, false, reading([](Rig& rig) { rig.row.wanted = Wanted::Draining; }));
    add("maintenance", TermEnd::Intent, false,
        reading([](Rig& rig) { rig.row.wanted = Wanted::Maintenance; }));
    add("removed", TermEnd::Intent, false, reading([](Rig& rig) { rig.row.removed = true; }));
    add("priority 0", TermEnd::Intent, false, reading([](Rig& rig) { rig.row.priority = 0; }));
    add("another is designated", TermEnd::Intent, true, reading([](Rig& rig) {
            rig.row.mode = Mode::LoadBalancing;
            rig.row.designated = rig.other;
        }));
    add("single, another is designated", TermEnd::Intent, true, reading([](Rig& rig) {
            rig.row.mode = Mode::Single;
            rig.row.designated = rig.other;
        }));
}

void ElectorPrimaryTest::stepsDown()
{
    QFETCH(std::function<void(Rig&)>, happens);
    QFETCH(QString, why);
    QFETCH(bool, toOther);
    Rig rig;
    rig.win(100, 1);
    happens(rig);
    QVERIFY(rig.find<StepDown>());
    QCOMPARE(wordOf(rig.find<StepDown>()->why), why);
    QVERIFY(rig.elector.acting());
    QVERIFY(!rig.find<Release>());
    // It goes on renewing while its units stop.
    const bool atOnce = rig.find<Renew>();
    if (!atOnce)
        rig.feed(1110, Tick{});
    QVERIFY(rig.find<Renew>());
    rig.renewed(atOnce ? 620 : 1120);
    QVERIFY(rig.find<Extend>());
    QVERIFY2(!rig.find<StepDown>(), "asked twice");
    rig.feed(1200, UnitsStopped{1});
    const auto* demote = rig.find<Demote>();
    QVERIFY(demote);
    QVERIFY(!demote->kill);
    const auto* release = rig.find<Release>();
    QVERIFY(release);
    QCOMPARE(release->target, toOther ? rig.other : NodeId());
    QCOMPARE(wordOf(release->why), why);
}

void ElectorPrimaryTest::leaseIsReleasedOnlyWithoutUnits()
{
    Rig rig;
    rig.win(100, 1);
    rig.feed(1800, Tick{});
    rig.read(1810);
    // It is a candidate again only when the old term is over for good.
    for (double ms = 1850; ms < 8000; ms += 50) {
        rig.feed(ms, Tick{});
        QVERIFY(!rig.find<Release>());
        QVERIFY(!rig.find<TakeOver>());
        if (rig.find<Read>())
            rig.read(ms + 1);
    }
    rig.feed(8000, UnitsStopped{1});
    QVERIFY(rig.find<Release>());
}

void ElectorPrimaryTest::ignoresUnitsOfAnotherTerm()
{
    Rig rig;
    rig.win(100, 2);
    rig.feed(200, StepDownOrder{rig.other, TermEnd::Switchover});
    rig.feed(210, UnitsStopped{1});
    QVERIFY(rig.elector.acting());
    rig.feed(220, UnitsStopped{2});
    QVERIFY(!rig.elector.acting());
}

void ElectorPrimaryTest::retires()
{
    Rig idle;
    idle.heldByOther(3);
    idle.read(10);
    idle.feed(20, StepDownOrder{{}, TermEnd::Stopped});
    QVERIFY(idle.find<Retired>());
    QCOMPARE(idle.elector.nextWake(), Instant::max());

    Rig rig;
    rig.win(100, 1);
    rig.feed(200, StepDownOrder{{}, TermEnd::Stopped});
    QVERIFY(!rig.find<Retired>());
    rig.feed(300, UnitsStopped{1});
    QVERIFY(!rig.find<Retired>());
    rig.feed(400, CallFailed{}); // the release is repeated until its outcome is known
    rig.feed(600, Tick{});
    QVERIFY(rig.find<Release>());
    rig.feed(610, ReleaseDone{false});
    QVERIFY(rig.find<Retired>());
    QVERIFY(!rig.find<Read>());
}

void ElectorPrimaryTest::retiringGivesBackWhatItWins()
{
    Rig rig;
    rig.released(3);
    rig.read(10);
    QVERIFY(rig.find<TakeOver>());
    rig.feed(12, StepDownOrder{{}, TermEnd::Stopped});
    QVERIFY(!rig.find<Retired>());
    rig.feed(20, TakeOverDone{4});
    QVERIFY(!rig.find<Promote>());
    QCOMPARE(*rig.find<Release>(), (Release{4, {}, TermEnd::Stopped}));
    rig.feed(30, ReleaseDone{true});
    QVERIFY(rig.find<Retired>());
}

QTEST_APPLESS_MAIN(ElectorPrimaryTest)
#include "tst_elector_primary.moc"
