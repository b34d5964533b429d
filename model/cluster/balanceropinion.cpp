#include "model/cluster/balanceropinion.h"

#include <algorithm>

namespace rollcall
{

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

} // namespace rollcall
