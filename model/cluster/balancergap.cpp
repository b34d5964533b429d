#include "model/cluster/balancergap.h"

#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

bool saysWhoAsks(const NodeRow& row)
{
    return !row.removedAt && row.heartbeatFresh();
}

bool isAsked(const NodeRow& row)
{
    return row.report.balancer.told != BalancerView::Unknown;
}

/// Much more recently than whoever is not asked any more: otherwise the load balancer itself may have ended.
bool isAskedLately(const NodeRow& row)
{
    const std::optional<Millis> ago = row.report.balancer.askedAgo;
    return isAsked(row) && ago && *ago + *row.heartbeatAge <= askedLately;
}

} // namespace

QString BalancerGap::sentence(const QString& primary) const
{
    const QString others = asked.size() < 2 ? asked.join(QString())
                                            : asked.mid(0, asked.size() - 1).join(QStringLiteral(", ")) +
                                                  QStringLiteral(" and ") + asked.last();
    return silence ? QStringLiteral("Load balancers ask %1, but have not asked %2, the primary, for %3.")
                         .arg(others, primary, durationText(*silence))
                   : QStringLiteral("Load balancers ask %1, but not %2, the primary.").arg(others, primary);
}

std::optional<BalancerGap> balancerGap(const std::vector<NodeRow>& nodes, NodeId primary, Millis primaryFor)
{
    const auto own = std::find_if(nodes.begin(), nodes.end(),
                                  [&](const NodeRow& row) { return row.id == primary && saysWhoAsks(row); });
    if (own == nodes.end() || own->wanted != Wanted::Active || isAsked(*own) || primaryFor < balancerPatience)
        return std::nullopt;
    BalancerGap gap{{}, own->report.balancer.askedAgo};
    for (const NodeRow& row : nodes)
        if (row.id != primary && saysWhoAsks(row) && isAskedLately(row))
            gap.asked.append(row.name);
    gap.asked.sort();
    return gap.asked.isEmpty() ? std::nullopt : std::optional(gap);
}

} // namespace rollcall
