#include "tests/election/simulation.h"

#include "model/election/candidacy.h"

#include <algorithm>

namespace rollcall::sim
{

using namespace election;
using namespace std::chrono_literals;

namespace
{
std::string nameOf(const Action& action)
{
    static const char* const names[] = {"Read",      "Renew",         "TakeOver", "Release",
                                        "Promote",   "Extend",        "StepDown", "Demote",
                                        "LeaseGone", "RememberEpoch", "Alarm",    "Retired"};
    std::string text = names[action.index()];
    if (const auto* takeOver = std::get_if<TakeOver>(&action))
        text += " expecting (" + std::to_string(takeOver->request.expected.epoch) + "," +
                std::to_string(takeOver->request.expected.seq) + ")";
    if (const auto* promote = std::get_if<Promote>(&action))
        text += " epoch " + std::to_string(promote->epoch) + " until " +
                std::to_string(promote->deadline.time_since_epoch().count() / 1000000);
    if (const auto* extend = std::get_if<Extend>(&action))
        text += " until " + std::to_string(extend->deadline.time_since_epoch().count() / 1000000);
    if (const auto* demote = std::get_if<Demote>(&action))
        text += " epoch " + std::to_string(demote->epoch) + " " + wordOf(demote->why).toStdString();
    if (const auto* stepDown = std::get_if<StepDown>(&action))
        text += " " + wordOf(stepDown->why).toStdString();
    if (const auto* alarm = std::get_if<Alarm>(&action))
        text += " " + alarm->sentence.toStdString();
    return text;
}

std::string nameOf(const Input& input)
{
    static const char* const names[] = {"Tick",         "ReadDone",   "RenewDone", "TakeOverDone",
                                        "ReleaseDone",  "CallFailed", "Nudge",     "StepDownOrder",
                                        "UnitsStopped", "Fitness"};
    std::string text = names[input.index()];
    if (const auto* read = std::get_if<ReadDone>(&input); read && read->seen.lease)
        text += " (" + std::to_string(read->seen.lease->epoch) + "," + std::to_string(read->seen.lease->seq) +
                (read->seen.lease->released() ? ",released)" : ")");
    if (const auto* won = std::get_if<TakeOverDone>(&input))
        text += won->won ? " won " + std::to_string(*won->won) : " lost";
    if (const auto* renewed = std::get_if<RenewDone>(&input))
        text += renewed->outcome.renewed ? " renewed" : " not renewed";
    return text;
}
} // namespace

World::World(int nodes, LeaseTimings initial, quint32 seed)
    : timings(initial)
    , m_cluster(ClusterId::create())
    , m_seed(seed)
{
    fate = [](Node&, const Action&) { return CallFate{1ms, 1ms, false, false}; };
    for (int i = 0; i < nodes; ++i) {
        auto node = std::make_unique<Node>();
        node->index = i;
        node->id = NodeId::create();
        node->offset = std::chrono::hours(1 + i);
        node->board = std::make_unique<PrimaryBoard>();
        m_nodes.push_back(std::move(node));
    }
}

void World::at(Time when, std::function<void()> what)
{
    m_events.push(Event{std::max(when, m_now), ++m_serial, std::move(what)});
}

void World::runUntil(Time end)
{
    while (!m_events.empty() && m_events.top().when <= end) {
        const Event event = m_events.top();
        m_events.pop();
        m_now = event.when;
        event.what();
    }
    m_now = end;
}

Instant World::localTime(const Node& node) const
{
    return Instant(node.offset + Time(qint64(double(m_now.count()) * node.rate)));
}

Node* World::primary()
{
    for (auto& node : m_nodes)
        if (node->board->isPrimary(localTime(*node)))
            return node.get();
    return nullptr;
}

bool World::needsRepair() const
{
    return !lease || lease->epoch > fence ||
           std::any_of(m_nodes.begin(), m_nodes.end(), [this](const auto& node) {
               const bool halted =
                   node->alive && node->elector->halted().value_or(Halt::OtherCluster) != Halt::OtherCluster;
               return halted || node->stateFile > fence;
           });
}

void World::log(const Node* node, const std::function<std::string()>& what)
{
    if (!m_tracing)
        return;
    std::string line = std::to_string(m_now.count() / 1000) + " us ";
    if (node)
        line += "node " + std::to_string(node->index) + " (its clock " +
                std::to_string(localTime(*node).time_since_epoch().count() / 1000000) + ") ";
    m_trace.push_back(line + what());
}

// ---- Nodes
// -------------------------------------------------------------------------------------------------

void World::start(int index)
{
    Node& node = this->node(index);
    if (node.alive)
        return;
    if (m_now < noStartBefore) {
        at(noStartBefore, [this, index] { start(index); });
        return;
    }
    log(&node, [] { return "starts"; });
    node.alive = true;
    node.informed = false;
    node.retiring = false;
    node.stopped = false;
    ++node.generation;
    node.call = 0;
    node.unitsOf = 0;
    node.waiting.clear();
    node.board->clear(std::nullopt);
    ElectorConfig config{node.id, m_cluster, node.stateFile, m_seed * 31 + quint32(index) + 1};
    node.elector = std::make_unique<Elector>(config);
    feed(index, Tick{});
}

void World::killAll(int index)
{
    Node& node = this->node(index);
    log(&node, [] { return "is killed"; });
    node.alive = false;
    ++node.generation;
    node.board->clear(std::nullopt);
    node.unitsOf = 0;
}

void World::killWorker(int index, Time supervisorNeeds)
{
    Node& node = this->node(index);
    if (!node.alive)
        return;
    const Epoch held = node.board->leaseEpoch();
    killAll(index);
    const int generation = node.generation;
    after(supervisorNeeds, [this, index, held, generation] {
        Node& again = this->node(index);
        if (again.generation != generation)
            return;
        if (m_now >= frozenUntil && m_now >= again.cutRequestsUntil && !foreign && held != 0 &&
            release(again.id, held, NodeId()))
            log(&again, [] { return "is released by its supervisor"; });
        start(index);
    });
}

void World::stop(int index, bool stopped)
{
    Node& node = this->node(index);
    if (!node.alive || node.stopped == stopped)
        return;
    log(&node, [&] { return stopped ? "SIGSTOP" : "SIGCONT"; });
    node.stopped = stopped;
    if (stopped)
        return;
    const std::vector<Input> waiting = std::move(node.waiting);
    node.waiting.clear();
    for (const Input& input : waiting)
        feed(index, input);
    feed(index, Tick{});
}

void World::feed(int index, const Input& input)
{
    Node& node = this->node(index);
    if (!node.alive)
        return;
    if (node.stopped) {
        node.waiting.push_back(input);
        return;
    }
    node.informed = node.informed || std::holds_alternative<ReadDone>(input);
    if (const auto* order = std::get_if<StepDownOrder>(&input))
        node.retiring = node.retiring || order->why == TermEnd::Stopped;
    if (input.index() != 0)
        log(&node, [&] { return "<- " + nameOf(input); });
    const int generation = node.generation;
    for (const Action& action : node.elector->step(localTime(node), input))
        if (node.generation == generation)
            perform(node, action);
    if (node.generation == generation)
        setWake(node);
}

void World::setWake(Node& node)
{
    const quint64 wake = ++node.wake;
    const Instant next = node.elector->nextWake();
    if (next == Instant::max())
        return;
    const double trueTime = double((next.time_since_epoch() - node.offset).count()) / node.rate;
    at(Time(qint64(trueTime) + 1000) + lateness(),
       [this, index = node.index, wake, generation = node.generation] {
           Node& again = this->node(index);
           if (again.generation == generation && again.wake == wake)
               feed(index, Tick{});
       });
}

void World::perform(Node& node, const Action& action)
{
    log(&node, [&] { return "-> " + nameOf(action); });
    const auto stopUnits = [this, &node](Epoch epoch, Time needs) {
        after(needs, [this, index = node.index, epoch, generation = node.generation] {
            Node& again = this->node(index);
            if (again.generation != generation)
                return;
            if (again.unitsOf == epoch)
                again.unitsOf = 0;
            feed(index, UnitsStopped{epoch});
        });
    };
    if (const auto* promote = std::get_if<Promote>(&action)) {
        checkOnlyPrimary(node, promote->epoch, "promoted");
        const auto winner = m_winners.find(promote->epoch);
        if (winner == m_winners.end() || winner->second != node.index)
            throw Violation{"I2: promoted with an epoch that it did not win"};
        if (promote->epoch <= lastPromoted())
            throw Violation{"I2: promoted with an epoch that is not above all before"};
        if (node.unitsOf != 0)
            throw Violation{"I7: promoted while units of an older epoch run"};
        if (promote->deadline <= localTime(node))
            throw Violation{"I6: promoted past its deadline"};
        m_promoted.insert(promote->epoch);
        m_promotedAt = m_now;
        node.unitsOf = promote->epoch;
        node.board->promote(promote->epoch, promote->deadline);
    } else if (const auto* extend = std::get_if<Extend>(&action)) {
        checkOnlyPrimary(node, extend->epoch, "extended");
        if (node.board->epoch() != extend->epoch)
            throw Violation{"I6: extended a term that it does not hold"};
        node.board->moveDeadline(extend->deadline);
    } else if (const auto* stepDown = std::get_if<StepDown>(&action)) {
        stopUnits(stepDown->epoch, unitStopTime());
    } else if (const auto* demote = std::get_if<Demote>(&action)) {
        ++m_demotions;
        node.board->clear(demote->kill ? std::optional(localTime(node)) : std::nullopt);
        if (demote->kill)
            stopUnits(demote->epoch, 10ms);
        else if (node.unitsOf != 0)
            throw Violation{"I7: demoted gracefully while units run"};
    } else if (const auto* gone = std::get_if<LeaseGone>(&action)) {
        if (node.board->leaseEpoch() == gone->epoch)
            node.board->leaseGone();
    } else if (const auto* remember = std::get_if<RememberEpoch>(&action)) {
        node.stateFile = remember->epoch;
    } else if (std::holds_alternative<Alarm>(action)) {
        ++node.alarms;
    } else if (std::holds_alternative<Retired>(action)) {
        if (node.unitsOf != 0 || node.board->epoch() != 0)
            throw Violation{"retired while it holds a term"};
        killAll(node.index);
    } else {
        if (const auto* given = std::get_if<Release>(&action)) {
            if (node.unitsOf == given->epoch)
                throw Violation{"I7: released while units of that epoch run"};
            if (node.board->held(localTime(node)) == given->epoch)
                throw Violation{"I6: released while acting"};
        }
        call(node, action);
    }
}

void World::checkOnlyPrimary(const Node& node, Epoch epoch, const char* what)
{
    if (epoch < lastPromoted())
        throw Violation{std::string("I1: ") + what + " under epoch " + std::to_string(epoch) + " after " +
                        std::to_string(lastPromoted())};
    for (const auto& other : m_nodes)
        if (other.get() != &node && other->board->isPrimary(localTime(*other)))
            throw Violation{std::string("I1: ") + what + " under epoch " + std::to_string(epoch) +
                            " while node " + std::to_string(other->index) + " acts under " +
                            std::to_string(other->board->epoch())};
}

// ---- The store
// ---------------------------------------------------------------------------------------------

void World::call(Node& node, const Action& action)
{
    if (node.call != 0)
        throw Violation{"a second call while one is outstanding"};
    const quint64 id = ++m_serial;
    const int index = node.index;
    const int generation = node.generation;
    node.call = id;
    const auto answer = [this, index, generation, id](const Input& input) {
        Node& again = this->node(index);
        if (again.generation != generation || again.call != id)
            return;
        again.call = 0;
        feed(index, input);
    };
    const CallFate how = fate(node, action);
    after(callLimit, [answer] { answer(CallFailed{}); });
    if (how.lost || m_now < node.cutRequestsUntil)
        return;
    const bool counts = std::holds_alternative<TakeOver>(action);
    m_takeOversUnderway += counts;
    const auto run = [this, index, action, answer, how, counts] {
        m_takeOversUnderway -= counts;
        execute(index, action, [this, index, answer, how](const Input& input) {
            if (how.replyLost || m_now < this->node(index).cutRepliesUntil)
                return;
            after(how.reply, [answer, input] { answer(input); });
        });
    };
    // A request that reached a frozen database is executed when it thaws, whether or not anybody still waits.
    after(how.request, [this, run] {
        if (m_now < frozenUntil)
            at(frozenUntil + 1ms, run);
        else
            run();
    });
}

void World::execute(int index, const Action& action, const std::function<void(Input)>& reply)
{
    Node& node = this->node(index);
    if (std::holds_alternative<Read>(action)) {
        reply(ReadDone{observation(node)});
    } else if (const auto* renew = std::get_if<Renew>(&action)) {
        const bool renewed = !foreign && lease && lease->holder == node.id && lease->epoch == renew->epoch;
        if (renewed)
            ++lease->seq;
        // Everything else may change between the renewal and the reading after it.
        after(3ms, [this, index, renewed, reply] {
            reply(RenewDone{RenewOutcome{renewed, observation(this->node(index))}});
        });
    } else if (const auto* request = std::get_if<TakeOver>(&action)) {
        reply(TakeOverDone{takeOver(node, request->request)});
    } else if (const auto* given = std::get_if<Release>(&action)) {
        reply(ReleaseDone{release(node.id, given->epoch, given->target)});
    }
}

LeaseObservation World::observation(const Node& node) const
{
    LeaseObservation seen;
    seen.cluster = m_cluster;
    seen.mode = mode;
    seen.paused = paused;
    seen.designated = m_nodes[size_t(designated)]->id;
    seen.timings = timings;
    seen.fence = fence;
    seen.lease = lease;
    seen.wanted = node.wanted;
    seen.priority = node.priority;
    for (const auto& other : m_nodes) {
        const bool candidate = other->alive && other->wanted == Wanted::Active && other->priority > 0 &&
                               !(lease && lease->holder == other->id);
        const bool higher = candidate && other->priority > node.priority;
        const bool equal = candidate && other->priority == node.priority;
        seen.rank += higher || (equal && other->index < node.index);
        seen.outranked = seen.outranked || higher;
    }
    if (foreign) {
        static const ClusterId another = ClusterId::create();
        seen.cluster = another;
        seen.lease = Lease{};
        seen.fence = 0;
    }
    return seen;
}

std::optional<Epoch> World::takeOver(const Node& node, const TakeOverRequest& request)
{
    const LeaseObservation seen = observation(node);
    if (foreign || !lease || lease->epoch != request.expected.epoch || lease->seq != request.expected.seq)
        return std::nullopt;
    if (!mayStand(seen, node.id) || heldByPause(seen, node.id))
        return std::nullopt;
    m_past.emplace_back(fence, *lease);
    fence = std::max(request.newEpoch, fence + 1);
    lease = Lease{node.id, fence, lease->seq + 1, NodeId()};
    m_winners[fence] = node.index;
    log(&node, [this] { return "wins " + std::to_string(fence) + " in the database"; });
    return fence;
}

bool World::release(NodeId holder, Epoch epoch, NodeId target)
{
    if (foreign || !lease || lease->holder != holder || lease->epoch != epoch)
        return false;
    lease->holder = NodeId();
    lease->target = target;
    return true;
}

void World::changeTimings(LeaseTimings next)
{
    // The protocol's rule 11 says who may not be around for a shortening: a node that never saw the old ttl.
    if (next.ttl < timings.ttl) {
        for (const auto& node : m_nodes)
            if (node->alive && !node->informed)
                return;
        noStartBefore =
            std::max(noStartBefore, m_now + timings.ttl * 12 / 10); // by clocks 10 % slow, and a little
    }
    log(nullptr, [&] { return "ttl becomes " + std::to_string(next.ttl.count()); });
    timings = next;
}

bool World::goBack()
{
    const bool allKnow = std::all_of(m_nodes.begin(), m_nodes.end(),
                                     [this](const auto& node) { return node->stateFile >= fence; });
    if (m_past.empty() || !allKnow || m_takeOversUnderway > 0 || !lease)
        return false;
    log(nullptr, [] { return "the database goes back"; });
    std::tie(fence, lease) = m_past.back();
    return true;
}

void World::repair()
{
    for (const auto& node : m_nodes)
        fence = std::max(fence, node->stateFile);
    if (lease)
        fence = std::max(fence, lease->epoch);
    ++fence;
    log(nullptr, [this] { return "repair to " + std::to_string(fence); });
    static const NodeId nobody = NodeId::create();
    lease = Lease{NodeId(), fence, lease ? lease->seq + 1 : 1, nobody};
    m_past.clear();
}

} // namespace rollcall::sim
