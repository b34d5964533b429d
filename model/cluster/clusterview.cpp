#include "model/cluster/clusterview.h"

#include "model/cluster/balancergap.h"
#include "model/cluster/halt.h"
#include "model/cluster/phrases.h"
#include "model/cluster/placement.h"
#include "model/cluster/redundancy.h"
#include "model/cluster/succession.h"
#include "model/cluster/verdict.h"
#include "model/core/durationtext.h"

#include <QMap>
#include <QStringList>

#include <algorithm>
#include <tuple>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

/// The value that most nodes report; the first in order among equals. Empty values do not vote.
QString majority(const std::vector<NodeRow>& rows, QString SelfReport::*field)
{
    QMap<QString, int> votes;
    for (const NodeRow& row : rows)
        if (!row.removedAt && !(row.report.*field).isEmpty())
            ++votes[row.report.*field];
    QString winner;
    int most = 0;
    for (auto it = votes.cbegin(); it != votes.cend(); ++it) {
        if (it.value() > most) {
            most = it.value();
            winner = it.key();
        }
    }
    return winner;
}

/// The median of the clocks of nodes with a fresh heartbeat: one node with a wrong clock does not move it.
Millis medianOffset(const std::vector<NodeRow>& rows)
{
    std::vector<Millis> offsets;
    for (const NodeRow& row : rows)
        if (!row.removedAt && row.heartbeatAge && *row.heartbeatAge <= staleAfter)
            offsets.push_back(row.report.clockOffset);
    if (offsets.empty())
        return 0ms;
    const auto middle = offsets.begin() + static_cast<std::ptrdiff_t>(offsets.size() / 2);
    std::nth_element(offsets.begin(), middle, offsets.end());
    return *middle;
}

std::optional<PrimaryView> primaryOf(const ClusterFacts& facts)
{
    if (!facts.lease || facts.lease->released())
        return std::nullopt;
    // A lease that nobody renewed for longer than ttl, one poll and a second is a dead holder's.
    if (facts.leaseAge && *facts.leaseAge > facts.timings.ttl + facts.timings.poll + 1s)
        return std::nullopt;
    PrimaryView primary{facts.lease->holder, {}, facts.lease->epoch, 0};
    for (const NodeRow& row : facts.nodes)
        if (row.id == primary.node)
            primary.name = row.name;
    for (const Term& term : facts.terms)
        if (term.epoch == primary.epoch)
            primary.since = term.startedAt;
    return primary;
}

/// The keys that every node may use now: that of the cluster, and during a rotation also the other one.
QStringList acceptedKeys(const ClusterFacts& facts)
{
    const KeyRotation& keys = facts.cluster.keys;
    QStringList accepted{keyInForce(facts)};
    if (keys.isUnderWay())
        accepted << keys.other;
    accepted.removeAll(QString());
    return accepted;
}

KeyState keyOf(const NodeRow& row, const Probe& probe, const NodeMesh& mesh, const QStringList& accepted)
{
    const QString& own = row.report.keyFingerprint;
    if (!own.isEmpty() && !accepted.isEmpty() && !accepted.contains(own))
        return KeyState::Differs;
    // A handshake is the proof, and equal fingerprints are what the nodes say themselves. Where this computer
    // and the other nodes had different proofs, it is this computer that holds another key.
    if (mesh.otherKeyProved)
        return KeyState::Differs;
    if (probe.result == ProbeResult::KeyDiffers && mesh.reachedBy.isEmpty())
        return KeyState::Differs;
    if (probe.result == ProbeResult::Ok || !mesh.reachedBy.isEmpty() || accepted.contains(own))
        return KeyState::InSync;
    return KeyState::Unknown;
}

Removal removalOf(const NodeView& node)
{
    if (node.alive)
        return {false, QStringLiteral("%1 is alive. Drain and stop it first.").arg(node.row.name)};
    return {true, {}};
}

bool needsAttention(NodeState state)
{
    return state == NodeState::Degraded || state == NodeState::Unreachable || state == NodeState::Stale ||
           state == NodeState::Down;
}

bool servesWeb(const NodeView& node, Mode mode)
{
    if (!node.alive || node.verdict.state == NodeState::Down ||
        !Placement{mode, node.row.wanted, node.primary, node.licensed}.runs(UnitRole::Web))
        return false;
    const auto& units = node.row.report.units;
    return std::any_of(units.begin(), units.end(),
                       [](const UnitReport& unit) { return unit.role == UnitRole::Web && unit.isWorking(); });
}

bool serviceFailed(const NodeView& node)
{
    return std::any_of(
        node.row.report.units.begin(), node.row.report.units.end(), [](const UnitReport& unit) {
            return unit.role == UnitRole::Service && (unit.state == UnitState::Failed || unit.ready == false);
        });
}

/// What runs on the primary only, and not there either.
QStringList servicesStoppedByHand(const NodeRow& primary)
{
    QStringList names;
    for (const UnitReport& unit : primary.report.units)
        if (unit.role == UnitRole::Service && unit.state == UnitState::Stopped && primary.holds(unit.name))
            names << unit.name;
    return names;
}

QString headline(const NodeView& node)
{
    const QString& name = node.row.name;
    switch (node.verdict.state) {
    case NodeState::Down:
        return node.row.stopped ? QStringLiteral("%1 is stopped").arg(name)
                                : QStringLiteral("%1 does not answer").arg(name);
    case NodeState::Stale:
        return QStringLiteral("%1 does not write its heartbeat").arg(name);
    case NodeState::Unreachable:
        return QStringLiteral("The messenger of %1 does not answer").arg(name);
    default:
        if (node.key != KeyState::Differs && !node.licensed)
            return QStringLiteral("%1 is over the license's number of nodes").arg(name);
        return node.key == KeyState::Differs ? QStringLiteral("%1 uses a different encryption key").arg(name)
                                             : QStringLiteral("%1 needs attention").arg(name);
    }
}

Problem nodeProblem(const NodeView& node)
{
    Problem problem;
    problem.severity = node.verdict.state == NodeState::Down || node.verdict.state == NodeState::Stale
                           ? Severity::Error
                           : Severity::Warning;
    problem.node = node.row.id;
    problem.nodeName = node.row.name;
    problem.sentence = headline(node);
    problem.detail = node.verdict.sentence;
    problem.remedy = node.verdict.remedy;
    problem.action = ProblemAction::ShowNode;
    return problem;
}

Problem clusterProblem(Severity severity, const QString& sentence, const QString& detail,
                       const QString& remedy, ProblemAction action, bool advisory)
{
    return {severity, {}, {}, sentence, detail, remedy, action, advisory};
}

QString nameOf(const ClusterFacts& facts, NodeId id)
{
    for (const NodeRow& row : facts.nodes)
        if (row.id == id)
            return row.name;
    return QStringLiteral("an unknown node");
}

std::optional<Problem> electionProblem(const ClusterView& view)
{
    const ClusterFacts& facts = view.facts;
    if (auto halted = haltProblem(facts))
        return halted;
    if (view.primary || view.nodes.empty())
        return std::nullopt;
    const QString who =
        facts.lease->released()
            ? QStringLiteral("The last primary gave its role back")
            : QStringLiteral("%1 stopped renewing its lease%2")
                  .arg(nameOf(facts, facts.lease->holder),
                       facts.leaseAge ? QStringLiteral(" %1 ago").arg(durationText(*facts.leaseAge))
                                      : QString());
    if (facts.cluster.paused)
        return clusterProblem(Severity::Error, QStringLiteral("No node is primary, and takeover is paused"),
                              who + QStringLiteral(", and no other node may take over."),
                              QStringLiteral("Resume automatic takeover, or hand over to a node."),
                              ProblemAction::Resume, false);
    if (facts.cluster.mode != Mode::HighAvailability)
        return clusterProblem(Severity::Error, QStringLiteral("No node is primary"),
                              who +
                                  QStringLiteral(", and without high availability no other node takes over."),
                              QStringLiteral("Start %1 again, or hand over to a node that is alive.")
                                  .arg(nameOf(facts, facts.cluster.designated)),
                              ProblemAction::None, false);
    return clusterProblem(
        Severity::Error, QStringLiteral("No node is primary"), who + u'.',
        QStringLiteral("A healthy node takes over within seconds; if none does, no node is able to."),
        ProblemAction::None, false);
}

/// Ways between two nodes that are broken although both have other ways: no verdict on a node says it.
std::optional<Problem> meshProblem(const ClusterView& view)
{
    QStringList ways;
    const MeshPair* first = nullptr;
    for (const MeshPair& pair : view.mesh) {
        const NodeView* from = view.find(pair.from);
        const NodeView* to = view.find(pair.to);
        if (!pair.broken() || pair.report.result == ProbeResult::KeyDiffers || !from || !to ||
            from->mesh.reachesNobody() || to->mesh.reachedByNobody())
            continue;
        first = first ? first : &pair;
        ways << QStringLiteral("%1 to %2 (%3)").arg(pair.fromName, pair.toName, wordOf(pair.report.result));
    }
    if (!first)
        return std::nullopt;
    constexpr qsizetype shown = 5;
    const QString more =
        ways.size() > shown ? QStringLiteral(" and %1 more").arg(ways.size() - shown) : QString();
    Problem problem;
    problem.severity = Severity::Warning;
    problem.node = first->from;
    problem.nodeName = first->fromName;
    problem.sentence =
        ways.size() == 1
            ? QStringLiteral("%1 does not reach the messenger of %2").arg(first->fromName, first->toName)
            : QStringLiteral("%1 ways between nodes are broken").arg(ways.size());
    problem.detail = QStringLiteral("Their other ways work. Broken: %1%2.")
                         .arg(ways.mid(0, shown).join(QStringLiteral(", ")), more);
    problem.remedy =
        QStringLiteral("Look at the network and the firewall between them. Failover works without the "
                       "messenger, but hand-overs are told a second later.");
    problem.action = ProblemAction::ShowNode;
    return problem;
}

std::optional<BalancerGap> primaryGap(const ClusterView& view)
{
    return view.primary ? balancerGap(view.facts.nodes, view.primary->node,
                                      Millis(view.facts.databaseTime - view.primary->since))
                        : std::nullopt;
}

/// The nodes were told to ask the load balancer, and none of them has an answer.
std::optional<Problem> balancerProblem(const ClusterView& view)
{
    const auto heard = [](const NodeView& node) { return node.balancer.sighting.has_value(); };
    if (view.nodes.empty() || view.nodes.front().balancer.problem.isEmpty() ||
        std::any_of(view.nodes.begin(), view.nodes.end(), heard))
        return std::nullopt;
    return clusterProblem(
        Severity::Warning, QStringLiteral("What the load balancer sees of the nodes is not known"),
        view.nodes.front().balancer.problem,
        QStringLiteral("Look at the setting balancer.stats, and at what this says: rollcallctl "
                       "balancer check"),
        ProblemAction::None, false);
}

void addClusterProblems(ClusterView& view)
{
    if (auto problem = balancerProblem(view))
        view.problems.push_back(*problem);
    if (auto problem = meshProblem(view))
        view.problems.push_back(*problem);
    if (auto problem = electionProblem(view))
        view.problems.push_back(*problem);
    if (const std::optional<BalancerGap> gap = primaryGap(view)) {
        Problem problem = clusterProblem(
            Severity::Warning, QStringLiteral("Load balancers do not ask the primary"),
            gap->sentence(view.primary->name),
            QStringLiteral("Check the way from the load balancers to %1, and that their list contains it.")
                .arg(view.primary->name),
            ProblemAction::ShowNode, false);
        problem.node = view.primary->node;
        problem.nodeName = view.primary->name;
        view.problems.push_back(problem);
    }
    for (const auto& gap : {takeoverGap(view), requestsGap(view)})
        if (gap) {
            view.problems.push_back(clusterProblem(Severity::Warning, capital(gap->what), gap->why + u'.',
                                                   gap->remedy, ProblemAction::None, false));
            break; // mostly the same nodes are missing for both
        }
    const ClusterRow& cluster = view.facts.cluster;
    if (view.nodes.empty())
        return;
    const QString primary = view.primary ? view.primary->name : QStringLiteral("the primary");
    if (cluster.paused && view.primary)
        view.problems.push_back(clusterProblem(
            Severity::Warning, QStringLiteral("Automatic takeover is paused"),
            QStringLiteral("%1 paused it%2, so no node takes over if %3 fails.")
                .arg(cluster.pausedBy.isEmpty() ? QStringLiteral("An administrator") : cluster.pausedBy,
                     cluster.pausedReason.isEmpty() ? QString()
                                                    : QStringLiteral(" (%1)").arg(cluster.pausedReason),
                     primary),
            QStringLiteral("Resume it when the work is done."), ProblemAction::Resume, false));
    if (cluster.mode != Mode::HighAvailability)
        view.problems.push_back(clusterProblem(
            Severity::Warning, QStringLiteral("No node takes over on its own"),
            QStringLiteral("High availability is off, so the service stops if %1 stops.").arg(primary),
            QStringLiteral("Enable high availability."), ProblemAction::EnableHighAvailability, true));
    if (cluster.mode == Mode::Single && view.nodes.size() > 1)
        view.problems.push_back(clusterProblem(
            Severity::Warning, QStringLiteral("Requests reach one node only"),
            QStringLiteral("Load balancing is off, so the other nodes take no load."),
            QStringLiteral("Enable load balancing."), ProblemAction::EnableLoadBalancing, true));
}

Forecast forecastOf(const ClusterView& view)
{
    Forecast forecast;
    const ClusterRow& cluster = view.facts.cluster;
    forecast.automatic = cluster.mode == Mode::HighAvailability && !cluster.paused;
    const LeaseTimings& timings = view.facts.timings;
    forecast.processDeath = timings.worstProcessDeath();
    forecast.expectedTakeover = timings.worstHostDeath();
    double load = 0;
    bool primaryServes = false;
    for (const NodeView& node : view.nodes) {
        if (node.succession == 1) {
            forecast.successor = node.row.id;
            forecast.successorName = node.row.name;
            forecast.holdBack = node.row.holdsBack();
            if (forecast.holdBack) {
                forecast.processDeath += forecast.holdBack->delay(Millis(0), timings);
                forecast.expectedTakeover += forecast.holdBack->delay(timings.ttl, timings);
            }
        }
        if (servesWeb(node, cluster.mode)) {
            ++forecast.nodesServing;
            load += node.row.report.load;
            primaryServes = primaryServes || node.primary;
        }
    }
    forecast.nodesLeft = forecast.nodesServing - (primaryServes ? 1 : 0);
    if (forecast.nodesServing > 0)
        forecast.load = load / forecast.nodesServing;
    forecast.loadAfter = forecast.nodesLeft > 0 ? load / forecast.nodesLeft : forecast.load;
    if (cluster.mode != Mode::HighAvailability)
        forecast.blockers.push_back(QStringLiteral("High availability is off"));
    else if (cluster.paused)
        forecast.blockers.push_back(QStringLiteral("Automatic takeover is paused"));
    else if (const std::optional<RedundancyGap> gap = takeoverGap(view)) {
        forecast.blockers.push_back(capital(gap->what));
        forecast.reason = gap->why;
    } else if (forecast.successor.isNull())
        forecast.blockers.push_back(QStringLiteral("No node is able to take over"));
    return forecast;
}

void concludeHealth(ClusterView& view)
{
    const auto total = static_cast<int>(view.nodes.size());
    const auto attention =
        static_cast<int>(std::count_if(view.nodes.begin(), view.nodes.end(),
                                       [](const NodeView& n) { return needsAttention(n.verdict.state); }));
    const bool anyWeb = std::any_of(view.nodes.begin(), view.nodes.end(), [](const NodeView& node) {
        return std::any_of(node.row.report.units.begin(), node.row.report.units.end(),
                           [](const UnitReport& unit) { return unit.role == UnitRole::Web; });
    });
    const NodeView* primary = view.primary ? view.find(view.primary->node) : nullptr;

    const auto conclude = [&view](Health health, const QString& sentence) {
        view.health = health;
        view.sentence = sentence;
    };
    if (total == 0)
        return conclude(Health::Critical, QStringLiteral("No nodes have joined yet."));
    if (haltProblem(view.facts))
        return conclude(Health::Critical,
                        QStringLiteral("No node may be primary until the lease is repaired."));
    if (!primary)
        return conclude(
            Health::Critical,
            view.forecast.nodesServing > 0
                ? QStringLiteral(
                      "Web requests are served, but no node is primary, so the service does not run.")
                : QStringLiteral("The application does not serve: no node is primary."));
    if (serviceFailed(*primary))
        return conclude(Health::Critical,
                        QStringLiteral("The service fails on the primary %1.").arg(view.primary->name));
    if (const QStringList held = servicesStoppedByHand(primary->row); !held.isEmpty())
        return conclude(
            Health::Degraded,
            QStringLiteral("%1 %2 nowhere: an administrator stopped %3 on %4.")
                .arg(capital(joined(held)), held.size() == 1 ? QStringLiteral("runs") : QStringLiteral("run"),
                     held.size() == 1 ? QStringLiteral("it") : QStringLiteral("them"), view.primary->name));
    if (anyWeb && view.forecast.nodesServing == 0)
        return conclude(Health::Critical, QStringLiteral("No node serves web requests."));
    if (const std::optional<RedundancyGap> gap = takeoverGap(view))
        return conclude(Health::Degraded,
                        QStringLiteral("The application is serving, but %1.").arg(gap->words()));
    if (attention > 0)
        return conclude(Health::Degraded,
                        total == 1
                            ? QStringLiteral("The application is serving, but its only node needs attention.")
                            : QStringLiteral("The application is serving, but %1 of %2 nodes %3 attention.")
                                  .arg(attention)
                                  .arg(total)
                                  .arg(attention == 1 ? QStringLiteral("needs") : QStringLiteral("need")));
    if (view.facts.cluster.paused)
        return conclude(Health::Degraded,
                        QStringLiteral("The application is serving, but automatic takeover is paused."));
    if (primaryGap(view))
        return conclude(
            Health::Degraded,
            QStringLiteral("The application is serving, but load balancers do not ask the primary."));
    if (const std::optional<RedundancyGap> gap = requestsGap(view))
        return conclude(Health::Degraded,
                        QStringLiteral("The application is serving, but %1.").arg(gap->words()));
    const QString healthy = total == 1 ? QStringLiteral("The only node is healthy")
                                       : QStringLiteral("All %1 nodes are healthy").arg(total);
    const bool someAway = std::any_of(view.nodes.begin(), view.nodes.end(), [](const NodeView& n) {
        return n.verdict.state == NodeState::Draining || n.verdict.state == NodeState::Maintenance;
    });
    const QString start = someAway ? QStringLiteral("No node needs attention") : healthy;
    conclude(Health::Healthy, view.facts.cluster.mode == Mode::HighAvailability
                                  ? start + u'.'
                                  : start + QStringLiteral(", but no node takes over on its own."));
}

} // namespace

Hindrance NodeView::hindrance() const
{
    const Hindrance own = row.hindrance();
    // It says so itself as well, as what it is not fit for.
    return !licensed && (own == Hindrance::None || own == Hindrance::Unfit) ? Hindrance::OverLicense : own;
}

bool NodeView::reportHolds() const
{
    return row.heartbeatFresh() && verdict.state != NodeState::Down;
}

const NodeView* ClusterView::find(NodeId id) const
{
    const auto it =
        std::find_if(nodes.begin(), nodes.end(), [id](const NodeView& node) { return node.row.id == id; });
    return it == nodes.end() ? nullptr : &*it;
}

const NodeView* ClusterView::findByName(QStringView name) const
{
    const auto it = std::find_if(nodes.begin(), nodes.end(),
                                 [name](const NodeView& node) { return node.row.name == name; });
    return it == nodes.end() ? nullptr : &*it;
}

QString keyInForce(const ClusterFacts& facts)
{
    const QString& said = facts.cluster.keys.inForce;
    return said.isEmpty() ? majority(facts.nodes, &SelfReport::keyFingerprint) : said;
}

ClusterView assess(ClusterFacts facts, const QHash<NodeId, Probe>& probes)
{
    ClusterView view;
    view.facts = std::move(facts);
    view.primary = primaryOf(view.facts);
    const NodeId primaryId = view.primary ? view.primary->node : NodeId();
    const QStringList accepted = acceptedKeys(view.facts);
    view.mesh = meshPairs(view.facts.nodes, accepted);
    view.storage = storageMatrix(view.facts.nodes, view.facts.basePath);
    const QString clusterVersion = majority(view.facts.nodes, &SelfReport::version);
    const Millis median = medianOffset(view.facts.nodes);
    const QSet<NodeId> overLimit = nodesOverLimit(view.facts.nodes, view.facts.cluster.license.nodes);
    const std::vector<NodeId> order = successionOf(view.facts, primaryId, overLimit);

    for (const NodeRow& row : view.facts.nodes) {
        NodeView node;
        node.row = row;
        node.probe = probes.value(row.id);
        node.primary = row.id == primaryId;
        node.mesh = meshOf(row.id, view.mesh);
        node.balancer = balancerOpinion(row.id, view.facts.nodes);
        node.licensed = !overLimit.contains(row.id);
        node.storage = view.storage.verdicts.value(row.id);
        node.key = keyOf(row, node.probe, node.mesh, accepted);
        node.versionInSync = row.report.version.isEmpty() || row.report.version == clusterVersion;
        node.succession = static_cast<int>(std::find(order.begin(), order.end(), row.id) - order.begin()) + 1;
        if (node.succession > static_cast<int>(order.size()))
            node.succession = 0;
        const Signals input{node.row,
                            node.probe,
                            view.facts.cluster.mode,
                            node.primary,
                            view.primary ? view.primary->epoch : 0,
                            node.key,
                            accepted.value(0),
                            node.versionInSync,
                            clusterVersion,
                            row.report.clockOffset - median,
                            node.succession,
                            node.mesh,
                            node.licensed,
                            view.facts.cluster.license.nodes,
                            node.storage,
                            node.balancer};
        node.alive = input.alive();
        node.verdict = verdictOn(input);
        node.balancerFit = input.fit();
        node.takesRequests = input.takesRequests();
        node.removal = removalOf(node);
        (row.removedAt ? view.removed : view.nodes).push_back(std::move(node));
    }
    const auto byName = [](const NodeView& a, const NodeView& b) { return a.row.name < b.row.name; };
    std::stable_sort(view.nodes.begin(), view.nodes.end(), byName);
    std::stable_sort(view.removed.begin(), view.removed.end(), byName);

    view.forecast = forecastOf(view);
    for (const NodeView& node : view.nodes)
        if (needsAttention(node.verdict.state))
            view.problems.push_back(nodeProblem(node));
    for (const NodeView& node : view.removed)
        if (node.alive)
            view.problems.push_back(nodeProblem(node));
    addClusterProblems(view);
    std::stable_sort(view.problems.begin(), view.problems.end(), [](const Problem& a, const Problem& b) {
        const auto weight = [](const Problem& p) {
            return std::tuple(p.advisory, -static_cast<int>(p.severity), !p.node.isNull());
        };
        return weight(a) < weight(b);
    });
    concludeHealth(view);
    return view;
}

} // namespace rollcall
