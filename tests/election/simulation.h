#pragma once

#include "model/election/elector.h"
#include "model/election/primaryboard.h"

#include <queue>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

/// A deterministic discrete-event simulation of a cluster: real Electors, and a lease row in memory whose
/// transactions happen at one instant, somewhere between a request and its reply. True time is known to the
/// simulation only; every node has a clock of its own with another origin and another rate.
namespace rollcall::sim
{

using Time = std::chrono::nanoseconds; ///< true time since the beginning

/// What happens to one call of the store.
struct CallFate {
    Time request{0};   ///< until it is executed
    Time reply{0};     ///< from there until the answer arrives
    bool lost = false; ///< never executed
    bool replyLost = false;
};

/// Thrown when an invariant is broken.
struct Violation {
    std::string what;
};

struct Node {
    int index = 0;
    NodeId id;
    double rate = 1;
    Time offset{0};
    Wanted wanted = Wanted::Active;
    int priority = 100;

    bool alive = false;
    int generation = 0;    ///< of the process; events for an older one are dropped
    bool informed = false; ///< has read the database at least once
    bool retiring = false; ///< was told to end
    bool stopped = false;  ///< SIGSTOP: inputs wait, units go on
    Time cutRequestsUntil{0};
    Time cutRepliesUntil{0};
    Epoch stateFile = 0; ///< the highest epoch ever seen, as stored
    Epoch unitsOf = 0;   ///< service units of this epoch are running
    std::unique_ptr<Elector> elector;
    std::unique_ptr<PrimaryBoard> board;
    std::vector<election::Input> waiting;
    quint64 call = 0; ///< outstanding
    quint64 wake = 0; ///< the timer that is set
    int alarms = 0;
};

class World
{
public:
    World(int nodes, LeaseTimings timings, quint32 seed);

    // Time.
    Time now() const { return m_now; }
    void at(Time when, std::function<void()> what);
    void after(Time delay, std::function<void()> what) { at(m_now + delay, std::move(what)); }
    void runUntil(Time end);

    // What tests look at.
    Node& node(int index) { return *m_nodes[size_t(index)]; }
    int nodeCount() const { return int(m_nodes.size()); }
    Instant localTime(const Node& node) const;
    Node* primary(); ///< the one that may act now; at most one, or a Violation was thrown
    Epoch lastPromoted() const { return m_promoted.empty() ? 0 : *m_promoted.rbegin(); }
    Time lastPromotedAt() const { return m_promotedAt; }
    int demotions() const { return m_demotions; }
    bool needsRepair() const;
    const std::vector<std::string>& trace() const { return m_trace; }
    void traceOn() { m_tracing = true; }

    // What happens to nodes.
    void start(int index);
    void killAll(int index);                          ///< worker, supervisor and units at once
    void killWorker(int index, Time supervisorNeeds); ///< the supervisor kills the units, then releases
    void stop(int index, bool stopped);               ///< SIGSTOP and SIGCONT
    void feed(int index, const election::Input& input);

    // What happens to the database; set the fields, too.
    Mode mode = Mode::HighAvailability;
    bool paused = false;
    int designated = 0;
    LeaseTimings timings;
    bool foreign = false; ///< another cluster's database answers
    Epoch fence = 0;
    std::optional<Lease> lease = Lease{};
    Time frozenUntil{0};
    Time noStartBefore{0}; ///< see rule 11 of the protocol
    void changeTimings(LeaseTimings next);
    bool goBack(); ///< a replica is promoted with loss; false: no such loss is possible now
    void repair();

    /// Decides on each call; the default is fast and reliable.
    std::function<CallFate(Node&, const election::Action&)> fate;
    std::function<Time()> unitStopTime = [] { return std::chrono::milliseconds(50); };
    std::function<Time()> lateness = [] { return Time(0); }; ///< of timers
    Time callLimit = std::chrono::milliseconds(400);         ///< client-side

private:
    struct Event {
        Time when;
        quint64 serial;
        std::function<void()> what;
        bool operator<(const Event& other) const
        {
            return when != other.when ? when > other.when : serial > other.serial;
        }
    };

    void perform(Node& node, const election::Action& action);
    void call(Node& node, const election::Action& action);
    void execute(int index, const election::Action& action,
                 const std::function<void(election::Input)>& reply);
    LeaseObservation observation(const Node& node) const;
    std::optional<Epoch> takeOver(const Node& node, const TakeOverRequest& request);
    bool release(NodeId holder, Epoch epoch, NodeId target);
    void checkOnlyPrimary(const Node& node, Epoch epoch, const char* what);
    void setWake(Node& node);
    void log(const Node* node, const std::function<std::string()>& what);

    Time m_now{0};
    quint64 m_serial = 0;
    std::priority_queue<Event> m_events;
    std::vector<std::unique_ptr<Node>> m_nodes;
    ClusterId m_cluster;
    quint32 m_seed = 0;
    std::map<Epoch, int> m_winners; ///< as committed
    std::set<Epoch> m_promoted;     ///< epochs that anybody acted under
    Time m_promotedAt{0};
    int m_demotions = 0;
    int m_takeOversUnderway = 0;
    std::vector<std::pair<Epoch, Lease>> m_past; ///< what a lagging replica may know
    bool m_tracing = false;
    std::vector<std::string> m_trace;
};

} // namespace rollcall::sim
