#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"

namespace rollcall::test
{

/// Readings as a real cluster of the pictures would give them; the verdicts are concluded by the product's
/// own rules.
struct Sample {
    ClusterFacts facts;
    QHash<NodeId, Probe> probes;

    ClusterView view() const { return assess(facts, probes); }
};

/// Seven nodes: primary, two successors, one draining, one in maintenance, one down, one with another key.
Sample production();
/// Three healthy nodes, everything switched off.
Sample staging();
/// Any number of healthy nodes.
Sample many(int nodes);

Freshness fresh();
Freshness stale();

} // namespace rollcall::test
