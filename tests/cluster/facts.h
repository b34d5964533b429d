#pragma once

#include "model/cluster/clusterview.h"

namespace rollcall::test
{

/// Builds what a healthy cluster looks like, so that each test says only what differs from it.
class FactsBuilder
{
public:
    explicit FactsBuilder(int nodes, Mode mode = Mode::HighAvailability);

    NodeRow& node(int index) { return facts.nodes[static_cast<std::size_t>(index)]; }
    Probe& probe(int index) { return probes[node(index).id]; }
    ClusterView view() const { return assess(facts, probes); }
    /// The node as the view concludes it.
    NodeView concluded(int index) const
    {
        return *view().find(facts.nodes[static_cast<std::size_t>(index)].id);
    }

    ClusterFacts facts;
    QHash<NodeId, Probe> probes;
};

} // namespace rollcall::test
