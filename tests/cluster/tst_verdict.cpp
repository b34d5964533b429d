#include "model/cluster/verdict.h"
#include "tests/cluster/facts.h"

#include <QSet>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

struct Case {
    const char* rule;
    Mode mode;
    int node; // web-01 is the primary
    void (*change)(FactsBuilder&, NodeRow&, Probe&);
    NodeState state;
    const char* mentions;
};

void refuse(Probe& probe, ProbeResult result)
{
    probe.result = result;
    probe.rtt.reset();
}

/// What the load balancer itself says of a node, as the primary reports it.
void balancerSays(FactsBuilder& cluster, const NodeRow& node, const char* status, BalancerView view,
                  const char* check = "L7OK", int code = 200)
{
    BalancerSighting sighting;
    sighting.node = node.id;
    sighting.view = view;
    sighting.status = QString::fromLatin1(status);
    sighting.server = QStringLiteral("nodes/web-02");
    sighting.check = QString::fromLatin1(check);
    sighting.answer = QStringLiteral("Layer4 timeout");
    sighting.code = code;
    sighting.changed = 12s;
    sighting.age = 1s;
    cluster.node(0).report.balancer.asks = true;
    cluster.node(0).report.balancer.sees = {sighting};
}

constexpr Mode ha = Mode::HighAvailability;

// clang-format off
const std::vector<Case> cases{
    {"removed", ha, 1, [](FactsBuilder&, NodeRow& n, Probe& p) { n.removedAt = 1; n.heartbeatAge = 60s; refuse(p, ProbeResult::Refused); }, NodeState::Removed, "removed"},
    {"removed", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.removedAt = 1; }, NodeState::Removed, "still runs"},
    {"never-started", ha, 1, [](FactsBuilder&, NodeRow& n, Probe& p) { n.heartbeatAge.reset(); refuse(p, ProbeResult::Refused); }, NodeState::Down, "never written"},
    {"stopped", ha, 1, [](FactsBuilder&, NodeRow& n, Probe& p) { n.stopped = true; refuse(p, ProbeResult::Refused); }, NodeState::Down, "stopped in order"},
    {"refused", ha, 1, [](FactsBuilder&, NodeRow& n, Probe& p) { n.heartbeatAge = 3s; refuse(p, ProbeResult::Refused); }, NodeState::Down, "refuses connections"},
    {"silent", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe& p) { n.heartbeatAge = 252s; refuse(p, ProbeResult::Timeout); c.waysTo(1, ProbeResult::Timeout); }, NodeState::Down, "does not answer"},
    {"stale-answers-nodes", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe& p) { n.heartbeatAge = 252s; refuse(p, ProbeResult::Timeout); c.way(0, 1, ProbeResult::Timeout); }, NodeState::Stale, "Its messenger answers web-03, so it is running"},
    {"refused", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe& p) { n.heartbeatAge = 2900ms; refuse(p, ProbeResult::Refused); c.waysFrom(1, ProbeResult::Ok); }, NodeState::Down, "refuses connections"},
    {"stale-alive", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.heartbeatAge = 6s; }, NodeState::Stale, "cannot reach the database"},
    {"stale-alive", ha, 1, [](FactsBuilder&, NodeRow& n, Probe& p) { n.heartbeatAge = 6s; refuse(p, ProbeResult::KeyDiffers); }, NodeState::Stale, "cannot reach the database"},
    {"stale", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe& p) { n.heartbeatAge = 6s; refuse(p, ProbeResult::NotConfigured); c.waysTo(1, ProbeResult::Refused); }, NodeState::Stale, "could not be asked"},
    {"key-differs", ha, 1, [](FactsBuilder&, NodeRow& n, Probe& p) { n.report.keyFingerprint = QStringLiteral("9C41"); refuse(p, ProbeResult::KeyDiffers); }, NodeState::Degraded, "9C41"},
    {"key-differs", ha, 1, [](FactsBuilder& c, NodeRow&, Probe& p) { refuse(p, ProbeResult::KeyDiffers); c.waysTo(1, ProbeResult::Timeout); }, NodeState::Degraded, "differs"},
    {"key-differs", ha, 1, [](FactsBuilder& c, NodeRow&, Probe&) { c.waysTo(1, ProbeResult::KeyDiffers); }, NodeState::Degraded, "Its handshake with web-01 and web-03 proved another"},
    {"key-here-differs", ha, 1, [](FactsBuilder&, NodeRow&, Probe& p) { refuse(p, ProbeResult::KeyDiffers); }, NodeState::Unreachable, "proved the cluster's key to web-01 and web-03, but this computer"},
    {"messenger-cut-off-here", ha, 1, [](FactsBuilder&, NodeRow&, Probe& p) { refuse(p, ProbeResult::Timeout); }, NodeState::Unreachable, "This computer cannot reach its messenger, but web-01 and web-03 do, so the node itself is fine."},
    {"messenger-cut-off-here", ha, 1, [](FactsBuilder& c, NodeRow&, Probe& p) { refuse(p, ProbeResult::Refused); c.way(0, 1, ProbeResult::Refused); }, NodeState::Unreachable, "but web-03 does"},
    {"messenger-isolated", ha, 1, [](FactsBuilder& c, NodeRow&, Probe& p) { refuse(p, ProbeResult::Timeout); c.waysTo(1, ProbeResult::Timeout); c.waysFrom(1, ProbeResult::Timeout); }, NodeState::Unreachable, "nor does this computer, and it reaches none of theirs"},
    {"messenger-reached-by-nobody", ha, 1, [](FactsBuilder& c, NodeRow&, Probe& p) { refuse(p, ProbeResult::Refused); c.waysTo(1, ProbeResult::Refused); }, NodeState::Unreachable, "nobody reaches its messenger: web-01 and web-03 do not, nor does this computer."},
    {"messenger-reached-by-nobody", ha, 1, [](FactsBuilder& c, NodeRow&, Probe& p) { refuse(p, ProbeResult::NotConfigured); c.waysTo(1, ProbeResult::Timeout); }, NodeState::Unreachable, "web-01 and web-03 do not."},
    {"messenger-reached-only-here", ha, 1, [](FactsBuilder& c, NodeRow&, Probe&) { c.waysTo(1, ProbeResult::Timeout); }, NodeState::Unreachable, "but no node does"},
    {"messenger-reaches-nobody", ha, 1, [](FactsBuilder& c, NodeRow&, Probe&) { c.waysFrom(1, ProbeResult::Timeout); }, NodeState::Degraded, "not web-01, nor web-03"},
    {"over-license", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.joinedAt = 1; c.facts.cluster.license.nodes = 2; }, NodeState::Degraded, "allows 2 nodes"},
    {"maintenance", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.wanted = Wanted::Maintenance; n.wantedBy = QStringLiteral("dana"); }, NodeState::Maintenance, "dana"},
    {"draining", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.wanted = Wanted::Draining; }, NodeState::Draining, "no new ones"},
    {"messenger-refused", ha, 1, [](FactsBuilder& c, NodeRow&, Probe& p) { refuse(p, ProbeResult::Refused); c.forgetWays(); }, NodeState::Unreachable, "refuses"},
    {"messenger-silent", ha, 1, [](FactsBuilder& c, NodeRow&, Probe& p) { refuse(p, ProbeResult::Timeout); c.forgetWays(); }, NodeState::Unreachable, "Its heartbeat arrives"},
    {"unit-failed", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].state = UnitState::Failed; n.report.units[0].lastError = QStringLiteral("exit code 7"); }, NodeState::Degraded, "exit code 7"},
    {"unit-stopped", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].state = UnitState::Stopped; }, NodeState::Degraded, "Web should run"},
    {"unit-not-ready", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].ready = false; n.report.units[0].notReady = QStringLiteral("http://127.0.0.1:8080/ answers 503."); }, NodeState::Degraded, "Web runs on it but is not ready: http://127.0.0.1:8080/ answers 503."},
    {"unit-not-ready", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].ready = false; }, NodeState::Degraded, "Web runs on it but is not ready."},
    {"unfit", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.unfit = QStringLiteral("The unit jobs cannot run here: no disk."); }, NodeState::Degraded, "It could not take over. The unit jobs cannot run here: no disk."},
    {"healthy", Mode::LoadBalancing, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.unfit = QStringLiteral("The unit jobs cannot run here: no disk."); }, NodeState::Healthy, "by hand"},
    {"balancer-dropped", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L4TOUT", 0); }, NodeState::Degraded, "It is alive, but the load balancer dropped it 13\u202Fs ago: its check ended with layer 4 timeout (L4TOUT)."},
    {"balancer-dropped", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L7STS", 404); n.report.balancer.told = BalancerView::Up; }, NodeState::Degraded, "HTTP 404 (L7STS)"},
    {"balancer-dropped", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "", 0); }, NodeState::Degraded, "dropped it 13\u202Fs ago."},
    {"healthy", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN 1/2", BalancerView::Down); }, NodeState::Healthy, "takes over"},
    {"healthy", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L7STS", 503); n.report.balancer.told = BalancerView::Up; n.report.balancer.toldFor = 3s; }, NodeState::Healthy, "takes over"},
    {"balancer-dropped", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L7STS", 503); n.report.balancer.told = BalancerView::Up; n.report.balancer.toldFor = 60s; }, NodeState::Degraded, "HTTP 503 (L7STS)"},
    {"balancer-cannot-resolve", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "MAINT (resolution)", BalancerView::Drain); }, NodeState::Degraded, "does not find its name in DNS"},
    {"balancer-took-out", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "MAINT (via nodes/web-03)", BalancerView::Drain); }, NodeState::Degraded, "taken out"},
    {"healthy", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L4TOUT", 0); c.node(0).report.balancer.sees[0].age = 9700ms; }, NodeState::Healthy, "takes over"},
    {"healthy", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "UP", BalancerView::Up); }, NodeState::Healthy, "takes over"},
    {"unit-failed", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L7STS", 503); n.report.units[0].state = UnitState::Failed; }, NodeState::Degraded, "Web should run"},
    {"balancer-took-out", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "MAINT", BalancerView::Drain); }, NodeState::Degraded, "taken out in the load balancer itself 13\u202Fs ago: that says MAINT."},
    {"balancer-missing", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "", BalancerView::Unknown); }, NodeState::Degraded, "does not know it"},
    {"maintenance-served", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.wanted = Wanted::Maintenance; n.wantedBy = QStringLiteral("dana"); balancerSays(c, n, "UP", BalancerView::Up); }, NodeState::Maintenance, "It was put into maintenance by dana and serves nothing, but the load balancer still sends it requests: it says UP."},
    {"maintenance", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.wanted = Wanted::Maintenance; balancerSays(c, n, "DOWN", BalancerView::Down); }, NodeState::Maintenance, "none of its units"},
    {"draining-served", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.wanted = Wanted::Draining; balancerSays(c, n, "UP", BalancerView::Up); }, NodeState::Draining, "It is draining, but the load balancer still sends it requests: it says UP."},
    {"draining", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.wanted = Wanted::Draining; balancerSays(c, n, "DOWN", BalancerView::Down, "L7STS", 503); }, NodeState::Draining, "no new ones"},
    {"draining-served", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.wanted = Wanted::Draining; balancerSays(c, n, "UP", BalancerView::Up); n.report.balancer.told = BalancerView::Drain; n.report.balancer.toldFor = 20s; }, NodeState::Draining, "still sends it requests"},
    {"draining", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.wanted = Wanted::Draining; balancerSays(c, n, "UP", BalancerView::Up); n.report.balancer.told = BalancerView::Drain; n.report.balancer.toldFor = 2s; }, NodeState::Draining, "gets no new ones"},
    {"draining", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { n.wanted = Wanted::Draining; balancerSays(c, n, "UP", BalancerView::Up); n.report.balancer.told = BalancerView::Up; n.report.balancer.toldFor = 60s; }, NodeState::Draining, "gets no new ones"},
    {"healthy", ha, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L4TOUT", 0); n.report.balancer.told = BalancerView::Up; n.report.balancer.toldFor = 2s; }, NodeState::Healthy, "takes over"},
    {"idle-served", Mode::Single, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "no check", BalancerView::Up, "", 0); }, NodeState::Idle, "sends it requests: it says no check."},
    {"idle", Mode::Single, 1, [](FactsBuilder& c, NodeRow& n, Probe&) { balancerSays(c, n, "DOWN", BalancerView::Down, "L7STS", 503); }, NodeState::Idle, "load balancing is off"},
    {"unit-held", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].state = UnitState::Stopped; n.unitsHeld = {QStringLiteral("web")}; }, NodeState::Degraded, "administrator"},
    {"storage-failing", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.shared.fault = StorageFault::Full; }, NodeState::Degraded, "The shared storage, /srv/shared, is full"},
    {"version-differs", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.version = QStringLiteral("0.9"); }, NodeState::Degraded, "0.9"},
    {"clock-skewed", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.clockOffset = -4s; }, NodeState::Degraded, "clock"},
    {"idle", Mode::Single, 1, [](FactsBuilder&, NodeRow&, Probe&) {}, NodeState::Idle, "load balancing is off"},
    {"starting", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].state = UnitState::Starting; }, NodeState::Healthy, "starting"},
    {"starting", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].notReady = QStringLiteral("It has not answered yet."); }, NodeState::Healthy, "web is starting"},
    {"holds-back", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.holdBack = HoldBack{16400ms, TermEnd::SelfFenced, 4s}; }, NodeState::Healthy, "It is healthy, but holds back for 16\u202Fs more because its last term ended after 4.0\u202Fs."},
    {"healthy", ha, 0, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.holdBack = HoldBack{16s, TermEnd::SelfFenced, 4s}; }, NodeState::Healthy, "primary"},
    {"healthy", ha, 1, [](FactsBuilder&, NodeRow& n, Probe&) { n.report.units[0].ready = true; }, NodeState::Healthy, "takes over"},
    {"healthy", ha, 0, [](FactsBuilder&, NodeRow&, Probe&) {}, NodeState::Healthy, "primary, epoch 42"},
    {"healthy", ha, 1, [](FactsBuilder&, NodeRow&, Probe&) {}, NodeState::Healthy, "takes over"},
    {"healthy", Mode::LoadBalancing, 1, [](FactsBuilder&, NodeRow&, Probe&) {}, NodeState::Healthy, "by hand"},
    {"healthy", ha, 1, [](FactsBuilder&, NodeRow&, Probe& p) { refuse(p, ProbeResult::NotConfigured); }, NodeState::Healthy, "takes over"},
};
// clang-format on

} // namespace

class TestVerdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachRuleSaysItsSentence_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::addRow("%s %zu", cases[i].rule, i) << static_cast<int>(i);
    }
    void eachRuleSaysItsSentence()
    {
        QFETCH(int, index);
        const Case& expected = cases[static_cast<std::size_t>(index)];
        FactsBuilder cluster(3, expected.mode);
        expected.change(cluster, cluster.node(expected.node), cluster.probe(expected.node));

        const ClusterView view = cluster.view();
        const auto all = [&] {
            std::vector<NodeView> nodes = view.nodes;
            nodes.insert(nodes.end(), view.removed.begin(), view.removed.end());
            return nodes;
        }();
        const auto node = std::find_if(all.begin(), all.end(), [&](const NodeView& n) {
            return n.row.id == cluster.node(expected.node).id;
        });
        QVERIFY(node != all.end());
        QCOMPARE(wordOf(node->verdict.state), wordOf(expected.state));
        QVERIFY2(node->verdict.sentence.contains(QString::fromUtf8(expected.mentions)),
                 qPrintable(node->verdict.sentence));
        QVERIFY(node->verdict.sentence.endsWith(u'.'));
        QVERIFY(!node->verdict.signalsSentence.isEmpty());
        QVERIFY2(!node->verdict.sentence.contains(QStringLiteral("%")), qPrintable(node->verdict.sentence));

        // The rule that decided is the one the row is about.
        Signals input{node->row,
                      node->probe,
                      expected.mode,
                      node->primary,
                      42,
                      node->key,
                      QStringLiteral("3F7A"),
                      node->versionInSync,
                      QStringLiteral("1.0"),
                      node->row.report.clockOffset,
                      node->succession,
                      node->mesh,
                      node->licensed,
                      cluster.facts.cluster.license.nodes,
                      node->storage,
                      node->balancer};
        const auto rule = std::find_if(verdictRules().begin(), verdictRules().end(),
                                       [&](const VerdictRule& r) { return r.applies(input); });
        QCOMPARE(QString::fromLatin1(rule->name), QString::fromLatin1(expected.rule));
    }

    void everyRuleHasACase()
    {
        QSet<QString> tested;
        for (const Case& each : cases)
            tested.insert(QString::fromLatin1(each.rule));
        for (const VerdictRule& rule : verdictRules())
            QVERIFY2(tested.contains(QString::fromLatin1(rule.name)), rule.name);
    }

    void aNodesWordCountsOnlyWhileItIsYoungAndRepeated()
    {
        FactsBuilder cluster(3);
        cluster.probe(1).result = ProbeResult::Timeout;
        QCOMPARE(cluster.concluded(1).mesh.reachedBy, (QStringList{u"web-01"_qs, u"web-03"_qs}));
        // Too old, from a node that is silent itself, or about a node that was removed.
        cluster.node(0).report.peers[0].age = peerReportHolds;
        cluster.node(2).heartbeatAge = 6s;
        QVERIFY(cluster.concluded(1).mesh.reachedBy.isEmpty());
        QVERIFY(cluster.view().mesh.size() < 4);
        // One lost ping breaks no way.
        FactsBuilder once(3);
        once.waysTo(1, ProbeResult::Timeout);
        for (NodeRow& row : once.facts.nodes)
            for (PeerReport& peer : row.report.peers)
                peer.failuresInARow = std::min(peer.failuresInARow, failuresThatCount - 1);
        QVERIFY(once.concluded(1).mesh.notReachedBy.isEmpty());
        QCOMPARE(once.concluded(1).verdict.state, NodeState::Healthy);
    }

    void aDeadNodeIsNotHeldAgainstThoseWhoCannotReachIt()
    {
        FactsBuilder cluster(3);
        for (const int dead : {1, 2}) {
            cluster.node(dead).heartbeatAge = 60s;
            cluster.probe(dead).result = ProbeResult::Timeout;
            cluster.waysTo(dead, ProbeResult::Timeout);
        }
        QCOMPARE(cluster.concluded(0).verdict.state, NodeState::Healthy);
        QVERIFY(cluster.concluded(0).mesh.reachesNot.isEmpty());
    }

    void oneBrokenWayIsAProblemOfNoNode()
    {
        FactsBuilder cluster(3);
        cluster.way(0, 2, ProbeResult::Refused);
        const ClusterView view = cluster.view();
        QCOMPARE(view.health, Health::Healthy);
        QCOMPARE(view.problems.size(), std::size_t(1));
        QCOMPARE(view.problems[0].sentence, u"web-01 does not reach the messenger of web-03"_qs);
        QVERIFY2(view.problems[0].detail.contains(u"web-01 to web-03 (refused)"),
                 qPrintable(view.problems[0].detail));
        QVERIFY(!view.problems[0].remedy.isEmpty());
        // A node that nobody reaches has a verdict, and that says it.
        cluster.waysTo(2, ProbeResult::Refused);
        QCOMPARE(cluster.view().problems.size(), std::size_t(1));
        QCOMPARE(cluster.view().problems[0].node, cluster.node(2).id);
    }

    void aNodeThatAnswersOthersIsNotRemoved()
    {
        FactsBuilder cluster(3);
        cluster.node(1).heartbeatAge = 60s;
        cluster.probe(1).result = ProbeResult::Timeout;
        QVERIFY(cluster.concluded(1).alive);
        QVERIFY(!cluster.concluded(1).removal.allowed);
        cluster.waysTo(1, ProbeResult::Timeout);
        QVERIFY(cluster.concluded(1).removal.allowed);
    }

    void theOddKeyIsFoundByHandshakes()
    {
        // The same four digits by chance: only handshakes tell.
        FactsBuilder cluster(3);
        cluster.probes.clear();
        cluster.waysTo(2, ProbeResult::KeyDiffers);
        cluster.waysFrom(2, ProbeResult::KeyDiffers);
        QCOMPARE(cluster.concluded(2).key, KeyState::Differs);
        QCOMPARE(cluster.concluded(0).key, KeyState::InSync);
        QCOMPARE(cluster.concluded(1).key, KeyState::InSync);
        // Of two that do not understand each other, the one with the cluster's fingerprint is right.
        FactsBuilder two(2);
        two.probes.clear();
        two.facts.cluster.keys.inForce = u"3F7A"_qs;
        two.node(1).report.keyFingerprint = u"9C41"_qs;
        two.waysTo(0, ProbeResult::KeyDiffers);
        two.waysTo(1, ProbeResult::KeyDiffers);
        QCOMPARE(two.concluded(0).key, KeyState::InSync);
        QCOMPARE(two.concluded(1).key, KeyState::Differs);
    }

    void healthFollowsTheNodes()
    {
        FactsBuilder cluster(3);
        QCOMPARE(cluster.view().health, Health::Healthy);
        QCOMPARE(cluster.view().sentence, QStringLiteral("All 3 nodes are healthy."));
        QVERIFY(cluster.view().problems.empty());

        cluster.node(2).heartbeatAge = 60s;
        cluster.probe(2).result = ProbeResult::Timeout;
        cluster.waysTo(2, ProbeResult::Timeout);
        ClusterView view = cluster.view();
        QCOMPARE(view.health, Health::Degraded);
        QCOMPARE(view.problems.size(), std::size_t(1));
        QCOMPARE(view.problems[0].node, cluster.node(2).id);
        QVERIFY(view.find(cluster.node(2).id)->removal.allowed);
        QVERIFY(!view.find(cluster.node(1).id)->removal.allowed);

        cluster.facts.leaseAge = 10s;
        view = cluster.view();
        QCOMPARE(view.health, Health::Critical);
        QVERIFY(!view.primary);
        QCOMPARE(view.problems[0].sentence, QStringLiteral("No node is primary"));
    }

    void whatADownNodeSaidLastIsNotShownAsTrue()
    {
        FactsBuilder cluster(3);
        QVERIFY(cluster.concluded(1).reportHolds());
        cluster.node(1).heartbeatAge = 3s; // younger than stale, but its messenger refuses: it is down
        cluster.probe(1).result = ProbeResult::Refused;
        QCOMPARE(cluster.concluded(1).verdict.state, NodeState::Down);
        QVERIFY(!cluster.concluded(1).reportHolds());
        QCOMPARE(cluster.view().forecast.nodesServing, 2);
        cluster.probe(1).result = ProbeResult::Ok;
        cluster.node(1).heartbeatAge = 6s; // runs, but what it said is old
        QVERIFY(!cluster.concluded(1).reportHolds());
        QCOMPARE(cluster.view().forecast.nodesServing, 3);
    }

    void advisoriesDoNotDegrade()
    {
        FactsBuilder cluster(3, Mode::Single);
        const ClusterView view = cluster.view();
        QCOMPARE(view.health, Health::Healthy);
        QCOMPARE(view.problems.size(), std::size_t(2));
        QVERIFY(view.problems[0].advisory && view.problems[1].advisory);
        QVERIFY(view.sentence.contains(QStringLiteral("no node takes over on its own")));
    }

    void aMissingLeaseOrAnEpochThatWentBackIsCritical()
    {
        FactsBuilder cluster(3);
        cluster.facts.fence = 41;
        QCOMPARE(cluster.view().health, Health::Critical);
        cluster.facts.fence = 42;
        cluster.facts.lease.reset();
        QCOMPARE(cluster.view().health, Health::Critical);
        QCOMPARE(cluster.view().problems[0].sentence,
                 QStringLiteral("The lease is missing from the database"));
    }

    void aNodeThatHasSeenAHigherEpochHaltsTheElection()
    {
        FactsBuilder cluster(3);
        cluster.node(0).report.highestEpoch = 42; // as the database: all is well
        QCOMPARE(cluster.view().health, Health::Healthy);
        cluster.node(1).report.highestEpoch = 45;
        cluster.node(2).report.highestEpoch = 44;
        const ClusterView view = cluster.view();
        QCOMPARE(view.health, Health::Critical);
        QCOMPARE(view.problems[0].sentence, QStringLiteral("The epoch went back"));
        QVERIFY2(view.problems[0].detail.startsWith(cluster.node(1).name +
                                                    QStringLiteral(" has seen epoch 45 and")),
                 qPrintable(view.problems[0].detail));
        QVERIFY(view.problems[0].remedy.contains(u"rollcallctl lease repair"));
        // What a dead or a removed node once wrote is the past: it halts nobody.
        for (const int index : {1, 2}) {
            cluster.node(index).heartbeatAge = 60s;
            cluster.node(index).removedAt = index == 2 ? std::optional<qint64>(1) : std::nullopt;
        }
        const ClusterView later = cluster.view();
        QVERIFY(std::none_of(later.problems.begin(), later.problems.end(), [](const Problem& problem) {
            return problem.sentence == u"The epoch went back";
        }));
    }

    void pausedIsAProblemWithAWayBack()
    {
        FactsBuilder cluster(3);
        cluster.facts.cluster.paused = true;
        cluster.facts.cluster.pausedReason = QStringLiteral("kernel update");
        const ClusterView view = cluster.view();
        QCOMPARE(view.health, Health::Degraded);
        QCOMPARE(view.problems[0].action, ProblemAction::Resume);
        QVERIFY(view.problems[0].detail.contains(QStringLiteral("kernel update")));
    }

    void successionIsByPriorityThenName()
    {
        FactsBuilder cluster(4);
        cluster.node(3).priority = 200;
        cluster.node(1).priority = 0;
        const ClusterView view = cluster.view();
        QCOMPARE(view.find(cluster.node(3).id)->succession, 1);
        QCOMPARE(view.find(cluster.node(2).id)->succession, 2);
        QCOMPARE(view.find(cluster.node(1).id)->succession, 0);
        QCOMPARE(view.find(cluster.node(0).id)->succession, 0);
        QCOMPARE(view.forecast.successorName, QStringLiteral("web-04"));
        QCOMPARE(view.forecast.nodesLeft, 3);
    }

    void theBalancersOwnWordGoesBeforeTheNodes()
    {
        FactsBuilder cluster(3);
        NodeRow& node = cluster.node(1);
        node.report.balancer.told = BalancerView::Up;
        QCOMPARE(cluster.concluded(1).balancerView(), BalancerView::Up); // nobody asks the balancer
        QCOMPARE(cluster.concluded(1).verdict.signalsSentence, QStringLiteral("All three signals agree."));
        balancerSays(cluster, node, "DOWN", BalancerView::Down, "L4TOUT", 0);
        QCOMPARE(cluster.concluded(1).balancerView(), BalancerView::Down);
        QCOMPARE(cluster.concluded(1).verdict.signalsSentence,
                 QStringLiteral("The load balancer differs: it sends it nothing."));
        QCOMPARE(cluster.concluded(2).balancerView(),
                 BalancerView::Unknown); // asked, and nothing was said of it
        QVERIFY(cluster.concluded(2).verdict.signalsSentence.contains(u"the load balancer says nothing"));
        // The freshest word counts, whoever carries it; an old one does not, nor one in an old heartbeat.
        node.report.balancer.asks = true;
        node.report.balancer.sees = cluster.node(0).report.balancer.sees;
        node.report.balancer.sees[0].view = BalancerView::Up;
        node.report.balancer.sees[0].age = 500ms;
        QCOMPARE(cluster.concluded(1).balancerView(), BalancerView::Up);
        node.report.balancer.sees[0].age = 1500ms;
        QCOMPARE(cluster.concluded(1).balancerView(), BalancerView::Down);
        cluster.node(0).heartbeatAge = 5100ms;
        QCOMPARE(cluster.concluded(1).balancerView(), BalancerView::Up);
        node.report.balancer.sees[0].age = 9700ms;
        QCOMPARE(cluster.concluded(1).balancerView(), BalancerView::Unknown);
        cluster.node(0).heartbeatAge = 400ms;
        // A node that is gone: both say so.
        node.heartbeatAge = 60s;
        cluster.probe(1).result = ProbeResult::Refused;
        QCOMPARE(cluster.concluded(1).verdict.signalsSentence, QStringLiteral("All three signals agree."));
        node.heartbeatAge = 400ms;
        cluster.probe(1).result = ProbeResult::Ok;
        // What finds a draining node not ready drains it.
        node.wanted = Wanted::Draining;
        QCOMPARE(cluster.concluded(1).balancerView(), BalancerView::Drain);
        QCOMPARE(cluster.concluded(1).verdict.signalsSentence, QStringLiteral("All three signals agree."));
        node.report.balancer.sees.clear();
        node.report.balancer.told = BalancerView::Drain;
        node.report.balancer.toldFor = 60s;
        cluster.node(0).report.balancer.sees[0].view = BalancerView::Up;
        QCOMPARE(cluster.concluded(1).verdict.signalsSentence,
                 QStringLiteral("The load balancer differs: it still sends it requests."));
    }

    void aBalancerThatCannotBeReadIsAProblem()
    {
        const auto problems = [](FactsBuilder& cluster) {
            const ClusterView view = cluster.view();
            return std::count_if(view.problems.begin(), view.problems.end(), [](const Problem& problem) {
                return problem.sentence.startsWith(QStringLiteral("What the load balancer sees"));
            });
        };
        FactsBuilder cluster(3);
        for (int i = 0; i < 3; ++i)
            cluster.node(i).report.balancer.asks = true;
        QCOMPARE(problems(cluster), 0); // not yet
        cluster.node(2).report.balancer.problem = QStringLiteral("Nothing listens there.");
        QCOMPARE(problems(cluster), 1);
        QCOMPARE(cluster.concluded(0).verdict.state, NodeState::Healthy); // no fault of a node
        balancerSays(cluster, cluster.node(1), "UP", BalancerView::Up);
        QCOMPARE(problems(cluster), 0); // somebody reaches it
    }

    void aPrimaryThatLoadBalancersDroppedIsAProblem()
    {
        const auto problems = [](FactsBuilder& cluster) {
            const ClusterView view = cluster.view();
            return std::count_if(view.problems.begin(), view.problems.end(), [](const Problem& problem) {
                return problem.sentence.startsWith(QStringLiteral("Load balancers do not ask the primary"));
            });
        };
        FactsBuilder cluster(3);
        QCOMPARE(problems(cluster), 0); // nobody asks anybody
        for (int i = 0; i < 3; ++i)
            cluster.node(i).report.balancer = {BalancerView::Up, 1s};
        QCOMPARE(problems(cluster), 0);
        cluster.node(0).report.balancer = {BalancerView::Unknown, 34s};
        QCOMPARE(problems(cluster), 1);
        const ClusterView view = cluster.view();
        QCOMPARE(view.health, Health::Degraded);
        QCOMPARE(view.problems.front().node, cluster.node(0).id);
        QCOMPARE(
            view.problems.front().detail,
            QStringLiteral("Load balancers ask web-02 and web-03, but have not asked web-01, the primary, "
                           "for 34\u202Fs."));
        cluster.node(0).report.balancer = {};
        QCOMPARE(problems(cluster), 1); // it never was: not in their list
        cluster.node(1).report.balancer = {};
        cluster.node(2).report.balancer.askedAgo = 19'500ms;
        QCOMPARE(problems(cluster), 1);
        cluster.node(2).report.balancer.askedAgo = 20s;
        QCOMPARE(problems(cluster), 0); // the load balancer itself may have ended
        cluster.node(2).report.balancer.askedAgo = 1s;
        cluster.node(2).heartbeatAge = 6s;
        QCOMPARE(problems(cluster), 0); // what the others said is old
        cluster.node(2).heartbeatAge = 1s;
        QCOMPARE(problems(cluster), 1);
        cluster.node(0).heartbeatAge = 6s;
        QCOMPARE(problems(cluster), 0); // and so is what the primary said
        cluster.node(0).heartbeatAge = 1s;
        cluster.node(0).wanted = Wanted::Draining;
        QCOMPARE(problems(cluster), 0); // as it should be
        cluster.node(0).wanted = Wanted::Active;
        cluster.facts.terms.front().startedAt = cluster.facts.databaseTime - 20'000;
        QCOMPARE(problems(cluster), 0); // it may only just have been started
    }

    void anEmptyClusterIsSaidPlainly()
    {
        const ClusterView view = FactsBuilder(0).view();
        QCOMPARE(view.sentence, QStringLiteral("No nodes have joined yet."));
        QVERIFY(view.nodes.empty() && view.problems.empty());
    }

    void theKeyOfTheMajorityIsTheClusters()
    {
        FactsBuilder cluster(3);
        cluster.probes.clear();
        cluster.forgetWays();
        cluster.node(1).report.keyFingerprint = QStringLiteral("9C41");
        QCOMPARE(cluster.concluded(1).key, KeyState::Differs);
        QCOMPARE(cluster.concluded(0).key, KeyState::InSync);
        cluster.node(2).report.keyFingerprint.clear();
        QCOMPARE(cluster.concluded(2).key, KeyState::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
