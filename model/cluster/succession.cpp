#include "model/cluster/succession.h"

#include <algorithm>
#include <tuple>

namespace rollcall
{

std::vector<NodeId> successionOf(const ClusterFacts& facts, NodeId primary, const QSet<NodeId>& overLimit)
{
    std::vector<const NodeRow*> candidates;
    if (facts.cluster.mode == Mode::HighAvailability)
        for (const NodeRow& row : facts.nodes)
            if (row.id != primary && row.mayBePrimary() && !overLimit.contains(row.id))
                candidates.push_back(&row);
    const auto place = [&facts](const NodeRow& row) {
        // Those who hold back for long go after all others, and among themselves by who is free first.
        const std::optional<HoldBack> held = row.holdsBack();
        const bool late = held && held->outlasts(facts.timings);
        return std::tuple(late ? held->delay(facts.timings.ttl, facts.timings) : Millis(0), late,
                          -row.priority);
    };
    std::stable_sort(candidates.begin(), candidates.end(), [&place](const NodeRow* a, const NodeRow* b) {
        const auto left = place(*a);
        const auto right = place(*b);
        return left != right ? left < right : a->name < b->name;
    });
    std::vector<NodeId> order;
    for (const NodeRow* row : candidates)
        order.push_back(row->id);
    return order;
}

} // namespace rollcall
