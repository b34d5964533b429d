#include "model/tables/takeoverstate.h"

#include "model/cluster/halt.h"
#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

QString takeoverPrimaryName(const ClusterView& view)
{
    return view.primary ? view.primary->name : QStringLiteral("the primary");
}

/// The cluster's own problem: why nobody is primary.
const Problem* electionTrouble(const ClusterView& view)
{
    const auto found = std::find_if(view.problems.begin(), view.problems.end(), [](const Problem& problem) {
        return problem.node.isNull() && problem.severity == Severity::Error && !problem.advisory;
    });
    return found == view.problems.end() ? nullptr : &*found;
}

TakeoverState knownTakeover(const ClusterView& view)
{
    const ClusterRow& cluster = view.facts.cluster;
    const Forecast& forecast = view.forecast;
    if (view.nodes.empty())
        return {TakeoverState::Kind::NoNodes, Mark::Dash, QStringLiteral("No node has joined"),
                QStringLiteral("There is no node yet that could be primary."),
                QStringLiteral("Start rollcall-node on a server with this database.")};
    if (const std::optional<Problem> halt = haltProblem(view.facts))
        return {TakeoverState::Kind::Halted, Mark::Down, halt->sentence, halt->detail, halt->remedy};
    if (cluster.mode == Mode::Single)
        return {TakeoverState::Kind::OffSingle,
                Mark::Dash,
                QStringLiteral("High availability is off"),
                QStringLiteral("If %1 fails, no other node takes over on its own. High availability lets the "
                               "nodes elect another primary; it needs load balancing, which is off.")
                    .arg(takeoverPrimaryName(view)),
                {}};
    const Problem* trouble = electionTrouble(view);
    if (!view.primary && trouble)
        return {TakeoverState::Kind::NoPrimary, Mark::Down, trouble->sentence, trouble->detail,
                trouble->remedy};
    if (cluster.mode == Mode::LoadBalancing)
        return {TakeoverState::Kind::Off,
                Mark::Dash,
                QStringLiteral("High availability is off"),
                QStringLiteral("If %1 fails, no other node takes over on its own. With high availability, "
                               "the nodes elect another primary within %2.")
                    .arg(takeoverPrimaryName(view), atMost(forecast.expectedTakeover)),
                {}};
    if (cluster.paused)
        return {TakeoverState::Kind::Paused, Mark::Degraded, QStringLiteral("Automatic takeover is paused"),
                QStringLiteral("%1 paused it%2, so no node takes over if %3 fails.")
                    .arg(cluster.pausedBy.isEmpty() ? QStringLiteral("An administrator") : cluster.pausedBy,
                         cluster.pausedReason.isEmpty() ? QString()
                                                        : QStringLiteral(" (%1)").arg(cluster.pausedReason),
                         takeoverPrimaryName(view)),
                QStringLiteral("Resume it when the work is done. Handing over by hand works meanwhile.")};
    if (forecast.successor.isNull())
        return {TakeoverState::Kind::Alone, Mark::Degraded, QStringLiteral("Automatic takeover is on"),
                forecast.reason.isEmpty() ? QStringLiteral("If %1 fails, no other node is able to take over.")
                                                .arg(takeoverPrimaryName(view))
                                          : QStringLiteral("If %1 fails, no other node would take over: %2.")
                                                .arg(takeoverPrimaryName(view), forecast.reason),
                QStringLiteral("The list of nodes below says what keeps each of them from it.")};
    if (!forecast.reason.isEmpty())
        return {TakeoverState::Kind::On,
                Mark::Degraded,
                QStringLiteral("Automatic takeover is on"),
                QStringLiteral("If %1 fails, %2 takes over by itself, but not at once: %3. It takes %4.")
                    .arg(takeoverPrimaryName(view), forecast.successorName, forecast.reason,
                         atMost(forecast.expectedTakeover)),
                {}};
    return {TakeoverState::Kind::On,
            Mark::Healthy,
            QStringLiteral("Automatic takeover is on"),
            QStringLiteral("If %1 fails, %2 takes over by itself, within %3.")
                .arg(takeoverPrimaryName(view), forecast.successorName, atMost(forecast.expectedTakeover)),
            {}};
}

} // namespace

TakeoverState takeoverStateOf(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never())
        return {TakeoverState::Kind::NotRead,
                Mark::Unknown,
                QStringLiteral("Unknown"),
                QStringLiteral("Reading the cluster…"),
                {}};
    const TakeoverState state = knownTakeover(view);
    if (!freshness.stale())
        return state;
    return {TakeoverState::Kind::Stale,
            Mark::Unknown,
            QStringLiteral("Unknown"),
            QStringLiteral("The database does not answer. %1 ago: %2. The nodes go on without this console.")
                .arg(durationText(*freshness.age), state.word.toLower()),
            {}};
}

} // namespace rollcall
