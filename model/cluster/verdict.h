#pragma once

#include "model/cluster/clusterview.h"
#include "model/cluster/placement.h"

namespace rollcall
{

/// Everything that the verdict on one node depends on.
struct Signals {
    const NodeRow& row;
    const Probe& probe;
    Mode mode = Mode::Single;
    bool primary = false;
    Epoch epoch = 0; ///< of the lease
    KeyState key = KeyState::Unknown;
    QString clusterKey; ///< fingerprint that most nodes report
    bool versionInSync = true;
    QString clusterVersion; ///< version that most nodes report
    Millis skew{0};         ///< to the median of the nodes' clocks
    int succession = 0;
    NodeMesh mesh = {};
    bool licensed = true;  ///< within the license's number of nodes
    int licensedNodes = 0; ///< that number
    StorageVerdict storage = {};
    BalancerOpinion balancer = {};

    Placement placement() const { return {mode, row.wanted, primary, licensed}; }

    bool heartbeatFresh() const { return row.heartbeatFresh(); }
    bool messengerAnswers() const { return probe.result == ProbeResult::Ok; }
    /// Something answers at the messenger's address, even if it cannot prove the key.
    bool processAnswers() const { return messengerAnswers() || probe.result == ProbeResult::KeyDiffers; }
    /// Another node had an answer after the last heartbeat. The second is for the time between writing and
    /// reading either.
    bool answersNodes() const
    {
        return mesh.answeredAgo && row.heartbeatAge && *mesh.answeredAgo + Millis(1000) < *row.heartbeatAge;
    }
    /// What the load balancer says of it and lists it under; nullptr: it is not asked, or has no such node.
    const BalancerSighting* inBalancer() const
    {
        return balancer.sighting && !balancer.sighting->missing() ? &*balancer.sighting : nullptr;
    }
    bool alive() const { return heartbeatFresh() || processAnswers() || answersNodes(); }
    /// Neither the database nor this computer hears of it, but other nodes do.
    bool onlyNodesHear() const
    {
        return !heartbeatFresh() && !row.stopped && !processAnswers() && answersNodes();
    }
    /// It said goodbye, and nothing has answered since.
    bool stoppedInOrder() const { return row.stopped && !processAnswers(); }
    /// A refused connection means that the process is gone; two missed heartbeats besides are enough to call
    /// it down, although the last one would still be fresh.
    bool processGone() const
    {
        return row.heartbeatAge && *row.heartbeatAge > Millis(2500) && probe.result == ProbeResult::Refused;
    }
    /// Some signal shows that it lives, and the verdict is not that it is down.
    bool lives() const { return alive() && !stoppedInOrder() && (!processGone() || onlyNodesHear()); }
    /// How what the load balancer does with it goes with what it should do.
    BalancerFit fit() const { return balancerFit(row, shouldBeServed(row, placement(), lives()), balancer); }
    bool takesRequests() const { return rollcall::takesRequests(row, placement(), lives()); }
    /// For how long it leaves the primary's role to others; nothing: it does not.
    std::optional<HoldBack> holdsBack() const { return succession > 0 ? row.holdsBack() : std::nullopt; }
};

/// The verdict rules, in order: the first one that applies decides. Each has a name, for its test.
struct VerdictRule {
    const char* name;
    bool (*applies)(const Signals&);
    Verdict (*say)(const Signals&);
};

const std::vector<VerdictRule>& verdictRules();

/// The verdict, with the sentence on how far the three signals agree.
Verdict verdictOn(const Signals& node);

} // namespace rollcall
