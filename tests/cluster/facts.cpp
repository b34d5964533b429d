#include "tests/cluster/facts.h"

#include <algorithm>

namespace rollcall::test
{

using namespace std::chrono_literals;

FactsBuilder::FactsBuilder(int nodes, Mode mode)
{
    facts.cluster.id = ClusterId::create();
    facts.cluster.name = QStringLiteral("Test");
    facts.cluster.mode = mode;
    facts.cluster.license.nodes = std::max(nodes, standardNodeLimit);
    facts.databaseTime = 1'800'000'000'000;
    facts.databaseRedundant = true;
    for (int i = 0; i < nodes; ++i) {
        NodeRow row;
        row.id = NodeId::create();
        row.name = QStringLiteral("web-%1").arg(i + 1, 2, 10, QLatin1Char('0'));
        row.heartbeatAge = 400ms;
        row.report.version = QStringLiteral("1.0");
        row.report.messenger = QStringLiteral("tcp://10.20.0.%1:33237").arg(i + 1);
        row.report.keyFingerprint = QStringLiteral("3F7A");
        const bool serves = i == 0 || mode != Mode::Single;
        row.report.units.push_back({QStringLiteral("web"),
                                    UnitRole::Web,
                                    serves ? UnitState::Running : UnitState::Stopped,
                                    0,
                                    0,
                                    {}});
        row.report.units.push_back({QStringLiteral("service"),
                                    UnitRole::Service,
                                    i == 0 ? UnitState::Running : UnitState::Stopped,
                                    0,
                                    0,
                                    {}});
        Probe probe;
        probe.result = ProbeResult::Ok;
        probe.rtt = 1200us;
        probe.endpoint = row.report.messenger;
        probes.insert(row.id, probe);
        facts.nodes.push_back(row);
    }
    for (NodeRow& from : facts.nodes)
        for (const NodeRow& to : facts.nodes)
            if (from.id != to.id)
                from.report.peers.push_back({to.id, ProbeResult::Ok, 800us, 0, 2s});
    facts.basePath = QStringLiteral("/srv/shared");
    for (NodeRow& row : facts.nodes) {
        row.report.shared.path = facts.basePath;
        row.report.shared.basePath = facts.basePath;
        row.report.shared.nonce = row.name;
        row.report.shared.written = 100;
        for (const NodeRow& other : facts.nodes)
            if (other.id != row.id)
                row.report.shared.sees.push_back({other.id, StorageFault::None, other.name, 99, 0ms, 300us});
    }
    facts.fence = nodes > 0 ? 42 : 0;
    facts.lease = Lease{nodes > 0 ? facts.nodes.front().id : NodeId(), facts.fence, 7, {}};
    facts.leaseAge = 200ms;
    if (nodes > 0) {
        facts.cluster.designated = facts.nodes.front().id;
        facts.terms.push_back(
            {42, facts.nodes.front().id, facts.nodes.front().name, 1'799'999'000'000, {}, {}, {}, 0});
    }
}

} // namespace rollcall::test
