#include "model/cluster/balanceropinion.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// The node has changed its answer to /ready so lately that the balancer, or what was read of it, may not
/// have caught up; or it is to change and has not yet.
bool balancerLags(const NodeRow& row, const BalancerSighting& says)
{
    const BalancerReport& report = row.report.balancer;
    if (report.told == BalancerView::Unknown)
        return false;
    if (report.told == BalancerView::Up && row.wanted != Wanted::Active)
        return true;
    if (!report.toldFor || !row.heartbeatAge)
        return false;
    return *report.toldFor + *row.heartbeatAge < says.age + balancerCatchesUp;
}

} // namespace

QString checkWords(const BalancerSighting& sighting)
{
    if (sighting.check.isEmpty())
        return {};
    QString words = sighting.code > 0 ? QStringLiteral("HTTP %1").arg(sighting.code) : sighting.answer;
    if (words.startsWith(u"Layer"))
        words = QStringLiteral("layer ") + words.mid(5);
    return words.isEmpty() ? sighting.check : QStringLiteral("%1 (%2)").arg(words, sighting.check);
}

BalancerOpinion balancerOpinion(NodeId node, const std::vector<NodeRow>& rows)
{
    BalancerOpinion opinion;
    for (const NodeRow& row : rows) {
        const BalancerReport& report = row.report.balancer;
        if (row.removedAt || !row.heartbeatFresh() || !report.asks)
            continue;
        opinion.asked = true;
        if (opinion.problem.isEmpty())
            opinion.problem = report.problem;
        for (BalancerSighting sighting : report.sees) {
            const Millis since = *row.heartbeatAge;
            sighting.age += since;
            if (sighting.node != node || sighting.age > balancerSightingHolds ||
                (opinion.sighting && opinion.sighting->age <= sighting.age))
                continue;
            if (sighting.changed)
                *sighting.changed += sighting.age;
            opinion.sighting = sighting;
        }
    }
    return opinion;
}

BalancerView balancerViewOf(const NodeRow& row, const BalancerOpinion& opinion)
{
    if (!opinion.asked)
        return row.report.balancer.told;
    const BalancerView view = opinion.sighting ? opinion.sighting->view : BalancerView::Unknown;
    return view == BalancerView::Down && row.wanted == Wanted::Draining ? BalancerView::Drain : view;
}

bool takesRequests(const NodeRow& row, const Placement& placement, bool lives)
{
    if (!lives || !placement.takesTraffic())
        return false;
    // As the node's own /ready: what an administrator stopped on it is not asked for, as long as another web
    // unit works.
    bool web = false;
    bool works = false;
    for (const UnitReport& unit : row.report.units) {
        if (unit.role != UnitRole::Web)
            continue;
        const bool held = row.holds(unit.name);
        if (!unit.isWorking() && !(held && unit.state != UnitState::Running))
            return false;
        web = true;
        works = works || unit.isWorking();
    }
    return works || !web;
}

bool shouldBeServed(const NodeRow& row, const Placement& placement, bool lives)
{
    return takesRequests(row, placement, lives) && row.report.balancer.told != BalancerView::Down;
}

BalancerFit balancerFit(const NodeRow& row, bool shouldServe, const BalancerOpinion& opinion)
{
    if (!opinion.sighting)
        return BalancerFit::Unknown;
    const BalancerSighting& says = *opinion.sighting;
    if (says.missing())
        return shouldServe ? BalancerFit::Missing : BalancerFit::Fits;
    if (says.view == BalancerView::Unknown)
        return BalancerFit::Unknown;
    if (shouldServe == (says.view == BalancerView::Up))
        return BalancerFit::Fits;
    if (balancerLags(row, says))
        return BalancerFit::CatchingUp;
    if (says.view == BalancerView::Up)
        return BalancerFit::Served;
    if (says.view == BalancerView::Drain)
        return says.status.contains(u"(resolution)") ? BalancerFit::Unresolved : BalancerFit::TakenOut;
    // Its last check passed: it waits for as many more as its file asks for.
    const bool passes = says.check.endsWith(u"OK") || says.check == u"L7OKC";
    return passes ? BalancerFit::CatchingUp : BalancerFit::Dropped;
}

} // namespace rollcall
