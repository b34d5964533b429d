#include "model/tables/signalhistory.h"

#include "model/tables/presentation.h"

namespace rollcall
{

namespace
{

/// A heartbeat is written each second; two of them missing is silence.
constexpr Millis missedAfter{2500};

SignalHistory::Say heartbeatOf(const NodeView& node)
{
    if (!node.row.heartbeatAge)
        return SignalHistory::Say::Nothing;
    return node.row.stopped || *node.row.heartbeatAge > missedAfter ? SignalHistory::Say::Bad
                                                                    : SignalHistory::Say::Good;
}

SignalHistory::Say balancerOf(const NodeView& node)
{
    if (!node.reportHolds() && !node.balancer.sighting)
        return SignalHistory::Say::Nothing;
    switch (node.balancerView()) {
    case BalancerView::Up:
        return SignalHistory::Say::Good;
    case BalancerView::Down:
    case BalancerView::Drain:
        return SignalHistory::Say::Bad;
    case BalancerView::Unknown:
        return SignalHistory::Say::Nothing;
    }
    Q_UNREACHABLE();
}

} // namespace

void SignalHistory::record(const ClusterView& view)
{
    const qint64 now = view.facts.databaseTime;
    if (now >= m_last && now - m_last < interval)
        return;
    if (now < m_last)
        clear(); // another database, or its clock was set back
    m_last = now;
    if (m_rings.size() > static_cast<qsizetype>(view.nodes.size()) * 2 + 16)
        m_rings.removeIf([&](auto it) { return view.find(it.key()) == nullptr; });
    for (const NodeView& node : view.nodes) {
        Ring& ring = m_rings[node.row.id];
        const Sample sample{now, heartbeatOf(node), balancerOf(node)};
        if (ring.samples.size() < capacity) {
            ring.samples.push_back(sample);
        } else {
            ring.samples[ring.next] = sample;
            ring.next = (ring.next + 1) % capacity;
        }
    }
}

void SignalHistory::clear()
{
    m_rings.clear();
    m_last = 0;
}

std::vector<SignalHistory::Sample> SignalHistory::of(NodeId node) const
{
    const auto found = m_rings.constFind(node);
    if (found == m_rings.cend())
        return {};
    std::vector<Sample> samples(found->samples.begin() + static_cast<std::ptrdiff_t>(found->next),
                                found->samples.end());
    samples.insert(samples.end(), found->samples.begin(),
                   found->samples.begin() + static_cast<std::ptrdiff_t>(found->next));
    return samples;
}

} // namespace rollcall
