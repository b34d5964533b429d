#include "model/services/switchover.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/core/durationtext.h"
#include "model/database/clusterrepository.h"
#include "model/database/leasesql.h"
#include "model/services/orders.h"

namespace rollcall
{

namespace
{

/// Why a node cannot become the primary now, or nothing.
Result<void> canBePrimary(const NodeView& node, Mode mode)
{
    const QString& name = node.row.name;
    if (!node.row.heartbeatFresh())
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 cannot become the primary: it writes no heartbeat.").arg(name),
                       QStringLiteral("Start rollcall-node on %1, or choose another node.").arg(name));
    if (node.row.wanted != Wanted::Active)
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 cannot become the primary: it is %2.")
                           .arg(name, node.row.wanted == Wanted::Draining ? QStringLiteral("draining")
                                                                          : QStringLiteral("in maintenance")),
                       QStringLiteral("Activate it first, or choose another node."));
    if (!node.licensed)
        return failure(
            ErrorKind::Refused,
            QStringLiteral("%1 cannot become the primary: it is over the license's number of nodes.")
                .arg(name),
            QStringLiteral("Choose another node, or raise the number: rollcallctl license set --nodes N."));
    // Below high availability the role serves web as well, so it is not refused to a node for its service.
    if (mode == Mode::HighAvailability && !node.row.report.unfit.isEmpty())
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 cannot become the primary: %2").arg(name, node.row.report.unfit),
                       QStringLiteral("Mend that, or choose another node."));
    if (node.row.priority <= 0)
        return failure(
            ErrorKind::Refused, QStringLiteral("%1 never becomes the primary: its priority is 0.").arg(name),
            QStringLiteral("Choose another node, or raise it: rollcallctl node priority %1 100").arg(name));
    return {};
}

/// The one that takes over by itself; otherwise the first that could, highest priority first.
Result<NodeView> nextInLine(const ClusterView& view)
{
    const NodeView* best = nullptr;
    for (const NodeView& node : view.nodes) {
        if (node.succession == 1)
            return node;
        const bool candidate = !(view.primary && view.primary->node == node.row.id) &&
                               canBePrimary(node, view.facts.cluster.mode).has_value();
        if (candidate && (!best || node.row.priority > best->row.priority))
            best = &node;
    }
    if (best)
        return *best;
    return failure(ErrorKind::Refused, QStringLiteral("No other node is able to become the primary."),
                   QStringLiteral("Start one, or activate one that is draining or in maintenance."));
}

} // namespace

Switchover::Switchover(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<Done> Switchover::run(NodeId to)
{
    return andThen<ClusterView>(m_tools.look(), this, [this, to](const ClusterView& view) {
        const Result<NodeView> target = to.isNull() ? nextInLine(view) : nodeIn(view, to);
        if (!target)
            return readyResult<Done>(Failure(target.error()));
        if (view.primary && view.primary->node == target->row.id)
            return readyResult<Done>(failure(
                ErrorKind::Refused, QStringLiteral("%1 is the primary already.").arg(target->row.name)));
        if (const Result<void> can = canBePrimary(*target, view.facts.cluster.mode); !can)
            return readyResult<Done>(Failure(can.error()));
        const NodeView* from = view.primary ? view.find(view.primary->node) : nullptr;
        if (from)
            return handOver(view, *from, *target);
        if (view.facts.cluster.mode != Mode::HighAvailability)
            return designate(view, *target);
        if (view.facts.cluster.paused && view.facts.lease)
            return nameSuccessor(view, *target);
        return readyResult<Done>(
            failure(ErrorKind::Refused, QStringLiteral("No node is the primary, so none can hand over."),
                    QStringLiteral("A node takes over by itself; look at the problems of the cluster.")));
    });
}

QJsonObject Switchover::orderFor(const NodeView& to)
{
    return {{QStringLiteral("to"), to.row.id.toString()}};
}

Event Switchover::askedEvent(const ActionTools& tools, const NodeView& from, const NodeView& to)
{
    return tools.event(
        eventkind::SwitchoverAsked, &to,
        QStringLiteral("%1 was told to hand the primary's role over to %2.").arg(from.row.name, to.row.name),
        {{QStringLiteral("from"), from.row.name}, {QStringLiteral("to"), to.row.name}});
}

FutureResult<Done> Switchover::handOver(const ClusterView& view, const NodeView& from, const NodeView& to)
{
    const auto order = std::make_shared<qint64>(0);
    const auto write = [order, from = from.row.id, arguments = orderFor(to),
                        by = m_tools.actor()](Session& session) -> Result<void> {
        const Result<qint64> id = CommandRepository::add(session, from, orderkind::Switchover, arguments, by);
        if (!id)
            return Failure(id.error());
        *order = *id;
        return {};
    };
    const Event event = askedEvent(m_tools, from, to);
    return m_tools.change(write, event)
        .then(this,
              [this, order, from, to, epoch = view.facts.fence](const Result<void>& written) {
                  if (!written)
                      return readyResult<Done>(Failure(written.error()));
                  m_tools.nudge({from}, QStringLiteral("command"), epoch);
                  return andThen<QString>(
                      carriedOut(m_tools, *order, from.row.name, orderLimit), this,
                      [this, from, to](const QString&) {
                          return untilPrimary(to, QStringLiteral("switchover --to %1").arg(from.row.name));
                      });
              })
        .unwrap();
}

FutureResult<Done> Switchover::designate(const ClusterView& view, const NodeView& to)
{
    return appoint(view, to, [seen = view.facts.cluster.designated, wanted = to.row.id](Session& session) {
        return seen == wanted ? Result<void>() : ClusterRepository::setDesignated(session, seen, wanted);
    });
}

/// Paused, and the primary is gone: the named node may take the lease over, as soon as it has itself seen
/// that it is silent.
FutureResult<Done> Switchover::nameSuccessor(const ClusterView& view, const NodeView& to)
{
    return appoint(view, to, [seen = *view.facts.lease, to = to.row.id](Session& session) {
        return leasesql::nameTarget(session, seen, to);
    });
}

FutureResult<Done> Switchover::appoint(const ClusterView& view, const NodeView& to,
                                       std::function<Result<void>(Session&)> write)
{
    const Event event =
        m_tools.event(eventkind::SwitchoverAsked, &to,
                      QStringLiteral("No node was the primary; %1 was told to be it.").arg(to.row.name),
                      {{QStringLiteral("to"), to.row.name}});
    return m_tools.change(std::move(write), event)
        .then(this,
              [this, to, epoch = view.facts.fence](const Result<void>& written) {
                  if (!written)
                      return readyResult<Done>(Failure(written.error()));
                  m_tools.nudge({to}, QStringLiteral("switchover"), epoch);
                  return untilPrimary(to, {});
              })
        .unwrap();
}

FutureResult<Done> Switchover::untilPrimary(const NodeView& to, const QString& undo)
{
    constexpr Millis interval{100};
    const QString name = to.row.name;
    const auto step = [this, name, undo, id = to.row.id] {
        return m_tools.look().then(this, [name, undo, id](const Result<ClusterView>& view) {
            using Answer = Result<std::optional<Done>>;
            if (!view)
                return Answer(tl::unexpect, view.error());
            if (!view->primary)
                return Answer(std::nullopt);
            if (view->primary->node != id)
                return Answer(tl::unexpect,
                              Error{ErrorKind::Conflict,
                                    QStringLiteral("%1 did not take over in time; %2 is the primary.")
                                        .arg(name, view->primary->name),
                                    QStringLiteral("Look at the events of %1.").arg(name),
                                    {}});
            return Answer(
                Done{QStringLiteral("%1 is the primary now, epoch %2.").arg(name).arg(view->primary->epoch),
                     undo});
        });
    };
    return Polling<Done>::until(
        &m_tools, step, interval, takeoverLimit,
        Error{
            ErrorKind::TimedOut,
            QStringLiteral("%1 has not become the primary within %2.").arg(name, durationText(takeoverLimit)),
            QStringLiteral("Look at its state and its events."),
            {}});
}

} // namespace rollcall
