#include "model/cluster/eventkinds.h"
#include "tests/election/rig.h"

#include <QTest>

#include <functional>

using namespace rollcall;
using namespace rollcall::election;
using test::Rig;

Q_DECLARE_METATYPE(std::function<void(Rig&)>)

/// Who takes over, when, and who goes first: rules 5 to 8 and 12 of elector.h. Without database, threads or
/// waiting.
class ElectorChallengerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The challenger: rules 5 to 8
    void takesOver_data();
    void takesOver();
    void silenceCountsFromTheChange();
    void higherEpochThanEverSeen();
    void lostTakeOver_data();
    void lostTakeOver();
    void doubtCountsFromTheFirstSend();
    void refusedTakeOverIsNotRepeatedAtOnce();
    void staleObservationIsReadAgain();
    void oneCallAtATime();
    void unfitDoesNotStand();
    void nudgeReadsNow();
    // Flapping and alarms: rule 12
    void quickLossesWaitLonger();
    void switchoverWithoutTargetLetsOthersGoFirst();
    void whoeverHoldsBackYieldsToNobody();
    void flappingAlarm();
    void missingPrimaryWhilePaused();
};

void ElectorChallengerTest::takesOver_data()
{
    QTest::addColumn<std::function<void(Rig&)>>("given");
    QTest::addColumn<int>("earliest"); ///< milliseconds; negative: never
    QTest::addColumn<int>("latest");
    QTest::addColumn<QString>("why");
    const auto add = [](const char* name, int earliest, int latest, TermStart why,
                        std::function<void(Rig&)> given) {
        QTest::newRow(name) << given << earliest << latest << wordOf(why);
    };
    const auto never = [](const char* name, std::function<void(Rig&)> given) {
        QTest::newRow(name) << given << -1 << -1 << QString();
    };
    constexpr auto held = [](Rig& rig) { rig.heldByOther(3); };

    add("first term", 0, 0, TermStart::First, [](Rig&) {});
    add("silent", 2000, 2001, TermStart::Silence, held);
    add("silent, second in line", 2020, 2031, TermStart::Silence, [=](Rig& rig) {
        held(rig);
        rig.row.rank = 1;
    });
    add("silent, outranked: one and a half polls later", 2395, 2406, TermStart::Silence, [=](Rig& rig) {
        held(rig);
        rig.row.rank = 1;
        rig.row.outranked = true;
    });
    add("released, outranked", 395, 406, TermStart::Released, [](Rig& rig) {
        rig.released(3);
        rig.row.rank = 1;
        rig.row.outranked = true;
    });
    add("released for me, outranked", 0, 0, TermStart::Switchover, [](Rig& rig) {
        rig.released(3, rig.me);
        rig.row.rank = 1;
        rig.row.outranked = true;
    });
    add("silent, last of many: within one poll", 2125, 2136, TermStart::Silence, [=](Rig& rig) {
        held(rig);
        rig.row.rank = 500;
    });
    add("silent, of a previous incarnation", 2000, 2001, TermStart::Silence, [](Rig& rig) {
        rig.heldByOther(3);
        rig.row.lease->holder = rig.me;
    });
    add("released", 0, 0, TermStart::Released, [](Rig& rig) { rig.released(3); });
    add("released, second in line", 20, 31, TermStart::Released, [](Rig& rig) {
        rig.released(3);
        rig.row.rank = 1;
    });
    add("released for me", 0, 0, TermStart::Switchover, [](Rig& rig) {
        rig.released(3, rig.me);
        rig.row.rank = 4;
    });
    add("released for another", 2000, 2001, TermStart::Released,
        [](Rig& rig) { rig.released(3, rig.other); });
    add("paused, released for me", 0, 0, TermStart::Switchover, [](Rig& rig) {
        rig.released(3, rig.me);
        rig.row.paused = true;
    });
    never("paused, silent", [=](Rig& rig) {
        held(rig);
        rig.row.paused = true;
    });
    add("paused, silent, a person named me", 2000, 2001, TermStart::Silence, [=](Rig& rig) {
        held(rig);
        rig.row.paused = true;
        rig.row.lease->target = rig.me;
    });
    never("paused, silent, a person named another", [=](Rig& rig) {
        held(rig);
        rig.row.paused = true;
        rig.row.lease->target = rig.other;
    });
    never("paused, released", [](Rig& rig) {
        rig.released(3);
        rig.row.paused = true;
    });
    never("paused, released for another", [](Rig& rig) {
        rig.released(3, rig.other);
        rig.row.paused = true;
    });
    for (const Mode mode : {Mode::Single, Mode::LoadBalancing}) {
        const QByteArray word = wordOf(mode).toLatin1();
        add((word + ", designated, silent").constData(), 2000, 2001, TermStart::Silence, [=](Rig& rig) {
            held(rig);
            rig.row.mode = mode;
            rig.row.rank = 3;
        });
        add((word + ", designated, released").constData(), 0, 0, TermStart::Released, [=](Rig& rig) {
            rig.released(3);
            rig.row.mode = mode;
        });
        add((word + ", designated, paused").constData(), 0, 0, TermStart::Released, [=](Rig& rig) {
            rig.released(3);
            rig.row.mode = mode;
            rig.row.paused = true;
        });
        never((word + ", another designated").constData(), [=](Rig& rig) {
            rig.released(3, rig.me);
            rig.row.mode = mode;
            rig.row.designated = rig.other;
        });
        never((word + ", nobody designated").constData(), [=](Rig& rig) {
            rig.released(3);
            rig.row.mode = mode;
            rig.row.designated = NodeId();
        });
    }
    never("draining", [](Rig& rig) { rig.row.wanted = Wanted::Draining; });
    never("maintenance", [](Rig& rig) { rig.row.wanted = Wanted::Maintenance; });
    never("removed", [](Rig& rig) { rig.row.removed = true; });
    never("priority 0", [](Rig& rig) { rig.row.priority = 0; });
    never("released for me, but draining", [](Rig& rig) {
        rig.released(3, rig.me);
        rig.row.wanted = Wanted::Draining;
    });
}

void ElectorChallengerTest::takesOver()
{
    QFETCH(std::function<void(Rig&)>, given);
    QFETCH(int, earliest);
    QFETCH(int, latest);
    QFETCH(QString, why);
    Rig rig;
    given(rig);
    const double when = rig.takeOverUntil(10'000);
    if (earliest < 0) {
        QCOMPARE(when, -1.0);
        return;
    }
    QVERIFY2(when >= earliest && when <= latest, qPrintable(QStringLiteral("after %1 ms").arg(when)));
    const TakeOverRequest& request = rig.find<TakeOver>()->request;
    QCOMPARE(wordOf(request.why), why);
    QCOMPARE(request.me, rig.me);
    QCOMPARE(request.expected, *rig.row.lease);
    QCOMPARE(request.newEpoch, rig.row.fence + 1);
    QCOMPARE(request.silence.count(), request.why == TermStart::Silence ? qint64(when) : 0);
}

void ElectorChallengerTest::silenceCountsFromTheChange()
{
    Rig rig;
    rig.heldByOther(3, 1);
    rig.read(40);
    double lastChange = 40;
    // A primary that renews every half second is never silent.
    for (double ms = 290; ms < 5000; ms += 250) {
        if (qint64(ms) % 500 == 40) {
            ++rig.row.lease->seq;
            lastChange = ms;
        }
        rig.feed(ms, Tick{});
        QVERIFY(!rig.find<TakeOver>());
        if (rig.find<Read>())
            rig.read(ms);
    }
    for (double ms = lastChange + 250; ms < lastChange + 1999; ms += 100) {
        rig.feed(ms, Tick{});
        QVERIFY(!rig.find<TakeOver>());
        if (rig.find<Read>())
            rig.read(ms);
    }
    QCOMPARE(rig.elector.nextWake(), Rig::at(lastChange + 2000)); // exactly then, not with the next poll
    rig.feed(lastChange + 2000, Tick{});
    QVERIFY(rig.find<TakeOver>());
}

void ElectorChallengerTest::higherEpochThanEverSeen()
{
    Rig rig(41);
    rig.released(41);
    rig.read(10);
    QCOMPARE(rig.find<TakeOver>()->request.newEpoch, 42);
    rig.feed(20, TakeOverDone{45}); // the store may go higher
    QCOMPARE(rig.find<Promote>()->epoch, 45);
    QCOMPARE(*rig.find<RememberEpoch>(), RememberEpoch{45});
    QVERIFY2(rig.actions.front() == Action(RememberEpoch{45}), "remembered before it acts");
}

void ElectorChallengerTest::lostTakeOver_data()
{
    QTest::addColumn<std::function<void(Rig&)>>("found");
    QTest::addColumn<int>("answeredAt");
    QTest::addColumn<QString>("then");
    const auto mine = [](Rig& rig) {
        rig.row.fence = 4;
        rig.row.lease = Lease{rig.me, 4, 2, {}};
    };
    const auto add = [](const char* name, std::function<void(Rig&)> found, int answeredAt, const char* then) {
        QTest::newRow(name) << found << answeredAt << QString::fromLatin1(then);
    };
    add("it was won", mine, 500, "promote");
    add("it was won, but its time has passed", mine, 1710, "release");
    add(
        "another was faster", [](Rig& rig) { rig.heldByOther(4, 2); }, 500, "follow");
    add(
        "nothing has changed", [](Rig&) {}, 500, "again");
}

void ElectorChallengerTest::lostTakeOver()
{
    QFETCH(std::function<void(Rig&)>, found);
    QFETCH(int, answeredAt);
    QFETCH(QString, then);
    Rig rig;
    rig.released(3);
    rig.read(10);
    QVERIFY(rig.find<TakeOver>());
    rig.feed(400, CallFailed{});
    QVERIFY2(rig.actions.empty(), "an unknown outcome is neither won nor lost");
    rig.feed(490, Tick{});
    QVERIFY(rig.find<Read>());
    found(rig);
    rig.read(answeredAt);
    if (then == u"promote") {
        QCOMPARE(*rig.find<Promote>(), (Promote{4, Rig::at(10 + 1700), Rig::at(10), Rig::at(answeredAt)}));
    } else if (then == u"release") {
        QVERIFY(!rig.find<Promote>());
        QCOMPARE(*rig.find<Release>(), (Release{4, {}, TermEnd::Unknown}));
    } else if (then == u"follow") {
        QVERIFY(!rig.find<Promote>());
        QVERIFY(!rig.find<TakeOver>());
    } else {
        QCOMPARE(rig.find<TakeOver>()->request.expected, *rig.row.lease);
    }
}

void ElectorChallengerTest::doubtCountsFromTheFirstSend()
{
    const Input ends[] = {TakeOverDone{std::nullopt}, CallFailed{}};
    for (const Input& end : ends) {
        Rig rig;
        rig.released(3);
        rig.read(10);
        rig.feed(400, CallFailed{});
        rig.feed(490, Tick{});
        rig.read(500);
        QVERIFY(rig.find<TakeOver>()); // the second try, while the first one may still be committed
        rig.feed(520, end);
        if (!rig.find<Read>())
            rig.feed(650, Tick{});
        QVERIFY(rig.find<Read>());
        rig.row.fence = 4;
        rig.row.lease = Lease{rig.me, 4, 2, {}};
        rig.read(660);
        QVERIFY(rig.find<Promote>());
        QCOMPARE(*rig.find<Promote>(), (Promote{4, Rig::at(10 + 1700), Rig::at(10), Rig::at(660)}));
    }
}

void ElectorChallengerTest::refusedTakeOverIsNotRepeatedAtOnce()
{
    Rig rig;
    rig.released(3);
    rig.read(10);
    rig.feed(20, TakeOverDone{std::nullopt}); // the store refuses for a reason that is not in the reading
    QVERIFY(rig.find<Read>());
    rig.read(30);
    QVERIFY(rig.actions.empty());
    QVERIFY(rig.elector.nextWake() > Rig::at(30 + 100));
}

void ElectorChallengerTest::staleObservationIsReadAgain()
{
    Rig rig;
    rig.heldByOther(3);
    rig.read(10);
    rig.feed(10'000, Tick{}); // the host was suspended, or the process stopped
    QVERIFY(!rig.find<TakeOver>());
    QVERIFY(rig.find<Read>());
    rig.read(10'010); // and the lease is indeed silent
    QVERIFY(rig.find<TakeOver>());
}

void ElectorChallengerTest::oneCallAtATime()
{
    Rig rig; // its first Read is outstanding
    for (const Input& input : std::initializer_list<Input>{
             Tick{}, Nudge{}, TakeOverDone{9}, ReleaseDone{true}, RenewDone{RenewOutcome{true, rig.row}}}) {
        rig.feed(500, input);
        QVERIFY(rig.actions.empty());
    }
    QVERIFY(!rig.elector.acting());
    rig.heldByOther(3);
    rig.read(510);
    rig.feed(511, CallFailed{}); // nothing is outstanding but a read after a nudge
    QVERIFY(rig.actions.empty());
}

void ElectorChallengerTest::unfitDoesNotStand()
{
    Rig rig;
    rig.feed(1, Fitness{false});
    rig.heldByOther(3);
    rig.read(10);
    QCOMPARE(rig.takeOverUntil(10'000), -1.0); // silent for long
    rig.released(3);
    rig.read(10'100);
    QVERIFY(!rig.find<TakeOver>());
    rig.released(3, rig.me); // not even when it is named
    rig.read(10'200);
    QVERIFY(!rig.find<TakeOver>());
    rig.feed(10'210, Fitness{true});
    QVERIFY(rig.find<TakeOver>()); // at once

    // Below high availability the role is bound to this node.
    Rig byHand;
    byHand.feed(1, Fitness{false});
    byHand.row.mode = Mode::LoadBalancing;
    byHand.released(3);
    byHand.read(10);
    QVERIFY(byHand.find<TakeOver>());

    // A term goes on: what keeps a service from starting says nothing of one that runs.
    Rig primary;
    primary.win(10, 4);
    primary.feed(30, Fitness{false});
    QVERIFY(primary.elector.acting());
    QVERIFY(!primary.find<StepDown>() && !primary.find<Demote>());

    ElectorConfig config{rig.me, rig.cluster, 0, 7};
    config.fit = false;
    Elector elector(config);
    elector.step(Rig::at(0), Tick{});
    rig.released(3);
    for (const Action& action : elector.step(Rig::at(5), ReadDone{rig.row}))
        QVERIFY(!std::holds_alternative<TakeOver>(action));
}

void ElectorChallengerTest::nudgeReadsNow()
{
    Rig rig;
    rig.heldByOther(3);
    rig.read(10);
    rig.feed(60, Nudge{});
    QVERIFY(rig.find<Read>());
    rig.feed(62, Nudge{}); // while the answer is under way: once more after it, but not at once
    rig.read(64);
    QVERIFY(rig.actions.empty());
    QCOMPARE(rig.elector.nextWake(), Rig::at(80));
    rig.feed(80, Tick{});
    QVERIFY(rig.find<Read>());
}

void ElectorChallengerTest::quickLossesWaitLonger()
{
    Flapping flapping;
    const Millis ttl(2000);
    const auto waits = [&](double wonMs, double lostMs, TermEnd why) {
        flapping.termEnded(Rig::at(wonMs), Rig::at(lostMs), why, ttl);
        return std::chrono::duration_cast<Millis>(flapping.waitUntil() - Rig::at(lostMs)).count();
    };
    const qint64 expected[] = {2000, 4000, 8000, 16000, 32000, 60000, 60000};
    double ms = 0;
    for (const qint64 wait : expected) {
        QCOMPARE(waits(ms, ms + 1000, TermEnd::SelfFenced), wait);
        ms += 100'000;
    }
    QVERIFY(waits(ms, ms + 30'000, TermEnd::SelfFenced) < 0); // a term that lasted
    QCOMPARE(waits(ms + 50'000, ms + 51'000, TermEnd::UnitFailed), 2000);
    QVERIFY(waits(ms + 90'000, ms + 91'000, TermEnd::Switchover) < 0);

    // And the elector keeps to it.
    Rig rig;
    rig.win(100, 1);
    rig.feed(1800, Tick{});
    rig.feed(1810, UnitsStopped{1});
    rig.feed(1820, ReleaseDone{true});
    rig.released(1);
    rig.read(1830);
    QVERIFY(!rig.find<TakeOver>());
    QCOMPARE(rig.elector.heldBackUntil(), Rig::at(1800 + 2000));
    QCOMPARE(rig.elector.heldBack(),
             std::optional(HeldBack{Rig::at(1800 + 2000), TermEnd::SelfFenced, Millis(1690)}));
    rig.released(1, rig.me); // but a switchover to it by name does not wait
    rig.feed(1900, Nudge{});
    rig.read(1910);
    QVERIFY(rig.find<TakeOver>());
}

void ElectorChallengerTest::switchoverWithoutTargetLetsOthersGoFirst()
{
    Rig rig;
    rig.win(100, 1);
    rig.feed(200, StepDownOrder{{}, TermEnd::Switchover});
    rig.feed(300, UnitsStopped{1});
    QVERIFY(rig.find<Release>());
    rig.feed(310, ReleaseDone{true});
    rig.released(1);
    rig.read(320);
    QVERIFY(!rig.find<TakeOver>());
    QCOMPARE(rig.elector.heldBackUntil(), Rig::at(300 + 2000));
    QCOMPARE(rig.elector.heldBack(),
             std::optional(HeldBack{Rig::at(300 + 2000), TermEnd::Switchover, Millis(190)}));
    rig.feed(300 + 2000, Tick{});
    QVERIFY(!rig.elector.heldBack());
}

void ElectorChallengerTest::whoeverHoldsBackYieldsToNobody()
{
    for (const TermEnd why : {TermEnd::SelfFenced, TermEnd::UnitFailed}) {
        Flapping flapping;
        for (int i = 0; i < 4; ++i)
            flapping.termEnded(Rig::at(i * 5000), Rig::at(i * 5000 + 1000), why, Millis(2000));
        QCOMPARE(flapping.waitUntil(), Rig::at(16'000 + 16'000));
        const bool others = why == TermEnd::UnitFailed;
        QCOMPARE(flapping.waitUntil(Rig::at(18'000), Millis(2000)), Rig::at(others ? 32'000 : 22'000));
        QCOMPARE(flapping.waitUntil(Rig::at(40'000), Millis(2000)), Rig::at(32'000)); // it is over by then
        // Long after, the next loss is the first one again.
        flapping.termEnded(Rig::at(700'000), Rig::at(701'000), why, Millis(2000));
        QCOMPARE(flapping.waitUntil(), Rig::at(703'000));
    }

    // The elector: after three terms that it lost at once, nobody else takes the lease.
    Rig rig;
    double ms = 100;
    const auto untilTakeOver = [&] {
        for (; ms < 60'000 && !rig.find<TakeOver>(); ms += 50) {
            if (rig.find<Release>())
                rig.feed(ms, ReleaseDone{true});
            else if (rig.find<Read>())
                rig.read(ms);
            else
                rig.feed(ms, Tick{});
        }
    };
    for (Epoch epoch = 1; epoch <= 3; ++epoch) {
        rig.released(epoch - 1);
        untilTakeOver();
        rig.row.fence = epoch;
        rig.row.lease = Lease{rig.me, epoch, 2, {}};
        rig.feed(ms, TakeOverDone{epoch});
        rig.feed(ms + 1800, Tick{}); // its deadline
        rig.read(ms + 1810);
        rig.feed(ms + 1820, UnitsStopped{epoch});
        ms += 1850;
    }
    QVERIFY(rig.elector.heldBackUntil() > Rig::at(ms + 7000));
    rig.released(3);
    const double freeAt = ms;
    untilTakeOver();
    QVERIFY2(ms >= freeAt + 4000 && ms < freeAt + 4500, qPrintable(QString::number(ms - freeAt)));
}

void ElectorChallengerTest::flappingAlarm()
{
    Rig rig;
    double ms = 10;
    const auto changeTo = [&](Epoch epoch) {
        rig.heldByOther(epoch);
        rig.read(ms);
        ms += 250;
        rig.feed(ms, Tick{});
        ms += 10;
    };
    changeTo(3);
    changeTo(4);
    rig.released(4, rig.other); // a switchover does not count
    rig.read(ms);
    rig.feed(ms += 250, Tick{});
    changeTo(5);
    changeTo(6);
    rig.win(ms, 7);
    QVERIFY(rig.find<Alarm>());
    QCOMPARE(rig.find<Alarm>()->kind, QString(eventkind::PrimaryFlapping));

    Rig calm;
    calm.heldByOther(3);
    calm.read(10);
    calm.feed(300, Tick{});
    calm.released(3, calm.other);
    calm.read(310);
    calm.feed(600, Tick{});
    calm.heldByOther(4);
    calm.read(610);
    calm.feed(900, Tick{});
    calm.win(910, 5);
    QVERIFY(!calm.find<Alarm>());
}

void ElectorChallengerTest::missingPrimaryWhilePaused()
{
    for (const int rank : {0, 1}) {
        Rig rig;
        rig.heldByOther(3);
        rig.row.paused = true;
        rig.row.rank = rank;
        int alarms = 0;
        for (double ms = 10; ms < 6000; ms += 250) {
            rig.read(ms);
            const auto* alarm = rig.find<Alarm>();
            QVERIFY(!alarm || (ms >= 2010 && alarm->kind == eventkind::PrimaryMissing));
            alarms += alarm != nullptr;
            rig.feed(ms + 249, Tick{});
        }
        QCOMPARE(alarms, rank == 0 ? 1 : 0); // one node tells it, once
    }
}

QTEST_APPLESS_MAIN(ElectorChallengerTest)
#include "tst_elector_challenger.moc"
