#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/factsrepository.h"
#include "model/database/leasesql.h"
#include "model/messenger/messengerserver.h"
#include "model/messenger/nodemethods.h"
#include "model/services/clustersession.h"
#include "tests/services/livecluster.h"
#include "tests/support/testsupport.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

class TestActions : public LiveCluster
{
    Q_OBJECT

private Q_SLOTS:
    void theSessionShowsTheCluster_data() { eachBackend(); }
    void theSessionShowsTheCluster();
    void bothSwitchesGoOnAndOff_data() { eachBackend(); }
    void bothSwitchesGoOnAndOff();
    void twoNodesNeedTheOverride();
    void anotherKeyIsNoOverride();
    void disablingKeepsTheServiceWhereItIs();
    void pauseAndResume_data() { eachBackend(); }
    void pauseAndResume();
    void wantedStatesWithReasonAndTime_data() { eachBackend(); }
    void wantedStatesWithReasonAndTime();
    void theLastActiveNodeStays();
    void aLiveNodeIsNotRemoved_data() { eachBackend(); }
    void aLiveNodeIsNotRemoved();
    void anAnsweringMessengerKeepsANode();
    void unitOrdersWaitForTheNode_data() { eachBackend(); }
    void unitOrdersWaitForTheNode();
    void aUnitThatIsUnknownIsNamed();
    void switchoverWaitsForTheNewPrimary_data() { eachBackend(); }
    void switchoverWaitsForTheNewPrimary();
    void aHaltedElectionIsRepaired_data() { eachBackend(); }
    void aHaltedElectionIsRepaired();
    void switchoverRefusesWhoCannot();
    void withoutAPrimaryAnotherIsDesignated();
    void whatWasShownIsRestoredOrNothing();
    void eventsAreFiltered();
    void aBadUrlIsSaidEverywhere();
    void aSessionThatEndsEndsItsActions();
};

void TestActions::theSessionShowsTheCluster()
{
    QFETCH(QString, backend);
    start(backend);
    QCOMPARE(m_session->status().link, ClusterSession::Link::Live);
    QVERIFY(m_session->status().lastReadAt);
    const ClusterView& view = m_session->view();
    QCOMPARE(view.nodes.front().row.name, QStringLiteral("web-01"));
    for (const NodeView& node : view.nodes) {
        QCOMPARE(node.probe.result, ProbeResult::Ok);
        QCOMPARE(node.key, KeyState::InSync);
    }
    // The rhythm goes on by itself.
    QSignalSpy views(m_session.get(), &ClusterSession::viewChanged);
    must(ClusterRepository::pause(m_database->session(), QStringLiteral("test"), QStringLiteral("dana")));
    waitUntil([this] { return m_session->view().facts.cluster.paused; }, 5s, "the pause to be seen");
    QVERIFY(!views.isEmpty());
}

void TestActions::bothSwitchesGoOnAndOff()
{
    QFETCH(QString, backend);
    start(backend);
    becomePrimary(0);

    const Result<Done> tooEarly = outcome(actions().enable(Feature::HighAvailability, {}));
    QVERIFY(!tooEarly);
    QCOMPARE(tooEarly.error().kind, ErrorKind::Refused);

    const Done balanced = get(actions().enable(Feature::LoadBalancing, {}));
    QCOMPARE(balanced.undo, QStringLiteral("disable load-balancing"));
    QCOMPARE(facts().cluster.mode, Mode::LoadBalancing);
    QCOMPARE(lastEvent().kind, QString(eventkind::ModeChanged));
    QCOMPARE(lastEvent().actor, QStringLiteral("dana"));
    // What changes is said, and stands in the audit trail together with what was accepted.
    QVERIFY2(balanced.changes.contains(QStringLiteral("The service stays on web-01 until you hand it over.")),
             qPrintable(balanced.changes.join(u'|')));
    QCOMPARE(lastEvent().details.value(u"changes").toArray(), QJsonArray::fromStringList(balanced.changes));
    QVERIFY(lastEvent().at > 0 && !lastEvent().details.contains(u"overrides"));
    for (const auto& node : m_nodes)
        waitUntil([&node] { return !node->nudges.empty(); }, 5s, "the nudge");
    QCOMPARE(outcome(actions().enable(Feature::LoadBalancing, {})).error().kind, ErrorKind::Refused);

    const Done available = get(actions().enable(Feature::HighAvailability, {}));
    QVERIFY2(!available.warnings.filter(QStringLiteral("Database redundancy: ")).isEmpty(),
             qPrintable(available.warnings.join(u'\n')));
    QCOMPARE(facts().cluster.mode, Mode::HighAvailability);
    QCOMPARE(outcome(actions().disable(Feature::LoadBalancing)).error().kind, ErrorKind::Refused);
    QCOMPARE(facts().cluster.mode, Mode::HighAvailability);
    get(actions().disable(Feature::HighAvailability));
    get(actions().disable(Feature::LoadBalancing));
    QCOMPARE(facts().cluster.mode, Mode::Single);
    QCOMPARE(outcome(actions().disable(Feature::LoadBalancing)).error().kind, ErrorKind::Refused);
}

void TestActions::twoNodesNeedTheOverride()
{
    start(QStringLiteral("sqlite"), 2);
    becomePrimary(0);
    get(actions().enable(Feature::LoadBalancing, {}));
    const Result<Done> refused = outcome(actions().enable(Feature::HighAvailability, {}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY2(refused.error().remedy.contains(u"--override three-nodes"), qPrintable(refused.error().remedy));
    QCOMPARE(
        outcome(actions().enable(Feature::HighAvailability, {QStringLiteral("no-such-check")})).error().kind,
        ErrorKind::Invalid);
    get(actions().enable(Feature::HighAvailability, {QStringLiteral("three-nodes")}));
    QCOMPARE(facts().cluster.mode, Mode::HighAvailability);
    QCOMPARE(lastEvent().details.value(u"overrides").toString(), QStringLiteral("three-nodes"));
    QCOMPARE(lastEvent().actor, QStringLiteral("dana"));
    QVERIFY2(lastEvent().sentence.startsWith(
                 u"High availability was enabled. Accepted all the same: Only web-01 and web-02 are alive."),
             qPrintable(lastEvent().sentence));
    QStringList accepted;
    for (const QJsonValue& each : lastEvent().details.value(u"accepted").toArray())
        accepted << each[u"check"].toString();
    QVERIFY2(accepted.contains(QStringLiteral("three-nodes")) &&
                 accepted.contains(QStringLiteral("database-redundancy")),
             qPrintable(accepted.join(u' ')));
}

void TestActions::anotherKeyIsNoOverride()
{
    start(QStringLiteral("sqlite"), 2);
    addNode(QStringLiteral("web-03"), Secret(QByteArray(64, 'a')));
    probed();
    const Preflight checks = get(actions().preflight(Feature::LoadBalancing));
    const auto key = std::find_if(checks.checks.begin(), checks.checks.end(),
                                  [](const Check& check) { return check.id == u"same-key"; });
    QVERIFY(key != checks.checks.end());
    QCOMPARE(key->state, CheckState::Failed);
    const Result<Done> refused =
        outcome(actions().enable(Feature::LoadBalancing, {QStringLiteral("same-key")}));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(facts().cluster.mode, Mode::Single);
}

void TestActions::disablingKeepsTheServiceWhereItIs()
{
    start(QStringLiteral("sqlite"));
    get(actions().enable(Feature::LoadBalancing, {}));
    get(actions().enable(Feature::HighAvailability, {}));
    QCOMPARE(facts().cluster.designated, id(0));
    becomePrimary(2);
    const Done off = get(actions().disable(Feature::HighAvailability));
    QCOMPARE(facts().cluster.designated, id(2));
    QCOMPARE(off.changes,
             (QStringList{QStringLiteral("If web-03 fails, no other node takes over on its own."),
                          QStringLiteral("Nothing restarts now: the service stays on web-03 until "
                                         "you hand it over, and load balancing stays on.")}));
    QCOMPARE(lastEvent().details.value(u"changes").toArray(), QJsonArray::fromStringList(off.changes));
}

void TestActions::pauseAndResume()
{
    QFETCH(QString, backend);
    start(backend, 1);
    QCOMPARE(outcome(actions().pause(QStringLiteral("  "))).error().kind, ErrorKind::Invalid);
    get(actions().pause(QStringLiteral("database upgrade")));
    QVERIFY(facts().cluster.paused);
    QCOMPARE(facts().cluster.pausedReason, QStringLiteral("database upgrade"));
    QCOMPARE(facts().cluster.pausedBy, QStringLiteral("dana"));
    QCOMPARE(lastEvent().kind, QString(eventkind::FailoverPaused));
    const size_t events = facts().events.size();
    QCOMPARE(outcome(actions().pause(QStringLiteral("again"))).error().kind, ErrorKind::Refused);
    QCOMPARE(facts().events.size(), events); // what was refused leaves nothing behind
    get(actions().resume());
    QVERIFY(!facts().cluster.paused);
    QCOMPARE(outcome(actions().resume()).error().kind, ErrorKind::Refused);
}

void TestActions::wantedStatesWithReasonAndTime()
{
    QFETCH(QString, backend);
    start(backend, 2);
    const Done done =
        get(actions().setWanted(id(1), Wanted::Maintenance, QStringLiteral("new disk"), 2h, false));
    QCOMPARE(done.undo, QStringLiteral("node activate web-02"));
    const NodeRow row = *must(NodeRepository::find(m_database->session(), id(1)));
    QCOMPARE(row.wanted, Wanted::Maintenance);
    QCOMPARE(row.wantedReason, QStringLiteral("new disk"));
    QCOMPARE(row.wantedBy, QStringLiteral("dana"));
    QVERIFY(row.wantedUntil);
    const qint64 left = *row.wantedUntil - facts().databaseTime;
    QVERIFY(left > 7'100'000 && left <= 7'200'000);
    QCOMPARE(lastEvent().kind, QString(eventkind::NodeWanted));
    QCOMPARE(lastEvent().node, id(1));
    waitUntil([this] { return !m_nodes[1]->nudges.empty(); }, 5s, "the nudge");
    QVERIFY(m_nodes[0]->nudges.empty());

    get(actions().setWanted(id(1), Wanted::Active, {}, 0ms, false));
    QCOMPARE(must(NodeRepository::find(m_database->session(), id(1)))->wanted, Wanted::Active);
    QCOMPARE(get(actions().setWanted(id(1), Wanted::Active, {}, 0ms, false)).undo,
             QString()); // nothing changed
    QCOMPARE(outcome(actions().setWanted(NodeId::create(), Wanted::Active, {}, 0ms, false)).error().kind,
             ErrorKind::NotFound);
}

void TestActions::theLastActiveNodeStays()
{
    start(QStringLiteral("sqlite"), 2);
    get(actions().setWanted(id(0), Wanted::Draining, {}, 0ms, false));
    const Result<Done> refused = outcome(actions().setWanted(id(1), Wanted::Draining, {}, 0ms, false));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(must(NodeRepository::find(m_database->session(), id(1)))->wanted, Wanted::Active);
    get(actions().setWanted(id(1), Wanted::Draining, {}, 0ms, true));
    QCOMPARE(must(NodeRepository::find(m_database->session(), id(1)))->wanted, Wanted::Draining);
}

void TestActions::aLiveNodeIsNotRemoved()
{
    QFETCH(QString, backend);
    start(backend);
    QCOMPARE(outcome(actions().removeNode(id(2))).error().kind, ErrorKind::Refused);

    m_heart->stop();
    m_nodes[2]->server->close();
    m_database->age(id(2), 60s);
    waitUntil([this] { return !m_session->view().find(id(2))->alive; }, 10s, "web-03 to be seen dead");
    const Done removed = get(actions().removeNode(id(2)));
    QCOMPARE(removed.undo, QStringLiteral("node restore web-03"));
    const NodeRow row = *must(NodeRepository::find(m_database->session(), id(2)));
    QVERIFY(row.removedAt);
    QCOMPARE(row.removedBy, QStringLiteral("dana"));
    QCOMPARE(lastEvent().kind, QString(eventkind::NodeRemoved));
    QCOMPARE(outcome(actions().removeNode(id(2))).error().kind, ErrorKind::NotFound);

    get(actions().restoreNode(id(2)));
    QVERIFY(!must(NodeRepository::find(m_database->session(), id(2)))->removedAt);
    QCOMPARE(outcome(actions().restoreNode(id(2))).error().kind, ErrorKind::Refused);
}

void TestActions::anAnsweringMessengerKeepsANode()
{
    start(QStringLiteral("sqlite"));
    m_heart->stop();
    m_database->age(id(2), 60s);
    const Result<Done> refused = outcome(actions().removeNode(id(2)));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY(!must(NodeRepository::find(m_database->session(), id(2)))->removedAt);
}

void TestActions::unitOrdersWaitForTheNode()
{
    QFETCH(QString, backend);
    start(backend, 2);
    const auto carryOut = [this](CommandState how, const QString& answer) {
        std::vector<Command> picked;
        waitUntil(
            [&] {
                picked = must(CommandRepository::pick(m_database->session(), id(1)));
                return !picked.empty();
            },
            5s, "the order");
        must(CommandRepository::finish(m_database->session(), picked.front().id, how, answer));
        return picked.front();
    };

    auto stopped = actions().orderUnit(id(1), QStringLiteral("web"), UnitOrder::Stop);
    const Command stop = carryOut(CommandState::Done, {});
    QCOMPARE(stop.kind, QString(orderkind::UnitStop));
    QCOMPARE(stop.arguments.value(u"unit").toString(), QStringLiteral("web"));
    QCOMPARE(stop.askedBy, QStringLiteral("dana"));
    QCOMPARE(get(stopped).undo, QStringLiteral("unit start web-02 web"));
    QCOMPARE(must(NodeRepository::unitsHeld(m_database->session(), id(1))),
             QStringList{QStringLiteral("web")});
    waitUntil([this] { return !m_nodes[1]->nudges.empty(); }, 5s, "the nudge");

    auto started = actions().orderUnit(id(1), QStringLiteral("web"), UnitOrder::Start);
    carryOut(CommandState::Done, {});
    get(started);
    QVERIFY(must(NodeRepository::unitsHeld(m_database->session(), id(1))).isEmpty());

    auto failed = actions().orderUnit(id(1), QStringLiteral("web"), UnitOrder::Restart);
    QCOMPARE(carryOut(CommandState::Failed, QStringLiteral("The program is missing.")).kind,
             QString(orderkind::UnitRestart));
    const Result<Done> answer = outcome(failed);
    QVERIFY(!answer);
    QCOMPARE(answer.error().what, QStringLiteral("web-02: The program is missing."));
}

void TestActions::aUnitThatIsUnknownIsNamed()
{
    start(QStringLiteral("sqlite"), 1);
    const Result<Done> refused = outcome(actions().orderUnit(id(0), QStringLiteral("wep"), UnitOrder::Stop));
    QCOMPARE(refused.error().kind, ErrorKind::NotFound);
    QCOMPARE(refused.error().remedy, QStringLiteral("Its units: web."));
}

void TestActions::switchoverWaitsForTheNewPrimary()
{
    QFETCH(QString, backend);
    start(backend);
    get(actions().enable(Feature::LoadBalancing, {}));
    get(actions().enable(Feature::HighAvailability, {}));
    becomePrimary(0);
    auto switched = actions().switchover(id(1));
    std::vector<Command> picked;
    waitUntil(
        [&] {
            picked = must(CommandRepository::pick(m_database->session(), id(0)));
            return !picked.empty();
        },
        5s, "the order");
    QCOMPARE(picked.front().kind, QString(orderkind::Switchover));
    QCOMPARE(picked.front().arguments.value(u"to").toString(), id(1).toString());
    QVERIFY(!switched.isFinished());
    const Epoch epoch = facts().lease->epoch;
    QVERIFY(must(leasesql::release(m_database->session(), id(0), epoch, id(1), TermEnd::Switchover, 1s)));
    must(CommandRepository::finish(m_database->session(), picked.front().id, CommandState::Done, {}));
    becomePrimary(1);
    const Done done = get(switched);
    QCOMPARE(done.sentence, QStringLiteral("web-02 is the primary now, epoch %1.").arg(epoch + 1));
    QCOMPARE(done.undo, QStringLiteral("switchover --to web-01"));
}

void TestActions::aHaltedElectionIsRepaired()
{
    QFETCH(QString, backend);
    start(backend);
    becomePrimary(0);
    Session& session = m_database->session();
    const auto refusal = [this](Epoch atLeast) { return outcome(actions().repairLease(atLeast)).error(); };
    const auto expectRepaired = [this](Epoch epoch, qint64 seqAbove) {
        const ClusterFacts now = facts();
        QCOMPARE(now.fence, epoch);
        QVERIFY(now.lease && now.lease->released());
        QCOMPARE(now.lease->epoch, epoch);
        QVERIFY(now.lease->seq > seqAbove);
        QVERIFY(!now.lease->target.isNull());
        for (const NodeRow& node : now.nodes)
            QVERIFY2(node.id != now.lease->target, "the target names nobody");
        QCOMPARE(lastEvent().kind, QString(eventkind::LeaseRepaired));
        QCOMPARE(lastEvent().actor, QStringLiteral("dana"));
        QCOMPARE(lastEvent().details.value(u"epoch").toInteger(), epoch);
    };

    // In order, and the primary renews: neither without nor with an epoch.
    QCOMPARE(refusal(0).kind, ErrorKind::Refused);
    QVERIFY2(refusal(0).what.contains(u"Nothing is wrong"), qPrintable(refusal(0).what));
    QVERIFY2(refusal(99).what.contains(u"the primary renews it"), qPrintable(refusal(99).what));
    QCOMPARE(facts().fence, Epoch(1));

    must(session.executeText(QStringLiteral("DELETE FROM ha_lease")));
    get(actions().repairLease(0));
    expectRepaired(2, 0);
    QVERIFY(lastEvent().details.value(u"lease").isNull());
    for (const auto& node : m_nodes)
        waitUntil([&node] { return !node->nudges.empty(); }, 5s, "the nudge");

    // The database went back: a node, though removed since, has seen more.
    m_nodes[2]->registration.report.highestEpoch = 40;
    heartbeat();
    must(session.executeText(QStringLiteral("UPDATE node SET removed_at = 1 WHERE name = 'web-03'")));
    const qint64 seq = facts().lease->seq;
    QVERIFY2(refusal(40).what.contains(u"too low"), qPrintable(refusal(40).what));
    get(actions().repairLease(0));
    expectRepaired(41, seq);

    must(session.executeText(QStringLiteral("DELETE FROM ha_epoch")));
    get(actions().repairLease(50));
    expectRepaired(50, seq);

    // Released and in order: only a higher epoch, which a node's alarm asked for, is written.
    QCOMPARE(refusal(0).kind, ErrorKind::Refused);
    get(actions().repairLease(60));
    expectRepaired(60, seq);

    must(session.executeText(QStringLiteral("UPDATE ha_epoch SET epoch = 9007199254740993")));
    QVERIFY2(refusal(0).what.contains(u"no node accepts"), qPrintable(refusal(0).what));
}

void TestActions::switchoverRefusesWhoCannot()
{
    start(QStringLiteral("sqlite"));
    becomePrimary(0);
    QCOMPARE(outcome(actions().switchover(id(0))).error().kind, ErrorKind::Refused);
    QCOMPARE(outcome(actions().switchover(NodeId::create())).error().kind, ErrorKind::NotFound);
    get(actions().setWanted(id(1), Wanted::Maintenance, {}, 0ms, false));
    const Result<Done> maintained = outcome(actions().switchover(id(1)));
    QCOMPARE(maintained.error().kind, ErrorKind::Refused);
    QVERIFY(maintained.error().what.contains(u"in maintenance"));
    get(actions().enable(Feature::LoadBalancing, {}));
    get(actions().setWanted(id(1), Wanted::Active, {}, 0ms, false));
    get(actions().enable(Feature::HighAvailability, {}));
    m_nodes[2]->registration.report.unfit = QStringLiteral("The unit service cannot run here.");
    heartbeat();
    QVERIFY(outcome(actions().switchover(id(2))).error().what.contains(u"cannot run here"));
    m_heart->stop();
    m_database->age(id(2), 60s);
    QVERIFY(outcome(actions().switchover(id(2))).error().what.contains(u"no heartbeat"));
    QVERIFY(must(CommandRepository::pick(m_database->session(), id(0))).empty());
}

void TestActions::withoutAPrimaryAnotherIsDesignated()
{
    start(QStringLiteral("sqlite"));
    QCOMPARE(facts().cluster.designated, id(0));
    auto moved = actions().switchover(id(2));
    waitUntil([this] { return facts().cluster.designated == id(2); }, 5s, "the new designation");
    becomePrimary(2);
    QCOMPARE(get(moved).sentence, QStringLiteral("web-03 is the primary now, epoch 1."));
}

void TestActions::whatWasShownIsRestoredOrNothing()
{
    start(QStringLiteral("sqlite"));
    const auto priorityOf = [this](int node) {
        return must(NodeRepository::find(m_database->session(), id(node)))->priority;
    };
    const ClusterBackup made = get(actions().backup());
    get(actions().setPriority(id(0), 70, false));
    const RestorePlan shown = get(actions().restorePlan(made));
    QCOMPARE(shown.changes.size(), 1);
    get(actions().setPriority(id(1), 60, false)); // another administrator, while it is read
    QCOMPARE(outcome(actions().restore(made, false, shown)).error().kind, ErrorKind::Conflict);
    QCOMPARE(priorityOf(0), 70);
    QCOMPARE(priorityOf(1), 60);
    get(actions().restore(made, false, get(actions().restorePlan(made))));
    QCOMPARE(priorityOf(0), 100);
    QCOMPARE(priorityOf(1), 100);
}

void TestActions::eventsAreFiltered()
{
    start(QStringLiteral("sqlite"));
    get(actions().pause(QStringLiteral("one")));
    get(actions().resume());
    EventQuery query;
    query.kind = QString(eventkind::FailoverPaused);
    QCOMPARE(get(m_session->events(query)).size(), size_t(1));
    query = {};
    query.node = id(1);
    const std::vector<Event> ofNode = get(m_session->events(query));
    QVERIFY(!ofNode.empty());
    for (const Event& event : ofNode)
        QCOMPARE(event.nodeName, QStringLiteral("web-02"));
    const std::vector<Event> newest = get(m_session->events(0, 1));
    QCOMPARE(newest.size(), size_t(1));
    QCOMPARE(newest.front().kind, QString(eventkind::FailoverResumed));
    QCOMPARE(get(m_session->events(newest.front().id, 1)).front().kind, QString(eventkind::FailoverPaused));
}

void TestActions::aBadUrlIsSaidEverywhere()
{
    ConnectionSpec spec;
    spec.url = QStringLiteral("oracle://db1/x");
    ClusterSession session(spec);
    session.start();
    waitUntil([&session] { return !session.status().error.what.isEmpty(); }, 5s, "the error");
    QCOMPARE(session.status().link, ClusterSession::Link::Connecting);
    QCOMPARE(session.status().error.kind, ErrorKind::Invalid);
    QCOMPARE(outcome(session.actions().resume()).error().kind, ErrorKind::Invalid);
    QCOMPARE(outcome(session.events(0, 1)).error().kind, ErrorKind::Invalid);
}

void TestActions::aSessionThatEndsEndsItsActions()
{
    start(QStringLiteral("sqlite"), 1);
    auto order = actions().orderUnit(id(0), QStringLiteral("web"), UnitOrder::Restart);
    waitUntil([this] { return !m_nodes[0]->nudges.empty(); }, 5s, "the order to wait for its node");
    auto reading = m_session->events(0, 1);
    m_session.reset();
    const Result<Done> ended = outcome(order);
    QVERIFY(!ended);
    QCOMPARE(ended.error().kind, ErrorKind::Unreachable);
    QVERIFY(reading.isFinished());
}

QTEST_GUILESS_MAIN(TestActions)
#include "tst_services_actions.moc"
