#include "model/cluster/drillplan.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/cluster/phrases.h"
#include "model/cluster/redundancy.h"
#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

Failure noDrill(const QString& what, const QString& remedy)
{
    return failure(ErrorKind::Refused, what, remedy);
}

Millis worstCase(DrillKind kind, const ClusterView& view)
{
    switch (kind) {
    case DrillKind::Switchover: // whoever is named does not hold back
        return view.facts.timings.worstSwitchover();
    case DrillKind::ProcessDeath:
        return view.forecast.processDeath;
    case DrillKind::HostDeath:
        return view.forecast.expectedTakeover;
    }
    Q_UNREACHABLE();
}

/// The drill that was started and not finished; nothing: none, or it was abandoned.
const Event* drillUnderWay(const ClusterFacts& facts)
{
    for (const Event& event : facts.events) { // newest first
        if (event.kind == eventkind::DrillFinished)
            return nullptr;
        if (event.kind == eventkind::DrillStarted)
            return facts.databaseTime - event.at < longestDrill.count() ? &event : nullptr;
    }
    return nullptr;
}

Result<void> drillIsPossible(const ClusterView& view)
{
    const ClusterRow& cluster = view.facts.cluster;
    if (cluster.mode != Mode::HighAvailability)
        return noDrill(QStringLiteral("High availability is off, so no node would take over."),
                       QStringLiteral("Enable it first: rollcallctl enable high-availability"));
    if (cluster.paused)
        return noDrill(
            QStringLiteral("Automatic takeover is paused%1, so no node would take over.")
                .arg(cluster.pausedBy.isEmpty() ? QString() : QStringLiteral(" by %1").arg(cluster.pausedBy)),
            QStringLiteral("Resume it first: rollcallctl resume"));
    if (!view.primary || !view.find(view.primary->node))
        return noDrill(QStringLiteral("No node is the primary, so there is none to fail."),
                       QStringLiteral("Look at the problems of the cluster: rollcallctl status"));
    if (const Event* other = drillUnderWay(view.facts))
        return noDrill(
            QStringLiteral("A drill%1 is under way.")
                .arg(other->actor.isEmpty() ? QString()
                                            : QStringLiteral(" that %1 started").arg(other->actor)),
            QStringLiteral("Wait until it has finished: rollcallctl events --kind drill.finished"));
    return {};
}

} // namespace

Millis DrillPlan::answerLimit() const
{
    return kind == DrillKind::Switchover ? 90s : 15s;
}

Millis DrillPlan::takeoverLimit() const
{
    return expected + 20s;
}

Millis DrillPlan::backLimit() const
{
    return silent + 60s;
}

Result<DrillPlan> planDrill(DrillKind kind, const ClusterView& view)
{
    if (const Result<void> possible = drillIsPossible(view); !possible)
        return Failure(possible.error());
    const NodeView& from = *view.find(view.primary->node);
    if (const std::optional<RedundancyGap> gap = takeoverGap(view))
        return noDrill(capital(gap->words()) + u'.', gap->remedy);
    const NodeView* next = view.find(view.forecast.successor);
    for (const NodeView* node : {&from, next})
        if (node->verdict.state != NodeState::Healthy)
            return noDrill(
                QStringLiteral("%1 is not healthy: %2").arg(node->row.name, node->verdict.sentence),
                node->verdict.remedy.isEmpty() ? QStringLiteral("Mend it before a drill.")
                                               : node->verdict.remedy);
    DrillPlan plan;
    plan.kind = kind;
    plan.from = from;
    plan.next = *next;
    plan.before = view.primary->epoch;
    plan.expected = worstCase(kind, view);
    const auto& units = next->row.report.units;
    plan.work = std::any_of(units.begin(), units.end(),
                            [](const UnitReport& unit) { return unit.role == UnitRole::Service; });
    if (kind == DrillKind::HostDeath) {
        plan.silent = std::min(2 * plan.expected, Millis(orderkind::longestDrillSilenceMs));
        if (plan.silent <= plan.expected)
            return noDrill(
                QStringLiteral("With these timings a takeover may last %1, and a drill silences a node for "
                               "%2 at most.")
                    .arg(durationText(plan.expected), durationText(plan.silent)),
                QStringLiteral("Shorten election.ttl_ms first."));
    }
    return plan;
}

std::optional<Epoch> successorIn(const DrillPlan& plan, const ClusterView& view)
{
    if (!view.primary || view.primary->epoch <= plan.before)
        return std::nullopt;
    return view.primary->epoch;
}

bool isBack(const DrillPlan& plan, const ClusterView& view)
{
    const NodeView* node = view.find(plan.from.row.id);
    if (!node || !node->row.mayBePrimary() || node->verdict.state != NodeState::Healthy)
        return false;
    // A heartbeat of before the death may still count as fresh.
    return plan.kind == DrillKind::Switchover || node->row.incarnation != plan.from.row.incarnation;
}

} // namespace rollcall
