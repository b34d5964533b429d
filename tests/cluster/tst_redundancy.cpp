#include "model/cluster/drillplan.h"
#include "model/cluster/redundancy.h"
#include "tests/cluster/facts.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

struct RedundancyCase {
    const char* name;
    int nodes; ///< web-01 is the primary
    Mode mode;
    void (*change)(FactsBuilder&);
    Health health;
    const char* sentence; ///< of the cluster; empty: not of interest
    const char* row;      ///< the problem's sentence; empty: there is none about redundancy
    const char* remedy = "";
};

void maintain(FactsBuilder& cluster, std::initializer_list<int> nodes)
{
    for (const int index : nodes)
        cluster.node(index).wanted = Wanted::Maintenance;
}

void holdBack(FactsBuilder& cluster, int index, Millis left, TermEnd why = TermEnd::SelfFenced)
{
    cluster.node(index).report.holdBack = HoldBack{left + *cluster.node(index).heartbeatAge, why, 4s};
}

/// web-02 has a second web unit, which does not run.
void addStoppedWeb(FactsBuilder& cluster, bool byHand)
{
    NodeRow& row = cluster.node(1);
    UnitReport second = row.report.units[0];
    second.name = QStringLiteral("web-two");
    second.state = UnitState::Stopped;
    row.report.units.push_back(second);
    if (byHand)
        row.unitsHeld = {second.name};
}

constexpr Mode ha = Mode::HighAvailability;
constexpr Mode lb = Mode::LoadBalancing;
constexpr const char* noTakeover = "No other node would take over";

// clang-format off
const std::vector<RedundancyCase> cases{
    {"all are well", 3, ha, [](FactsBuilder&) {}, Health::Healthy, "All 3 nodes are healthy.", ""},
    {"one is away, another one is ready", 3, ha, [](FactsBuilder& c) { maintain(c, {1}); }, Health::Healthy, "No node needs attention.", ""},
    {"one is never primary, another one is ready", 3, ha, [](FactsBuilder& c) { c.node(2).priority = 0; }, Health::Healthy, "", ""},
    {"maintenance and priority 0", 3, ha, [](FactsBuilder& c) { maintain(c, {1}); c.node(2).priority = 0; }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 is in maintenance, web-03 has priority 0.", noTakeover,
     "Activate web-02 when the work is done. Or: Give web-03 a priority above 0: rollcallctl node priority NODE 100."},
    {"all the others have priority 0", 3, ha, [](FactsBuilder& c) { c.node(1).priority = c.node(2).priority = 0; }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 and web-03 have priority 0.", noTakeover},
    {"all the others are in maintenance", 3, ha, [](FactsBuilder& c) { maintain(c, {1, 2}); }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 and web-03 are in maintenance.", noTakeover},
    {"draining", 2, ha, [](FactsBuilder& c) { c.node(1).wanted = Wanted::Draining; }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 is draining.", noTakeover, "Activate web-02 again."},
    {"unfit", 2, ha, [](FactsBuilder& c) { c.node(1).report.unfit = u"No disk."_qs; }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 could not do the primary's work.", noTakeover},
    {"over the license", 2, ha, [](FactsBuilder& c) { c.node(1).joinedAt = 1; c.facts.cluster.license.nodes = 1; }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 is over the license's number of nodes.", noTakeover},
    {"down", 2, ha, [](FactsBuilder& c) { c.node(1).heartbeatAge = 60s; c.probe(1).result = ProbeResult::Timeout; c.waysTo(1, ProbeResult::Timeout); }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 does not answer.", noTakeover},
    {"stopped", 2, ha, [](FactsBuilder& c) { c.node(1).stopped = true; c.probe(1).result = ProbeResult::Refused; }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 is stopped.", noTakeover},
    {"cut off from the database", 2, ha, [](FactsBuilder& c) { c.node(1).heartbeatAge = 60s; }, Health::Degraded,
     "The application is serving, but no other node would take over: web-02 writes no heartbeat.", noTakeover},
    {"nobody else has joined", 1, ha, [](FactsBuilder&) {}, Health::Degraded,
     "The application is serving, but no other node would take over: web-01 is the only node.", noTakeover},
    {"holding back", 2, ha, [](FactsBuilder& c) { holdBack(c, 1, 16s); }, Health::Degraded,
     "The application is serving, but no other node would take over at once: web-02 holds back for 16\u202Fs more because its last term "
     "ended after 4.0\u202Fs.", "No other node would take over at once"},
    {"one holds back, another one is ready", 3, ha, [](FactsBuilder& c) { holdBack(c, 1, 16s); }, Health::Healthy, "", ""},
    {"holding back no longer than a takeover waits", 2, ha, [](FactsBuilder& c) { holdBack(c, 1, 1800ms, TermEnd::Switchover); }, Health::Healthy, "", ""},
    {"paused has its own row", 3, ha, [](FactsBuilder& c) { c.facts.cluster.paused = true; maintain(c, {1, 2}); }, Health::Degraded, "", "Only web-01 takes requests"},
    {"load balancing: all", 3, lb, [](FactsBuilder&) {}, Health::Healthy, "", ""},
    {"load balancing: two of three", 3, lb, [](FactsBuilder& c) { maintain(c, {1}); }, Health::Healthy, "", ""},
    {"load balancing: one of three", 3, lb, [](FactsBuilder& c) { maintain(c, {1, 2}); }, Health::Degraded,
     "The application is serving, but only web-01 takes requests: web-02 and web-03 are in maintenance.", "Only web-01 takes requests"},
    {"load balancing: takeover is by hand", 3, lb, [](FactsBuilder& c) { c.node(1).priority = c.node(2).priority = 0; }, Health::Healthy, "", ""},
    {"load balancing: the web of the others", 3, lb, [](FactsBuilder& c) { c.node(1).report.units[0].state = UnitState::Starting; c.node(2).wanted = Wanted::Draining; },
     Health::Degraded, "The application is serving, but only web-01 takes requests: web-02 has web running, which is not ready, web-03 is draining.", "Only web-01 takes requests"},
    {"load balancing: all are draining", 2, lb, [](FactsBuilder& c) { c.node(0).wanted = c.node(1).wanted = Wanted::Draining; }, Health::Degraded, "", "No node takes new requests"},
    {"load balancing: one node", 1, lb, [](FactsBuilder&) {}, Health::Degraded,
     "The application is serving, but only web-01 takes requests: web-01 is the only node.", "Only web-01 takes requests"},
    {"load balancing without web units", 2, lb, [](FactsBuilder& c) { maintain(c, {1}); for (NodeRow& row : c.facts.nodes) row.report.units.erase(row.report.units.begin()); },
     Health::Healthy, "", ""},
    {"load balancing: only one has a web unit", 2, lb, [](FactsBuilder& c) { std::vector<UnitReport>& units = c.node(1).report.units; units.erase(units.begin()); }, Health::Degraded,
     "The application is serving, but only web-01 takes requests: web-02 has no web unit.", "Only web-01 takes requests", "Add a unit of the role web to node.toml on web-02."},
    {"load balancing: one of two web units was stopped by hand", 2, lb, [](FactsBuilder& c) { addStoppedWeb(c, true); }, Health::Degraded, "", ""},
    {"load balancing: one of two web units does not run", 2, lb, [](FactsBuilder& c) { addStoppedWeb(c, false); }, Health::Degraded, "", "Only web-01 takes requests"},
    {"load balancing: the only web unit was stopped by hand", 2, lb, [](FactsBuilder& c) { c.node(1).report.units[0].state = UnitState::Stopped; c.node(1).unitsHeld = {c.node(1).report.units[0].name}; },
     Health::Degraded, "", "Only web-01 takes requests"},
    {"single: idle is normal", 3, Mode::Single, [](FactsBuilder&) {}, Health::Healthy, "", ""},
    {"single: so is maintenance", 3, Mode::Single, [](FactsBuilder& c) { maintain(c, {1, 2}); }, Health::Healthy, "", ""},
};
// clang-format on

/// The problems that are no node's and no advice.
std::vector<Problem> redundancyRows(const ClusterView& view)
{
    std::vector<Problem> rows;
    for (const Problem& problem : view.problems)
        if (problem.node.isNull() && !problem.advisory && problem.action == ProblemAction::None)
            rows.push_back(problem);
    return rows;
}

} // namespace

class TestRedundancy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsMissingIsSaid_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].name) << static_cast<int>(i);
    }
    void whatIsMissingIsSaid()
    {
        QFETCH(int, index);
        const RedundancyCase& expected = cases[static_cast<std::size_t>(index)];
        FactsBuilder cluster(expected.nodes, expected.mode);
        expected.change(cluster);
        const ClusterView view = cluster.view();
        QCOMPARE(wordOf(view.health), wordOf(expected.health));
        const QString sentence = QString::fromUtf8(expected.sentence);
        if (!sentence.isEmpty())
            QCOMPARE(view.sentence, sentence);
        const std::vector<Problem> rows = redundancyRows(view);
        if (*expected.row == '\0') {
            QVERIFY(rows.empty());
            return;
        }
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows[0].sentence, QString::fromUtf8(expected.row));
        QVERIFY(rows[0].detail.endsWith(u'.') && rows[0].remedy.endsWith(u'.'));
        QVERIFY2(!rows[0].remedy.contains(u'%'), qPrintable(rows[0].remedy));
        if (*expected.remedy != '\0')
            QCOMPARE(rows[0].remedy, QString::fromUtf8(expected.remedy));
    }

    void aServiceThatWasStoppedByHandRunsNowhere()
    {
        FactsBuilder cluster(3);
        UnitReport& service = cluster.node(0).report.units[1];
        QCOMPARE(service.role, UnitRole::Service);
        service.state = UnitState::Stopped;
        cluster.node(0).unitsHeld = {service.name};
        const ClusterView view = cluster.view();
        QCOMPARE(view.health, Health::Degraded);
        QCOMPARE(view.sentence.toLower(),
                 QStringLiteral("%1 runs nowhere: an administrator stopped it on web-01.").arg(service.name));
        QCOMPARE(view.nodes[0].verdict.secondLine, QStringLiteral("%1 stopped by hand").arg(service.name));
    }

    void manyNodesAreCounted()
    {
        FactsBuilder cluster(9);
        for (int i = 1; i < 9; ++i)
            cluster.node(i).priority = 0;
        QVERIFY2(cluster.view().sentence.endsWith(
                     QStringLiteral("web-02, web-03, web-04, web-05 and 4 more have priority 0.")),
                 qPrintable(cluster.view().sentence));
    }

    void theForecastSaysTheSame()
    {
        FactsBuilder cluster(2);
        QVERIFY(cluster.view().forecast.blockers.empty() && cluster.view().forecast.reason.isEmpty());
        cluster.node(1).priority = 0;
        const Forecast nobody = cluster.view().forecast;
        QCOMPARE(nobody.blockers, std::vector<QString>{QString::fromLatin1(noTakeover)});
        QCOMPARE(nobody.reason, QStringLiteral("web-02 has priority 0"));
        const Result<DrillPlan> plan = planDrill(DrillKind::ProcessDeath, cluster.view());
        QVERIFY(!plan);
        QCOMPARE(plan.error().what, QStringLiteral("No other node would take over: web-02 has priority 0."));
    }

    void whoHoldsBackIsLastInLine()
    {
        FactsBuilder cluster(4);
        cluster.node(1).priority = 200;
        holdBack(cluster, 1, 16s);
        const ClusterView view = cluster.view();
        QCOMPARE(view.forecast.successorName, QStringLiteral("web-03"));
        QCOMPARE(view.forecast.expectedTakeover, cluster.facts.timings.worstHostDeath());
        QCOMPARE(view.findByName(u"web-02")->succession, 3);
        QCOMPARE(view.findByName(u"web-02")->verdict.secondLine, QStringLiteral("Holds back for 16\u202Fs"));
        QVERIFY(!view.forecast.holdBack);
        QVERIFY(planDrill(DrillKind::HostDeath, view));
        // Too short to change the order, but the death of a process is told at once.
        holdBack(cluster, 1, 2s);
        const ClusterView later = cluster.view();
        QCOMPARE(later.forecast.successorName, QStringLiteral("web-02"));
        QCOMPARE(later.forecast.holdBack, std::optional(HoldBack{2s, TermEnd::SelfFenced, 4s}));
        QCOMPARE(later.forecast.expectedTakeover, cluster.facts.timings.worstHostDeath());
        QCOMPARE(later.forecast.processDeath, cluster.facts.timings.worstProcessDeath() + 2s);
        QCOMPARE(planDrill(DrillKind::ProcessDeath, later)->expected, later.forecast.processDeath);
        // What the heartbeat said has passed meanwhile.
        cluster.node(1).heartbeatAge = 2400ms;
        QVERIFY(!cluster.node(1).holdsBack());
    }

    void ofThoseWhoHoldBackTheFirstThatIsFreeIsNext()
    {
        FactsBuilder cluster(3);
        cluster.node(1).priority = 200;
        holdBack(cluster, 1, 32s, TermEnd::UnitFailed);
        holdBack(cluster, 2, 4s, TermEnd::UnitFailed);
        const ClusterView view = cluster.view();
        QCOMPARE(view.forecast.successorName, QStringLiteral("web-03"));
        QCOMPARE(view.forecast.expectedTakeover, cluster.facts.timings.worstHostDeath() + 2s);
        QCOMPARE(view.findByName(u"web-02")->succession, 2);
    }

    void aRoleThatNobodyTakesEndsTheWait()
    {
        const LeaseTimings timings;
        QCOMPARE((HoldBack{16s, TermEnd::SelfFenced, 4s}.delay(0ms, timings)), Millis(4s));
        QCOMPARE((HoldBack{16s, TermEnd::UnitFailed, 4s}.delay(2s, timings)), Millis(14s));
        QCOMPARE((HoldBack{1s, TermEnd::SelfFenced, 4s}.delay(2s, timings)), Millis(0));
        FactsBuilder cluster(2);
        holdBack(cluster, 1, 16s);
        const ClusterView view = cluster.view();
        QCOMPARE(view.forecast.successorName, QStringLiteral("web-02"));
        QCOMPARE(view.forecast.expectedTakeover, timings.worstHostDeath() + 4s);
        QVERIFY(
            view.forecast.takeoverSentence().contains(QStringLiteral("7.3\u202Fs at most when its host")));
        QVERIFY(!planDrill(DrillKind::HostDeath, view));
    }

    void theCauseIsSaid()
    {
        const auto words = [](TermEnd why) { return HoldBack{2s, why, 4s}.words(); };
        QVERIFY(words(TermEnd::Switchover).endsWith(QStringLiteral("because it has just handed over")));
        QVERIFY(
            words(TermEnd::WorkerDied).endsWith(QStringLiteral("because its node service has just died")));
        QVERIFY(words(TermEnd::UnitFailed).contains(QStringLiteral("its service failed 4.0\u202Fs after")));
        QVERIFY(words(TermEnd::Superseded).endsWith(QStringLiteral("its last term ended after 4.0\u202Fs")));
        const Instant now = Instant(100s);
        QVERIFY(!(HeldBack{now, TermEnd::Switchover, {}}.at(now)));
        QCOMPARE((HeldBack{now + 1500us, TermEnd::Switchover, 4s}.at(now)),
                 std::optional(HoldBack{2ms, TermEnd::Switchover, 4s}));
    }
};

QTEST_GUILESS_MAIN(TestRedundancy)
#include "tst_redundancy.moc"
