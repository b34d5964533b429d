#include "model/cluster/drillplan.h"
#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/cluster/termwords.h"
#include "tests/cluster/facts.h"

#include <QJsonArray>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

class TestDrillRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kindsHaveWords();
    void aPlanSaysWhoAndHowLong();
    void aPlanIsRefused_data();
    void aPlanIsRefused();
    void anotherDrillIsWaitedFor();
    void aHostDeathMustFitIntoASilence();
    void theSuccessorIsOfALaterEpoch();
    void aNodeIsBackInALifeOfItsOwn();
    void whatWasAsExpectedPasses();
    void whatWasNotAsExpectedIsSaid_data();
    void whatWasNotAsExpectedIsSaid();
    void theReportIsForPeopleAndScripts();
    void termsHaveWords();

private:
    static DrillReport goodReport();
};

DrillReport TestDrillRules::goodReport()
{
    DrillReport report;
    report.kind = DrillKind::ProcessDeath;
    report.cluster = QStringLiteral("Shop");
    report.from = QStringLiteral("web-01");
    report.to = QStringLiteral("web-02");
    report.before = 42;
    report.after = 43;
    report.startedAt = 1'800'000'000'000;
    report.askedBy = QStringLiteral("dana");
    report.expected = 1250ms;
    report.claim = 12ms;
    report.work = 340ms;
    report.unanswered = 10ms;
    report.answered = 30ms;
    report.seen = 110ms;
    report.back = 4200ms;
    return report;
}

void TestDrillRules::kindsHaveWords()
{
    for (const DrillKind kind : {DrillKind::Switchover, DrillKind::ProcessDeath, DrillKind::HostDeath})
        QCOMPARE(drillKindFrom(wordOf(kind)), std::optional(kind));
    QVERIFY(!drillKindFrom(u"fire"));
    QVERIFY(!drillKindFrom(u""));
}

void TestDrillRules::aPlanSaysWhoAndHowLong()
{
    const FactsBuilder cluster(3);
    const LeaseTimings timings = cluster.facts.timings;
    const Result<DrillPlan> death = planDrill(DrillKind::ProcessDeath, cluster.view());
    QVERIFY2(death, qPrintable(death ? QString() : death.error().message()));
    QCOMPARE(death->from.row.name, QStringLiteral("web-01"));
    QCOMPARE(death->next.row.name, QStringLiteral("web-02"));
    QCOMPARE(death->before, Epoch(42));
    QCOMPARE(death->expected, timings.worstProcessDeath());
    QVERIFY(death->work);
    QCOMPARE(planDrill(DrillKind::Switchover, cluster.view())->expected, timings.worstSwitchover());
    const Result<DrillPlan> host = planDrill(DrillKind::HostDeath, cluster.view());
    QCOMPARE(host->expected, timings.worstHostDeath());
    QVERIFY(host->silent > host->expected);
    QVERIFY(host->backLimit() > host->silent);
}

void TestDrillRules::aPlanIsRefused_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("words");
    QTest::newRow("no high availability") << 0 << "High availability is off";
    QTest::newRow("paused") << 1 << "paused by kim";
    QTest::newRow("no primary") << 2 << "No node is the primary";
    QTest::newRow("nobody else") << 3 << "No other node";
    QTest::newRow("the primary is not healthy") << 4 << "web-01 is not healthy";
    QTest::newRow("the next is not healthy") << 5 << "web-02 is not healthy";
}

void TestDrillRules::aPlanIsRefused()
{
    QFETCH(int, fault);
    QFETCH(QString, words);
    FactsBuilder cluster(3);
    if (fault == 0)
        cluster.facts.cluster.mode = Mode::LoadBalancing;
    if (fault == 1) {
        cluster.facts.cluster.paused = true;
        cluster.facts.cluster.pausedBy = QStringLiteral("kim");
    }
    if (fault == 2)
        cluster.facts.lease->holder = NodeId();
    if (fault == 3) {
        cluster.node(1).priority = 0;
        cluster.node(2).report.unfit = QStringLiteral("The service cannot run here.");
    }
    if (fault == 4)
        cluster.node(0).report.units.front().state = UnitState::Failed;
    if (fault == 5)
        cluster.node(1).report.units.front().state = UnitState::Failed;
    const Result<DrillPlan> plan = planDrill(DrillKind::ProcessDeath, cluster.view());
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::Refused);
    QVERIFY2(plan.error().what.contains(words), qPrintable(plan.error().what));
    QVERIFY(!plan.error().remedy.isEmpty());
}

void TestDrillRules::anotherDrillIsWaitedFor()
{
    FactsBuilder cluster(3);
    const auto add = [&cluster](QLatin1String kind, Millis ago) {
        Event event;
        event.kind = kind;
        event.actor = QStringLiteral("kim");
        event.at = cluster.facts.databaseTime - ago.count();
        cluster.facts.events.insert(cluster.facts.events.begin(), event);
    };
    const auto possible = [&cluster] { return planDrill(DrillKind::Switchover, cluster.view()); };
    add(eventkind::DrillStarted, longestDrill + 1s);
    QVERIFY(possible()); // who began it is gone
    add(eventkind::DrillStarted, 10s);
    QVERIFY(!possible());
    QVERIFY2(possible().error().what.contains(u"kim"), qPrintable(possible().error().what));
    add(eventkind::DrillFinished, 5s);
    QVERIFY(possible());
}

void TestDrillRules::aHostDeathMustFitIntoASilence()
{
    FactsBuilder cluster(3);
    cluster.facts.timings.ttl = Millis(orderkind::longestDrillSilenceMs);
    const Result<DrillPlan> plan = planDrill(DrillKind::HostDeath, cluster.view());
    QVERIFY(!plan);
    QVERIFY2(plan.error().remedy.contains(u"election.ttl_ms"), qPrintable(plan.error().remedy));
    QVERIFY(planDrill(DrillKind::ProcessDeath, cluster.view()));
}

void TestDrillRules::theSuccessorIsOfALaterEpoch()
{
    FactsBuilder cluster(3);
    const DrillPlan plan = planDrill(DrillKind::HostDeath, cluster.view()).value();
    QVERIFY(!successorIn(plan, cluster.view())); // its lease is not silent for long enough yet
    cluster.facts.lease->holder = NodeId();
    QVERIFY(!successorIn(plan, cluster.view()));
    cluster.facts.lease = Lease{cluster.node(2).id, 43, 1, {}};
    QCOMPARE(successorIn(plan, cluster.view()), std::optional(Epoch(43)));
}

void TestDrillRules::aNodeIsBackInALifeOfItsOwn()
{
    FactsBuilder cluster(3);
    cluster.node(0).incarnation = Incarnation::create();
    const DrillPlan death = planDrill(DrillKind::ProcessDeath, cluster.view()).value();
    const DrillPlan planned = planDrill(DrillKind::Switchover, cluster.view()).value();
    cluster.facts.lease = Lease{cluster.node(1).id, 43, 1, {}};
    cluster.node(0).report.units.back().state = UnitState::Stopped;
    cluster.node(1).report.units.back().state = UnitState::Running;
    QVERIFY(isBack(planned, cluster.view()));
    QVERIFY(!isBack(death, cluster.view()));
    cluster.node(0).incarnation = Incarnation::create();
    QVERIFY(isBack(death, cluster.view()));
    cluster.node(0).report.unfit = QStringLiteral("The service cannot run here.");
    QVERIFY(!isBack(death, cluster.view()));
    cluster.node(0).report.unfit.clear();
    cluster.node(0).heartbeatAge = 30s;
    QVERIFY(!isBack(death, cluster.view()));
    cluster.node(0).removedAt = 1;
    QVERIFY(!isBack(death, cluster.view()));
}

void TestDrillRules::whatWasAsExpectedPasses()
{
    DrillReport report = goodReport();
    report.conclude(true);
    QVERIFY2(report.passed, qPrintable(report.remarks.empty() ? QString() : report.remarks.front()));
    QVERIFY(report.remarks.empty());
    QCOMPARE(report.takeover(), std::optional(100ms)); // from the last look before the fault
    QCOMPARE(report.sentence,
             QStringLiteral("web-02 took over within 100\u202fms after web-01's worker was killed."));
    report = goodReport();
    report.work.reset();
    report.conclude(false); // it has no service units
    QVERIFY(report.passed);
    report = goodReport();
    report.seen = *report.answered + report.expected;
    report.conclude(true);
    QVERIFY(report.passed); // at most
}

void TestDrillRules::whatWasNotAsExpectedIsSaid_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("words");
    QTest::newRow("nobody took over") << 0 << "No node became the primary";
    QTest::newRow("the same node again") << 1 << "web-01 became the primary again itself";
    QTest::newRow("too slow") << 2 << "took 1251 ms; the timings promise 1250 ms";
    QTest::newRow("no work") << 3 << "The service units of web-02";
    QTest::newRow("not back") << 4 << "web-01 was not seen to be a healthy candidate";
}

void TestDrillRules::whatWasNotAsExpectedIsSaid()
{
    QFETCH(int, fault);
    QFETCH(QString, words);
    DrillReport report = goodReport();
    if (fault == 0) {
        report.after = 0;
        report.to.clear();
        report.seen.reset();
        report.work.reset();
    }
    if (fault == 1)
        report.to = report.from;
    if (fault == 2)
        report.seen = *report.answered + report.expected + 1ms;
    if (fault == 3)
        report.work.reset();
    if (fault == 4)
        report.back.reset();
    report.conclude(true);
    QVERIFY(!report.passed);
    QCOMPARE(report.remarks.size(), size_t(1));
    QVERIFY2(report.remarks.front().contains(words), qPrintable(report.remarks.front()));
    QVERIFY(report.toText().contains(QStringLiteral("NOT PASSED")));
    QVERIFY(report.toText().contains(report.remarks.front()));
}

void TestDrillRules::theReportIsForPeopleAndScripts()
{
    DrillReport report = goodReport();
    report.conclude(true);
    const QJsonObject json = report.toJson();
    QCOMPARE(json.value(u"kind").toString(), QStringLiteral("process-death"));
    QCOMPARE(json.value(u"passed").toBool(), true);
    QCOMPARE(json.value(u"from").toString(), QStringLiteral("web-01"));
    QCOMPARE(json.value(u"epoch_before").toInt(), 42);
    QCOMPARE(json.value(u"epoch_after").toInt(), 43);
    QCOMPARE(json.value(u"started").toString(), QStringLiteral("2027-01-15T08:00:00.000Z"));
    QCOMPARE(json.value(u"takeover_ms").toInt(), 100);
    QCOMPARE(json.value(u"expected_ms").toInt(), 1250);
    QCOMPARE(json.value(u"claim_ms").toInt(), 12);
    QCOMPARE(json.value(u"back_ms").toInt(), 4200);
    QVERIFY(json.value(u"silence_ms").isNull());
    QVERIFY(json.value(u"remarks").toArray().isEmpty());

    const QString text = report.toText();
    for (const char* words :
         {"Shop", "dana", "web-01, epoch 42", "web-02, epoch 43", "100\u202fms", "Passed:"})
        QVERIFY2(text.contains(QString::fromUtf8(words)), qPrintable(text));
    QVERIFY(!text.contains(QStringLiteral("silence"))); // it was released: there was none
    report = DrillReport();
    report.conclude(true);
    QVERIFY(report.toJson().value(u"to").isNull());
    QVERIFY(report.toJson().value(u"epoch_after").isNull());
    QVERIFY(report.toText().contains(QStringLiteral("none")));
}

void TestDrillRules::termsHaveWords()
{
    Term term;
    for (const TermStart start : {TermStart::First, TermStart::Silence, TermStart::Released,
                                  TermStart::Switchover, TermStart::Repair}) {
        term.startReason = wordOf(start);
        QVERIFY2(!beganWords(term).isEmpty(), qPrintable(term.startReason));
    }
    term.startReason = wordOf(TermStart::Switchover);
    term.askedBy = QStringLiteral("dana");
    QCOMPARE(beganWords(term), QStringLiteral("switchover, asked by dana"));
    term.startReason = QStringLiteral("of-a-later-version");
    QCOMPARE(beganWords(term), term.startReason);
    for (const TermEnd end :
         {TermEnd::Unknown, TermEnd::Stopped, TermEnd::Switchover, TermEnd::WorkerDied, TermEnd::SelfFenced,
          TermEnd::Superseded, TermEnd::Intent, TermEnd::UnitFailed}) {
        term.endReason = wordOf(end);
        QVERIFY2(!endedWords(term).isEmpty(), qPrintable(term.endReason));
    }
    term.endReason.clear();
    QVERIFY(endedWords(term).isEmpty());
    QCOMPARE(phaseText(999ms), QStringLiteral("999\u202fms"));
    QCOMPARE(phaseText(1s), QStringLiteral("1.0\u202fs"));
    QCOMPARE(phaseText(-5ms), QStringLiteral("0\u202fms"));
}

QTEST_APPLESS_MAIN(TestDrillRules)
#include "tst_drillrules.moc"
