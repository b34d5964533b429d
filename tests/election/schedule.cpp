#include "tests/election/schedule.h"

#include <algorithm>

namespace rollcall::sim
{

using namespace election;
using namespace std::chrono_literals;

namespace
{

constexpr LeaseTimings quick{Millis(1000), Millis(200), Millis(100), Millis(120)};

class Dice
{
public:
    explicit Dice(quint32 seed)
        : m_random(seed)
    {
    }
    double unit() { return std::uniform_real_distribution<>(0, 1)(m_random); }
    bool oneIn(double n) { return unit() * n < 1; }
    int below(int n) { return int(unit() * n); }
    Time between(Time low, Time high) { return low + Time(qint64(double((high - low).count()) * unit())); }

private:
    std::mt19937 m_random;
};

/// Clocks whose rates differ by a tenth at most, each of them by a tenth from the true one.
void setClocks(World& world, Dice& dice)
{
    const double slowest = 0.9 + 0.1 * dice.unit();
    for (int i = 0; i < world.nodeCount(); ++i) {
        const double shares[] = {0, 1, dice.unit()};
        world.node(i).rate = slowest * (1 + 0.1 * shares[dice.below(3)]);
        world.node(i).offset = dice.between(1h, 1000h);
    }
}

template <class Body>
Outcome guarded(World& world, bool trace, Body body)
{
    Outcome outcome;
    if (trace)
        world.traceOn();
    try {
        body(outcome);
    } catch (const Violation& violation) {
        outcome.violation = violation.what;
    }
    outcome.trace = world.trace();
    return outcome;
}

/// One random fault at this moment. Faults that last end by themselves, at the end of all faults at the
/// latest.
void strike(World& world, Dice& dice, Time faultsEnd)
{
    const int victim =
        dice.oneIn(2) && world.primary() ? world.primary()->index : dice.below(world.nodeCount());
    Node& node = world.node(victim);
    const Time lasting =
        std::min(faultsEnd - world.now(), dice.oneIn(3) ? dice.between(1s, 4s) : dice.between(10ms, 1500ms));
    switch (dice.below(18)) {
    case 0:
        world.killAll(victim);
        world.after(lasting, [&world, victim] { world.start(victim); });
        break;
    case 1:
        world.killWorker(victim, dice.between(5ms, 300ms));
        break;
    case 2:
    case 3:
        world.stop(victim, true);
        world.after(lasting, [&world, victim] { world.stop(victim, false); });
        break;
    case 4:
    case 5:
        world.frozenUntil = world.now() + lasting;
        break;
    case 6:
        node.cutRequestsUntil = world.now() + lasting;
        break;
    case 7:
    case 8:
        node.cutRepliesUntil = world.now() + lasting;
        break;
    case 9: // a suspended host: its clock goes on, its processes don't
        world.stop(victim, true);
        node.cutRequestsUntil = node.cutRepliesUntil = world.now() + lasting;
        world.after(lasting, [&world, victim] { world.stop(victim, false); });
        break;
    case 10:
        if (world.goBack() || dice.oneIn(2))
            world.after(lasting, [&world] { world.repair(); });
        break;
    case 11:
        world.lease.reset();
        if (dice.oneIn(2))
            world.after(lasting, [&world] { world.repair(); });
        break;
    case 12:
        world.mode = dice.oneIn(2) ? Mode::LoadBalancing : Mode::HighAvailability;
        world.designated = dice.below(world.nodeCount());
        break;
    case 13:
        world.paused = !world.paused;
        break;
    case 14:
        world.feed(victim, StepDownOrder{world.node(dice.below(world.nodeCount())).id, TermEnd::Switchover});
        break;
    case 15:
        world.feed(victim, StepDownOrder{{}, dice.oneIn(2) ? TermEnd::Stopped : TermEnd::UnitFailed});
        world.after(lasting, [&world, victim] { world.start(victim); });
        break;
    case 16:
        node.wanted = dice.oneIn(2) ? Wanted::Draining : Wanted::Active;
        node.priority = dice.oneIn(4) ? 0 : 100;
        break;
    case 17:
        if (dice.oneIn(2)) {
            world.changeTimings(world.timings == quick ? LeaseTimings::standard() : quick);
        } else {
            world.foreign = true;
            world.after(lasting, [&world] { world.foreign = false; });
        }
        break;
    }
    if (dice.oneIn(3))
        world.feed(dice.below(world.nodeCount()), Nudge{});
    if (dice.oneIn(20))
        world.feed(dice.below(world.nodeCount()), Fitness{dice.oneIn(2)});
}

void heal(World& world, Dice& dice)
{
    for (int node = 0; node < world.nodeCount(); ++node)
        world.feed(node, Fitness{true});
    world.foreign = false;
    world.paused = false;
    world.frozenUntil = world.now();
    world.mode = dice.oneIn(4) ? Mode::LoadBalancing : Mode::HighAvailability;
    const int survivor = dice.below(world.nodeCount());
    world.designated = survivor;
    for (int i = 0; i < world.nodeCount(); ++i) {
        Node& node = world.node(i);
        node.wanted = Wanted::Active;
        node.priority = 100;
        node.cutRequestsUntil = node.cutRepliesUntil = world.now();
        world.stop(i, false);
        if (node.retiring)
            world.killAll(i);
        if (i == survivor || dice.oneIn(2))
            world.start(i);
        else if (dice.oneIn(3))
            world.killAll(i);
    }
    if (world.needsRepair())
        world.repair();
}

/// The longest that flapping or a switchover lets every node hold back, from now, in true time.
Time longestHoldBack(World& world)
{
    Time longest{0};
    for (int i = 0; i < world.nodeCount(); ++i) {
        const Node& node = world.node(i);
        if (node.alive)
            longest = std::max<Time>(longest,
                                     Time((node.elector->heldBackUntil() - world.localTime(node)) * 10 / 9));
    }
    return longest;
}

} // namespace

Outcome runFaults(quint32 seed, bool trace)
{
    Dice dice(seed);
    World world(2 + dice.below(3), dice.oneIn(3) ? LeaseTimings::standard() : quick, seed);
    setClocks(world, dice);
    const Time faultsEnd = dice.between(3s, 8s);
    const double losing = dice.oneIn(2) ? 0 : 0.1 * dice.unit();
    const double slow = dice.oneIn(2) ? 0.02 : 0.2;
    world.callLimit = dice.between(200ms, 600ms);
    world.fate = [&](Node&, const Action&) {
        CallFate fate{dice.between(500us, 5ms), dice.between(500us, 5ms), false, false};
        if (world.now() >= faultsEnd)
            return fate;
        if (dice.unit() < slow)
            fate.request = dice.between(0ms, 900ms);
        if (dice.unit() < slow)
            fate.reply = dice.between(0ms, 900ms);
        fate.lost = dice.unit() < losing;
        fate.replyLost = dice.unit() < losing;
        return fate;
    };
    world.lateness = [&] {
        return world.now() < faultsEnd && dice.oneIn(20) ? dice.between(0ms, 300ms) : dice.between(0ms, 2ms);
    };
    world.unitStopTime = [&] { return dice.between(1ms, 400ms); };

    return guarded(world, trace, [&](Outcome&) {
        for (int i = 0; i < world.nodeCount(); ++i)
            world.at(dice.between(0ms, 500ms), [&world, i] { world.start(i); });
        for (int count = 1 + dice.below(8); count > 0; --count)
            world.at(dice.between(500ms, faultsEnd), [&] { strike(world, dice, faultsEnd); });
        world.runUntil(faultsEnd);
        heal(world, dice);
        const Time ttl = std::max(world.timings.ttl, Millis(0));
        // 2·ttl by the slowest clock; a process whose start waits for a shortening of the timings counts from
        // then.
        const Time healed = std::max(world.now(), world.noStartBefore);
        world.runUntil(healed + 2 * ttl * 10 / 9 + 200ms);
        if (!world.primary())
            world.runUntil(world.now() + longestHoldBack(world) + ttl * 10 / 9);
        if (!world.primary())
            throw Violation{"I8: no primary within 2 ttl after the faults ended"};
        // What was under way when the faults ended (a switchover, a designated node that comes back) may
        // finish.
        world.runUntil(world.now() + 500ms);
        const Epoch epoch = world.lastPromoted();
        const int demotions = world.demotions();
        world.runUntil(world.now() + 2 * ttl);
        if (!world.primary() || world.lastPromoted() != epoch || world.demotions() != demotions)
            throw Violation{"a primary was lost although nothing had failed"};
    });
}

Outcome runHostDeath(quint32 seed, bool trace)
{
    Dice dice(seed);
    World world(2 + dice.below(3), LeaseTimings::standard(), seed);
    setClocks(world, dice);
    world.fate = [&](Node&, const Action&) {
        return CallFate{dice.between(500us, 10ms), dice.between(500us, 10ms), false, false};
    };
    world.lateness = [&] { return dice.between(0ms, 2ms); };
    return guarded(world, trace, [&](Outcome& outcome) {
        for (int i = 0; i < world.nodeCount(); ++i)
            world.start(i);
        world.runUntil(dice.between(1s, 3s));
        if (!world.primary())
            throw Violation{"no first primary within a second"};
        const Epoch before = world.lastPromoted();
        const Time died = world.now();
        world.killAll(world.primary()->index);
        world.runUntil(died + 4s);
        outcome.takeover = world.lastPromotedAt() - died;
        const Time limit = (world.timings.ttl + world.timings.poll) * 10 / 9 + 50ms;
        if (world.lastPromoted() != before + 1 || outcome.takeover > limit)
            throw Violation{"I5: takeover took " + std::to_string(outcome.takeover / 1ms) + " ms"};
    });
}

Outcome runPreferred(quint32 seed, bool trace)
{
    Dice dice(seed);
    World world(3 + dice.below(2), LeaseTimings::standard(), seed);
    for (int i = 0; i < world.nodeCount(); ++i)
        world.node(i).offset = dice.between(1h, 1000h);
    const int preferred = dice.below(world.nodeCount());
    world.fate = [&](Node&, const Action&) {
        return CallFate{dice.between(500us, 5ms), dice.between(500us, 5ms), false, false};
    };
    world.lateness = [&] { return dice.between(0ms, 2ms); };
    return guarded(world, trace, [&](Outcome& outcome) {
        for (int i = 0; i < world.nodeCount(); ++i)
            world.at(dice.between(0ms, 500ms), [&world, i] { world.start(i); });
        world.runUntil(dice.between(2s, 4s));
        if (!world.primary())
            throw Violation{"no first primary"};
        world.node(preferred).priority = 200;
        world.runUntil(world.now() + 600ms); // everybody has read it
        const int dies = world.primary()->index;
        const Epoch before = world.lastPromoted();
        const Time died = world.now();
        world.killAll(dies);
        world.runUntil(died + 4s);
        outcome.takeover = world.lastPromotedAt() - died;
        if (world.lastPromoted() != before + 1 || !world.primary())
            throw Violation{"not one takeover"};
        if (outcome.takeover > world.timings.ttl + world.timings.poll + 50ms)
            throw Violation{"a preference costs time"};
        if (dies != preferred && world.primary()->index != preferred)
            throw Violation{"another node than the preferred one took over"};
    });
}

Outcome runChosen(const std::vector<int>& fates, int disturbance, bool fromTakeOver, bool trace)
{
    World world(2, quick, 1);
    world.node(1).rate = 1.1;
    world.callLimit = 150ms;
    bool chosen = false;
    bool waiting = false;
    size_t next = 0;
    world.fate = [&](Node&, const Action& action) {
        CallFate fate{2ms, 2ms, false, false};
        chosen = chosen || (waiting && std::holds_alternative<TakeOver>(action));
        if (!chosen || next == fates.size())
            return fate;
        switch (fates[next++]) {
        case 1:
            fate.lost = true;
            break;
        case 2:
            fate.replyLost = true;
            break;
        case 3: // executed after the caller gave up
            fate.request = 400ms;
            break;
        default:
            break;
        }
        return fate;
    };
    return guarded(world, trace, [&](Outcome&) {
        world.start(0);
        world.start(1);
        world.runUntil(730ms);
        Node* primary = world.primary();
        if (!primary)
            throw Violation{"no first primary"};
        const int index = primary->index;
        (fromTakeOver ? waiting : chosen) = true;
        if (disturbance == 1) {
            world.killAll(index);
            world.after(1500ms, [&world, index] { world.start(index); });
        } else if (disturbance == 2) {
            world.stop(index, true);
            world.after(1500ms, [&world, index] { world.stop(index, false); });
        } else if (disturbance == 3) {
            primary->cutRepliesUntil = world.now() + 1500ms;
        }
        world.runUntil(6s);
        if (!world.primary())
            world.runUntil(world.now() + longestHoldBack(world) + 1s);
        if (!world.primary())
            throw Violation{"I8: no primary after all went well again"};
    });
}

} // namespace rollcall::sim
