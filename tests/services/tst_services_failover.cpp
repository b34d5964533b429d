#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/leasesql.h"
#include "tests/services/livecluster.h"
#include "tests/support/testsupport.h"

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// With a worst case that a busy machine keeps to.
constexpr LeaseTimings patient{Millis(10'000), Millis(1000), Millis(5000), Millis(1000)};

} // namespace

/// Settings, priorities and drills: what an administrator does before a primary fails.
class TestFailoverActions : public LiveCluster
{
    Q_OBJECT

private Q_SLOTS:
    void settingsAreReadAndSet_data() { eachBackend(); }
    void settingsAreReadAndSet();
    void aTimeThatIsNotSafeIsRefused();
    void aShorterTimeIsWarnedOf();
    void prioritiesAreSet_data() { eachBackend(); }
    void prioritiesAreSet();
    void somebodyMustBeAbleToBePrimary();
    void aProcessDeathIsFollowed_data() { eachBackend(); }
    void aProcessDeathIsFollowed();
    void aSwitchoverIsADrill();
    void aHostDeathSaysHowLong();
    void whatTheNodeRefusesIsTold();
    void anOrderThatNobodyTookIsWithdrawn();
    void aDrillEndsInOrder();
    void withoutAnElectionThereIsNoDrill();
    void drillsAreRefused();

private:
    void elected(const QString& backend = QStringLiteral("sqlite"));
    Command orderTo(int index);
    void handOver(int from, int to, TermEnd why);
    void restarted(int index);
    Event eventOf(QLatin1String kind);
    QString refusal();

    std::unique_ptr<QTimer> m_renewal;
};

/// High availability, and web-01 renews its lease.
void TestFailoverActions::elected(const QString& backend)
{
    start(backend);
    for (const auto& node : m_nodes) {
        UnitReport service;
        service.name = QStringLiteral("service");
        service.role = UnitRole::Service;
        service.state = node == m_nodes.front() ? UnitState::Running : UnitState::Stopped;
        node->registration.report.units.push_back(service);
    }
    heartbeat();
    get(actions().setTimings(patient));
    becomePrimary(0);
    get(actions().enable(Feature::LoadBalancing, {}));
    get(actions().enable(Feature::HighAvailability, {}));
    m_renewal = std::make_unique<QTimer>();
    connect(m_renewal.get(), &QTimer::timeout, this, [this] {
        if (!m_database)
            return;
        if (const Lease lease = *facts().lease; !lease.released())
            must(leasesql::renew(m_database->session(), lease.holder, lease.epoch));
    });
    m_renewal->start(500);
}

Command TestFailoverActions::orderTo(int index)
{
    std::vector<Command> picked;
    waitUntil(
        [&] {
            picked = must(CommandRepository::pick(m_database->session(), id(index)));
            return !picked.empty();
        },
        5s, "the order");
    return picked.front();
}

void TestFailoverActions::handOver(int from, int to, TermEnd why)
{
    QVERIFY(must(leasesql::release(m_database->session(), id(from), facts().lease->epoch, {}, why, 1s)));
    becomePrimary(to);
    const auto set = [this](int index, UnitState state) {
        m_nodes[size_t(index)]->registration.report.units.back().state = state;
    };
    set(from, UnitState::Stopped);
    set(to, UnitState::Running);
    heartbeat();
    m_database->sql(QStringLiteral("UPDATE term SET claim_ms = 12, work_ms = 340 WHERE ended_at IS NULL"));
}

/// The node's service starts anew, as after the death of its process.
void TestFailoverActions::restarted(int index)
{
    NodeRegistration& registration = m_nodes[size_t(index)]->registration;
    registration.previous = registration.incarnation;
    registration.incarnation = Incarnation::create();
    must(NodeRepository::registerNode(m_database->session(), registration));
}

Event TestFailoverActions::eventOf(QLatin1String kind)
{
    EventFilter filter;
    filter.kind = QString(kind);
    const std::vector<Event> events = must(EventRepository::list(m_database->session(), filter));
    return events.empty() ? Event() : events.front();
}

void TestFailoverActions::settingsAreReadAndSet()
{
    QFETCH(QString, backend);
    start(backend, 2);
    const std::vector<SettingState> before = get(actions().settings());
    QCOMPARE(before.size(), settingCatalogue().size());
    for (const SettingState& each : before)
        QVERIFY(!each.stored && each.value == each.spec.standard && each.changedAt == 0);

    const Done one = get(actions().setSetting(settingkey::Margin, QStringLiteral("400ms")));
    QCOMPARE(one.sentence, QStringLiteral("election.margin_ms is 400 ms."));
    QCOMPARE(one.undo, QStringLiteral("settings set election.margin_ms 300"));
    const Event event = eventOf(eventkind::SettingChanged);
    QCOMPARE(event.actor, QStringLiteral("dana"));
    QCOMPARE(event.details.value(u"key").toString(), QString(settingkey::Margin));
    QCOMPARE(event.details.value(u"from").toString(), QStringLiteral("300"));
    QCOMPARE(event.details.value(u"to").toString(), QStringLiteral("400"));
    for (const auto& node : m_nodes)
        waitUntil([&node] { return !node->nudges.empty(); }, 5s, "the nudge");

    get(actions().setTimings(LeaseTimings::tolerant()));
    QCOMPARE(facts().timings, LeaseTimings::tolerant());
    const std::vector<SettingState> after = get(actions().settings());
    QVERIFY(after[0].stored && after[0].changedBy == u"dana" && after[0].changedAt > 0);
    QCOMPARE(after[0].value, QStringLiteral("6000"));

    const size_t events = facts().events.size();
    QCOMPARE(get(actions().setTimings(LeaseTimings::tolerant())).undo, QString());
    QCOMPARE(facts().events.size(), events); // nothing changed, nothing is told
}

void TestFailoverActions::aTimeThatIsNotSafeIsRefused()
{
    start(QStringLiteral("sqlite"), 1);
    const Error unsafe = outcome(actions().setSetting(settingkey::Ttl, QStringLiteral("900"))).error();
    QCOMPARE(unsafe.kind, ErrorKind::Refused);
    QVERIFY2(unsafe.what.contains(u"renew is 500 ms"), qPrintable(unsafe.what));
    QVERIFY2(unsafe.remedy.contains(u"in one step"), qPrintable(unsafe.remedy));
    QCOMPARE(
        outcome(actions().setSetting(QStringLiteral("election.ttl"), QStringLiteral("2000"))).error().kind,
        ErrorKind::Invalid);
    const Error word = outcome(actions().setSetting(settingkey::Ttl, QStringLiteral("soon"))).error();
    QCOMPARE(word.kind, ErrorKind::Invalid);
    QCOMPARE(word.where, QString(settingkey::Ttl));
    QCOMPARE(outcome(actions().setSettings({})).error().kind, ErrorKind::Invalid);
    QCOMPARE(facts().timings, LeaseTimings::standard());
    QVERIFY(eventOf(eventkind::SettingChanged).kind.isEmpty());
}

void TestFailoverActions::aShorterTimeIsWarnedOf()
{
    start(QStringLiteral("sqlite"), 1);
    const Done longer = get(actions().setTimings(LeaseTimings::tolerant()));
    QVERIFY2(!longer.sentence.contains(u"Start no node"), qPrintable(longer.sentence));
    const Done shorter = get(actions().setTimings(LeaseTimings::standard()));
    QVERIFY2(shorter.sentence.contains(u"Start no node within the next 6.0"), qPrintable(shorter.sentence));
    QCOMPARE(facts().timings, LeaseTimings::standard());
}

void TestFailoverActions::prioritiesAreSet()
{
    QFETCH(QString, backend);
    start(backend, 2);
    const Done done = get(actions().setPriority(id(1), 200, false));
    QCOMPARE(done.sentence, QStringLiteral("web-02 has priority 200."));
    QCOMPARE(done.undo, QStringLiteral("node priority web-02 100"));
    QCOMPARE(must(NodeRepository::find(m_database->session(), id(1)))->priority, 200);
    const Event event = eventOf(eventkind::NodePriority);
    QCOMPARE(event.node, id(1));
    QCOMPARE(event.actor, QStringLiteral("dana"));
    QCOMPARE(event.details.value(u"from").toInt(), 100);
    QCOMPARE(event.details.value(u"to").toInt(), 200);
    waitUntil([this] { return !m_nodes[1]->nudges.empty(); }, 5s, "the nudge");

    QCOMPARE(get(actions().setPriority(id(1), 200, false)).undo, QString());
    QCOMPARE(outcome(actions().setPriority(id(1), 1001, false)).error().kind, ErrorKind::Invalid);
    QCOMPARE(outcome(actions().setPriority(id(1), -1, false)).error().kind, ErrorKind::Invalid);
    QCOMPARE(outcome(actions().setPriority(NodeId::create(), 1, false)).error().kind, ErrorKind::NotFound);
    // Without an election nobody needs to be electable.
    get(actions().setPriority(id(0), 0, false));
    get(actions().setPriority(id(1), 0, false));
}

void TestFailoverActions::somebodyMustBeAbleToBePrimary()
{
    elected();
    get(actions().setPriority(id(1), 0, false));
    get(actions().setWanted(id(2), Wanted::Maintenance, {}, 0ms, false));
    const Result<Done> refused = outcome(actions().setPriority(id(0), 0, false));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY2(refused.error().remedy.contains(u"--override-last"), qPrintable(refused.error().remedy));
    QCOMPARE(must(NodeRepository::find(m_database->session(), id(0)))->priority, 100);
    const Done done = get(actions().setPriority(id(0), 0, true));
    QVERIFY2(done.sentence.contains(u"hands the role over"), qPrintable(done.sentence));
    QCOMPARE(must(NodeRepository::find(m_database->session(), id(0)))->priority, 0);
}

void TestFailoverActions::aProcessDeathIsFollowed()
{
    QFETCH(QString, backend);
    elected(backend);
    QStringList steps;
    auto drill = actions().drill(DrillKind::ProcessDeath,
                                 [&steps](const QString& sentence) { steps.append(sentence); });
    const Command order = orderTo(0);
    QCOMPARE(order.kind, QString(orderkind::Drill));
    QCOMPARE(order.arguments.value(u"kind").toString(), QStringLiteral("process-death"));
    QCOMPARE(order.askedBy, QStringLiteral("dana"));
    QCOMPARE(eventOf(eventkind::DrillStarted).node, id(0));
    // One at a time, here and elsewhere.
    QCOMPARE(outcome(actions().drill(DrillKind::HostDeath, {})).error().kind, ErrorKind::Refused);

    must(CommandRepository::finish(m_database->session(), order.id, CommandState::Done, {}));
    waitUntil([&steps] { return steps.size() == 2; }, 5s, "the order to be seen as answered");
    const Epoch before = facts().lease->epoch;
    handOver(0, 1, TermEnd::WorkerDied);
    waitUntil([&steps] { return steps.size() == 3; }, 5s, "the new primary to be seen");
    QVERIFY(!drill.isFinished()); // its heartbeat is still young, but of its former life
    restarted(0);

    const DrillReport report = get(drill);
    QVERIFY2(report.passed, qPrintable(report.toText()));
    QCOMPARE(report.from, QStringLiteral("web-01"));
    QCOMPARE(report.to, QStringLiteral("web-02"));
    QCOMPARE(report.before, before);
    QCOMPARE(report.after, before + 1);
    QCOMPARE(report.askedBy, QStringLiteral("dana"));
    QCOMPARE(report.expected, patient.worstProcessDeath());
    QCOMPARE(report.claim, std::optional(12ms));
    QCOMPARE(report.work, std::optional(340ms));
    QVERIFY(!report.silence); // it was released
    QVERIFY(report.answered && report.seen && report.back);
    QVERIFY(*report.answered <= *report.seen && *report.seen <= *report.back);
    const Event event = eventOf(eventkind::DrillFinished);
    QCOMPARE(event.severity, Severity::Info);
    QCOMPARE(event.details, report.toJson());
    QCOMPARE(steps.size(), 4);
}

void TestFailoverActions::aSwitchoverIsADrill()
{
    elected();
    auto drill = actions().drill(DrillKind::Switchover, {});
    const Command order = orderTo(0);
    QCOMPARE(order.kind, QString(orderkind::Switchover));
    QCOMPARE(order.arguments.value(u"to").toString(), id(1).toString());
    QCOMPARE(eventOf(eventkind::SwitchoverAsked).node, id(1));
    handOver(0, 1, TermEnd::Switchover);
    must(CommandRepository::finish(m_database->session(), order.id, CommandState::Done, {}));
    const DrillReport report = get(drill);
    QVERIFY2(report.passed, qPrintable(report.toText()));
    QCOMPARE(report.to, QStringLiteral("web-02"));
    QCOMPARE(report.expected, patient.worstSwitchover());
}

void TestFailoverActions::aHostDeathSaysHowLong()
{
    elected();
    auto drill = actions().drill(DrillKind::HostDeath, {});
    const Command order = orderTo(0);
    QCOMPARE(order.arguments.value(u"kind").toString(), QStringLiteral("host-death"));
    const Millis silent(order.arguments.value(u"silent_ms").toInt());
    QVERIFY(silent > patient.worstHostDeath());
    QVERIFY(silent <= Millis(orderkind::longestDrillSilenceMs));
    must(CommandRepository::finish(m_database->session(), order.id, CommandState::Refused,
                                   QStringLiteral("It is not the primary any more.")));
    QVERIFY(!outcome(drill));
}

void TestFailoverActions::whatTheNodeRefusesIsTold()
{
    elected();
    auto drill = actions().drill(DrillKind::ProcessDeath, {});
    must(CommandRepository::finish(m_database->session(), orderTo(0).id, CommandState::Refused,
                                   QStringLiteral("It is not the primary any more.")));
    const Result<DrillReport> refused = outcome(drill);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(refused.error().what, QStringLiteral("web-01: It is not the primary any more."));
    const Event event = eventOf(eventkind::DrillFinished);
    QCOMPARE(event.severity, Severity::Warning);
    QCOMPARE(event.details.value(u"passed").toBool(true), false);
    // It is over: the next one may begin.
    auto next = actions().drill(DrillKind::ProcessDeath, {});
    QVERIFY(orderTo(0).id > 0);
    actions().endDrill();
    m_session.reset();
    QVERIFY(next.isFinished());
}

void TestFailoverActions::anOrderThatNobodyTookIsWithdrawn()
{
    elected();
    QStringList steps;
    auto drill = actions().drill(DrillKind::ProcessDeath,
                                 [&steps](const QString& sentence) { steps.append(sentence); });
    waitUntil([&steps] { return !steps.isEmpty(); }, 5s, "the order to be written");
    actions().endDrill();
    const DrillReport report = get(drill);
    QVERIFY(!report.passed);
    QVERIFY2(report.sentence.contains(u"nothing was done"), qPrintable(report.sentence));
    QVERIFY(must(CommandRepository::pick(m_database->session(), id(0))).empty());
    QCOMPARE(eventOf(eventkind::DrillFinished).details, report.toJson());
}

void TestFailoverActions::aDrillEndsInOrder()
{
    elected();
    QStringList steps;
    auto drill = actions().drill(DrillKind::ProcessDeath,
                                 [&steps](const QString& sentence) { steps.append(sentence); });
    must(CommandRepository::finish(m_database->session(), orderTo(0).id, CommandState::Done, {}));
    waitUntil([&steps] { return steps.size() == 2; }, 5s, "the order to be seen as answered");
    actions().endDrill();
    QTest::qWait(300); // it goes on: the cluster has no new primary yet
    QVERIFY(!drill.isFinished());
    handOver(0, 1, TermEnd::WorkerDied);
    const DrillReport report = get(drill);
    QCOMPARE(report.to, QStringLiteral("web-02"));
    QVERIFY(!report.passed && !report.back);
    QCOMPARE(report.remarks.front(), QStringLiteral("It was ended before its time."));
}

QString TestFailoverActions::refusal()
{
    const Result<DrillReport> refused = outcome(actions().drill(DrillKind::ProcessDeath, {}));
    return refused ? QString() : refused.error().what;
}

void TestFailoverActions::withoutAnElectionThereIsNoDrill()
{
    start(QStringLiteral("sqlite"), 1);
    QVERIFY2(refusal().contains(u"High availability is off"), qPrintable(refusal()));
    QVERIFY(eventOf(eventkind::DrillStarted).kind.isEmpty());
}

void TestFailoverActions::drillsAreRefused()
{
    elected();
    get(actions().pause(QStringLiteral("test")));
    QVERIFY2(refusal().contains(u"paused by dana"), qPrintable(refusal()));
    get(actions().resume());
    get(actions().setWanted(id(1), Wanted::Maintenance, {}, 0ms, false));
    get(actions().setWanted(id(2), Wanted::Draining, {}, 0ms, false));
    QVERIFY2(refusal().contains(u"No other node"), qPrintable(refusal()));
    QVERIFY(must(CommandRepository::pick(m_database->session(), id(0))).empty());
}

QTEST_GUILESS_MAIN(TestFailoverActions)
#include "tst_services_failover.moc"
