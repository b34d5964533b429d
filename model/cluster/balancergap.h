#pragma once

#include "model/cluster/node.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace rollcall
{

/// Load balancers ask other nodes, but not the primary: a path between them is cut, or it is missing in their
/// list. The node itself is well, so nothing fails over; a person has to look.
struct BalancerGap {
    QStringList asked;             ///< names of the live nodes that a load balancer asked lately
    std::optional<Millis> silence; ///< since the primary was asked last; nothing: never since it started
    /// "Load balancers ask web-02 and web-03, but have not asked web-01, the primary, for 34 s."
    QString sentence(const QString& primary) const;
    bool operator==(const BalancerGap&) const = default;
};

/// A node that became the primary more recently may only just have been started, and not have been asked yet.
inline constexpr Millis balancerPatience{35'000};

/// Another node was asked within this time, while the primary was not for as long as BalancerReport knows.
inline constexpr Millis askedLately{20'000};

/// Nothing: the primary is asked, or should not be, or nobody is asked at all, or what its last heartbeat
/// said is not fresh. How long a node counts as asked: see BalancerReport.
std::optional<BalancerGap> balancerGap(const std::vector<NodeRow>& nodes, NodeId primary, Millis primaryFor);

} // namespace rollcall
