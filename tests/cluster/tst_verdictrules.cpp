#include "model/cluster/verdict.h"
#include "tests/cluster/facts.h"

#include <QMap>
#include <QTest>

#include <array>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// A change of one node's facts, by name.
struct Variant {
    const char* name;
    void (*change)(FactsBuilder&, int);
};

const std::array<Variant, 6> heartbeats{{
    {"fresh", [](FactsBuilder&, int) {}},
    {"late", [](FactsBuilder& c, int i) { c.node(i).heartbeatAge = 3s; }},
    {"stale", [](FactsBuilder& c, int i) { c.node(i).heartbeatAge = 6s; }},
    {"old", [](FactsBuilder& c, int i) { c.node(i).heartbeatAge = 252s; }},
    {"stopped", [](FactsBuilder& c, int i) { c.node(i).stopped = true; }},
    {"never", [](FactsBuilder& c, int i) { c.node(i).heartbeatAge.reset(); }},
}};

const std::array<Variant, 6> meshes{{
    {"mesh fine", [](FactsBuilder&, int) {}},
    {"reached by nobody", [](FactsBuilder& c, int i) { c.waysTo(i, ProbeResult::Timeout); }},
    {"reaches nobody", [](FactsBuilder& c, int i) { c.waysFrom(i, ProbeResult::Timeout); }},
    {"isolated",
     [](FactsBuilder& c, int i) {
         c.waysTo(i, ProbeResult::Timeout);
         c.waysFrom(i, ProbeResult::Timeout);
     }},
    {"proved another key", [](FactsBuilder& c, int i) { c.waysTo(i, ProbeResult::KeyDiffers); }},
    {"mesh unknown", [](FactsBuilder& c, int) { c.forgetWays(); }},
}};

const std::array<Variant, 15> reports{{
    {"fine", [](FactsBuilder&, int) {}},
    {"unit failed", [](FactsBuilder& c, int i) { c.node(i).report.units[0].state = UnitState::Failed; }},
    {"unit stopped", [](FactsBuilder& c, int i) { c.node(i).report.units[0].state = UnitState::Stopped; }},
    {"unit starting", [](FactsBuilder& c, int i) { c.node(i).report.units[0].state = UnitState::Starting; }},
    {"unit not ready", [](FactsBuilder& c, int i) { c.node(i).report.units[0].ready = false; }},
    {"unit held",
     [](FactsBuilder& c, int i) {
         c.node(i).report.units[0].state = UnitState::Stopped;
         c.node(i).unitsHeld = {QStringLiteral("web")};
     }},
    {"unfit", [](FactsBuilder& c, int i) { c.node(i).report.unfit = QStringLiteral("No disk."); }},
    {"holds back",
     [](FactsBuilder& c, int i) {
         c.node(i).report.holdBack = HoldBack{16s, TermEnd::SelfFenced, 4s};
     }},
    {"storage full", [](FactsBuilder& c, int i) { c.node(i).report.shared.fault = StorageFault::Full; }},
    {"other version", [](FactsBuilder& c, int i) { c.node(i).report.version = QStringLiteral("0.9"); }},
    {"wrong clock", [](FactsBuilder& c, int i) { c.node(i).report.clockOffset = -4s; }},
    {"other key", [](FactsBuilder& c, int i) { c.node(i).report.keyFingerprint = QStringLiteral("9C41"); }},
    {"no key", [](FactsBuilder& c, int i) { c.node(i).report.keyFingerprint.clear(); }},
    {"over the license",
     [](FactsBuilder& c, int i) {
         c.node(i).joinedAt = 1;
         c.facts.cluster.license.nodes = 2;
     }},
    {"removed", [](FactsBuilder& c, int i) { c.node(i).removedAt = 1; }},
}};

/// What the load balancer itself says of the node, in the heartbeat of another.
void balancerSays(FactsBuilder& cluster, int index, const char* status, BalancerView view,
                  const char* check = "")
{
    BalancerSighting sighting;
    sighting.node = cluster.node(index).id;
    sighting.view = view;
    sighting.status = QString::fromLatin1(status);
    sighting.server = QStringLiteral("nodes/web");
    sighting.check = QString::fromLatin1(check);
    sighting.changed = 12s;
    sighting.age = 1s;
    cluster.node(2).report.balancer.asks = true;
    cluster.node(2).report.balancer.sees = {sighting};
}

/// The third signal: what the node told load balancers that asked it, or what the balancer itself says.
const std::array<Variant, 9> balancers{{
    {"told up", [](FactsBuilder& c, int i) { c.node(i).report.balancer.told = BalancerView::Up; }},
    {"told down", [](FactsBuilder& c, int i) { c.node(i).report.balancer.told = BalancerView::Down; }},
    {"told drain", [](FactsBuilder& c, int i) { c.node(i).report.balancer.told = BalancerView::Drain; }},
    {"told nothing", [](FactsBuilder& c, int i) { c.node(i).report.balancer.told = BalancerView::Unknown; }},
    {"says UP", [](FactsBuilder& c, int i) { balancerSays(c, i, "UP", BalancerView::Up); }},
    {"says DOWN", [](FactsBuilder& c, int i) { balancerSays(c, i, "DOWN", BalancerView::Down, "L4TOUT"); }},
    {"says MAINT", [](FactsBuilder& c, int i) { balancerSays(c, i, "MAINT", BalancerView::Drain); }},
    {"cannot resolve",
     [](FactsBuilder& c, int i) { balancerSays(c, i, "MAINT (resolution)", BalancerView::Drain); }},
    {"knows no such node", [](FactsBuilder& c, int i) { balancerSays(c, i, "", BalancerView::Unknown); }},
}};

constexpr std::array probeResults{ProbeResult::Ok, ProbeResult::Refused, ProbeResult::Timeout,
                                  ProbeResult::KeyDiffers, ProbeResult::NotConfigured};
constexpr std::array wantedStates{Wanted::Active, Wanted::Draining, Wanted::Maintenance};

/// What the rules are given for this node of the view.
Signals signalsOf(const ClusterView& view, const NodeView& node)
{
    return {node.row,
            node.probe,
            view.facts.cluster.mode,
            node.primary,
            view.primary ? view.primary->epoch : 0,
            node.key,
            QStringLiteral("3F7A"),
            node.versionInSync,
            QStringLiteral("1.0"),
            node.row.report.clockOffset,
            node.succession,
            node.mesh,
            node.licensed,
            view.facts.cluster.license.nodes,
            node.storage,
            node.balancer};
}

bool isGood(NodeState state)
{
    return state == NodeState::Healthy || state == NodeState::Idle;
}

/// Why the verdict contradicts a row or the facts; empty: it does not.
QString contradiction(const Signals& input, const Verdict& verdict, const std::vector<Verdict>& all)
{
    const NodeState state = verdict.state;
    if (all.front().state != state || all.front().sentence != verdict.sentence)
        return QStringLiteral("it is not what the first row says that applies");
    if (isGood(state))
        for (const Verdict& other : all)
            if (!isGood(other.state))
                return QStringLiteral("a later row says: %1").arg(other.sentence);
    if (input.row.removedAt.has_value() != (state == NodeState::Removed))
        return QStringLiteral("removed or not");
    if (state == NodeState::Removed)
        return {};
    if (input.lives() != (input.alive() && state != NodeState::Down))
        return QStringLiteral("what the load balancer should do is concluded from another life");
    if (state == NodeState::Down && input.processAnswers())
        return QStringLiteral("it is down, but something answers");
    if (state == NodeState::Stale && input.heartbeatFresh())
        return QStringLiteral("it is stale, but its heartbeat is fresh");
    if (state != NodeState::Down && state != NodeState::Stale && !input.heartbeatFresh())
        return QStringLiteral("its heartbeat is not fresh, and that is not said");
    if (state == NodeState::Maintenance && input.row.wanted != Wanted::Maintenance)
        return QStringLiteral("it is not wanted in maintenance");
    if (state == NodeState::Draining && input.row.wanted != Wanted::Draining)
        return QStringLiteral("it is not wanted draining");
    if (isGood(state) && input.row.wanted != Wanted::Active)
        return QStringLiteral("its wanted state is not said");
    return {};
}

/// What is wrong with the words of a verdict; empty: nothing.
QString badWords(const Verdict& verdict)
{
    if (verdict.sentence.isEmpty() || !verdict.sentence.endsWith(u'.'))
        return QStringLiteral("no sentence");
    if (verdict.state != NodeState::Healthy && verdict.remedy.isEmpty())
        return QStringLiteral("no remedy");
    if (verdict.secondLine.isEmpty() || verdict.signalsSentence.isEmpty())
        return QStringLiteral("no second line, or nothing on the signals");
    for (const QString& words :
         {verdict.sentence, verdict.remedy, verdict.secondLine, verdict.signalsSentence})
        if (words.contains(QStringLiteral("%1")) || words.contains(QStringLiteral("%2")) ||
            words.contains(QStringLiteral("  ")) || words.contains(QStringLiteral("..")))
            return QStringLiteral("a sentence with a hole: “%1”").arg(words);
    return {};
}

} // namespace

/// Every combination of the three signals, the nodes' word on each other, the self-report, the wanted state,
/// the mode and the role: exactly one verdict, with a sentence and a remedy, and no row that says otherwise.
class TestVerdictRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCombinationHasOneVerdict_data()
    {
        QTest::addColumn<Mode>("mode");
        QTest::addColumn<int>("index"); // web-01 is the primary
        for (const Mode mode : {Mode::Single, Mode::LoadBalancing, Mode::HighAvailability})
            for (const int index : {0, 1})
                QTest::addRow("%s, %s", qPrintable(wordOf(mode)), index == 0 ? "primary" : "other")
                    << mode << index;
    }
    void everyCombinationHasOneVerdict()
    {
        QFETCH(Mode, mode);
        QFETCH(int, index);
        int combinations = 0;
        for (const Variant& heartbeat : heartbeats)
            for (const Variant& mesh : meshes)
                for (const Variant& report : reports)
                    for (const ProbeResult probe : probeResults)
                        for (const Variant& balancer : balancers)
                            for (const Wanted wanted : wantedStates) {
                                FactsBuilder cluster(3, mode);
                                cluster.probe(index).result = probe;
                                balancer.change(cluster, index);
                                cluster.node(index).wanted = wanted;
                                report.change(cluster, index);
                                mesh.change(cluster, index);
                                heartbeat.change(cluster, index);
                                const QString wrong = look(cluster, index);
                                QVERIFY2(wrong.isEmpty(),
                                         qPrintable(
                                             QStringLiteral("%1, %2, %3, messenger %4, balancer %5, "
                                                            "wanted %6: %7")
                                                 .arg(QLatin1String(heartbeat.name), QLatin1String(mesh.name),
                                                      QLatin1String(report.name), wordOf(probe),
                                                      QLatin1String(balancer.name), wordOf(wanted), wrong)));
                                ++combinations;
                            }
        qInfo("%d combinations", combinations);
    }

    void everyRowDecidesSomewhere()
    {
        QStringList never;
        for (const VerdictRule& rule : verdictRules())
            if (!m_decided.contains(QLatin1String(rule.name)))
                never << QLatin1String(rule.name);
        // A row that no combination reaches stands behind others that take its place.
        QVERIFY2(never.isEmpty(), qPrintable(never.join(u' ')));
    }

    void namesAreUnique()
    {
        QSet<QString> names;
        for (const VerdictRule& rule : verdictRules())
            names << QString::fromLatin1(rule.name);
        QCOMPARE(names.size(), static_cast<qsizetype>(verdictRules().size()));
    }

private:
    QString look(const FactsBuilder& cluster, int index)
    {
        const ClusterView view = cluster.view();
        const NodeId id = cluster.facts.nodes[static_cast<std::size_t>(index)].id;
        const auto isIt = [id](const NodeView& node) { return node.row.id == id; };
        const std::vector<NodeView>& nodes =
            std::any_of(view.nodes.begin(), view.nodes.end(), isIt) ? view.nodes : view.removed;
        if (std::count_if(view.nodes.begin(), view.nodes.end(), isIt) +
                std::count_if(view.removed.begin(), view.removed.end(), isIt) !=
            1)
            return QStringLiteral("it is not in the view exactly once");
        const NodeView& node = *std::find_if(nodes.begin(), nodes.end(), isIt);
        const Signals input = signalsOf(view, node);
        std::vector<Verdict> all;
        for (const VerdictRule& rule : verdictRules())
            if (rule.applies(input)) {
                if (all.empty())
                    ++m_decided[QString::fromLatin1(rule.name)];
                all.push_back(rule.say(input));
            }
        if (all.empty())
            return QStringLiteral("no row applies");
        const QString words = badWords(node.verdict);
        return words.isEmpty() ? contradiction(input, node.verdict, all)
                               : words + QStringLiteral(" in “%1”").arg(node.verdict.sentence);
    }

    QMap<QString, int> m_decided;
};

QTEST_GUILESS_MAIN(TestVerdictRules)
#include "tst_verdictrules.moc"
