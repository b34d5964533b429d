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
    /// How one node reaches another, for the third time.
    void way(int from, int to, ProbeResult result)
    {
        for (PeerReport& peer : node(from).report.peers)
            if (peer.node == node(to).id)
                peer = {peer.node, result, std::nullopt, failuresThatCount, std::chrono::seconds(2)};
    }
    /// How all the others reach it.
    void waysTo(int to, ProbeResult result)
    {
        for (int from = 0; from < static_cast<int>(facts.nodes.size()); ++from)
            way(from, to, result);
    }
    void waysFrom(int from, ProbeResult result)
    {
        for (int to = 0; to < static_cast<int>(facts.nodes.size()); ++to)
            way(from, to, result);
    }
    /// No node has tried another yet.
    void forgetWays()
    {
        for (NodeRow& row : facts.nodes)
            row.report.peers.clear();
    }
    /// What one node has been seeing of the file of another for some time.
    StorageSighting& sight(int reader, int writer)
    {
        for (StorageSighting& each : node(reader).report.shared.sees)
            if (each.node == node(writer).id) {
                each.unchanged = std::chrono::seconds(20);
                return each;
            }
        qFatal("it does not look there");
    }
    /// Neither sees the file of the other.
    void partShares(int one, int other)
    {
        sight(one, other).fault = StorageFault::Missing;
        sight(other, one).fault = StorageFault::Missing;
    }
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
