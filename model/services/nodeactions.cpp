#include "model/services/nodeactions.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/core/durationtext.h"
#include "model/database/noderepository.h"
#include "model/messenger/messengerclient.h"
#include "model/services/orders.h"

#include <algorithm>

namespace rollcall
{

namespace
{

QString sentenceOf(const QString& name, Wanted wanted, Millis length)
{
    const QString until =
        length.count() > 0 ? QStringLiteral(" for %1").arg(durationText(length)) : QString();
    switch (wanted) {
    case Wanted::Active:
        return QStringLiteral("%1 is active.").arg(name);
    case Wanted::Draining:
        return QStringLiteral("%1 is draining%2: it gets no new requests.").arg(name, until);
    case Wanted::Maintenance:
        return QStringLiteral("%1 is in maintenance%2: its units are stopped.").arg(name, until);
    }
    Q_UNREACHABLE();
}

QString commandOf(Wanted wanted)
{
    switch (wanted) {
    case Wanted::Active:
        return QStringLiteral("node activate");
    case Wanted::Draining:
        return QStringLiteral("node drain");
    case Wanted::Maintenance:
        return QStringLiteral("node maintenance");
    }
    Q_UNREACHABLE();
}

struct OrderWords {
    QLatin1String kind;
    QString verb; ///< "restart"
    QString done; ///< "was restarted"
};

OrderWords wordsOf(UnitOrder order)
{
    switch (order) {
    case UnitOrder::Start:
        return {orderkind::UnitStart, QStringLiteral("start"), QStringLiteral("was started")};
    case UnitOrder::Stop:
        return {orderkind::UnitStop, QStringLiteral("stop"), QStringLiteral("was stopped")};
    case UnitOrder::Restart:
        return {orderkind::UnitRestart, QStringLiteral("restart"), QStringLiteral("was restarted")};
    }
    Q_UNREACHABLE();
}

Failure alive(const QString& name, const QString& evidence)
{
    return failure(ErrorKind::Refused, QStringLiteral("%1 is alive: %2.").arg(name, evidence),
                   QStringLiteral("Drain and stop it first."));
}

} // namespace

Event priorityChangedEvent(Event event, const NodeRow& node, int from, int to)
{
    event.kind = eventkind::NodePriority;
    event.node = node.id;
    event.nodeName = node.name;
    event.sentence =
        QStringLiteral("The priority of %1 was changed from %2 to %3.").arg(node.name).arg(from).arg(to);
    event.details = {{QStringLiteral("from"), from}, {QStringLiteral("to"), to}};
    return event;
}

NodeActions::NodeActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<Done> NodeActions::setWanted(NodeId id, Wanted wanted, const QString& reason, Millis length,
                                          bool overrideLast)
{
    return andThen<ClusterView>(m_tools.look(), this, [=, this](const ClusterView& view) {
        const Result<NodeView> node = nodeIn(view, id);
        if (!node)
            return readyResult<Done>(Failure(node.error()));
        const QString words = reason.simplified();
        const QString sentence = sentenceOf(node->row.name, wanted, length);
        QJsonObject details{{QStringLiteral("wanted"), wordOf(wanted)}};
        if (!words.isEmpty())
            details.insert(QStringLiteral("reason"), words);
        if (length.count() > 0)
            details.insert(QStringLiteral("for_ms"), qint64(length.count()));
        const NodeRepository::WantedChange change{id, wanted, words, m_tools.actor(), length, overrideLast};
        const auto write = [change](Session& session) { return NodeRepository::setWanted(session, change); };
        const Event event = m_tools.event(
            eventkind::NodeWanted, &*node,
            words.isEmpty() ? sentence : QStringLiteral("%1 Reason: %2").arg(sentence, words), details);
        const Done done{sentence,
                        node->row.wanted == wanted
                            ? QString() // nothing to take back
                            : QStringLiteral("%1 %2").arg(commandOf(node->row.wanted), node->row.name)};
        return m_tools.change(write, event)
            .then(this,
                  [this, node = *node, done,
                   epoch = view.facts.fence](const Result<void>& changed) -> Result<Done> {
                      if (!changed) {
                          Error error = changed.error();
                          if (error.where.isEmpty() && error.kind == ErrorKind::Refused)
                              error.where = node.row.name;
                          return Failure(error);
                      }
                      m_tools.nudge({node}, QStringLiteral("wanted"), epoch);
                      return done;
                  });
    });
}

FutureResult<Done> NodeActions::setPriority(NodeId id, int priority, bool overrideLast)
{
    return andThen<ClusterView>(m_tools.look(), this, [=, this](const ClusterView& view) {
        const Result<NodeView> node = nodeIn(view, id);
        if (!node)
            return readyResult<Done>(Failure(node.error()));
        const QString name = node->row.name;
        const bool handsOver = priority == 0 && node->primary &&
                               view.facts.cluster.mode == Mode::HighAvailability &&
                               !view.facts.cluster.paused;
        const QString sentence =
            priority > 0 ? QStringLiteral("%1 has priority %2.").arg(name).arg(priority)
                         : QStringLiteral("%1 never becomes the primary: its priority is 0.%2")
                               .arg(name, handsOver ? QStringLiteral(" It hands the role over.") : QString());
        const auto before = std::make_shared<int>(priority);
        const auto write = [=, event = m_tools.event(eventkind::NodePriority, &*node, {})](
                               Session& session) -> Result<std::vector<Event>> {
            const Result<int> was = NodeRepository::setPriority(session, {id, priority, overrideLast});
            if (!was)
                return Failure(was.error());
            *before = *was;
            if (*was == priority)
                return std::vector<Event>();
            return std::vector{priorityChangedEvent(event, node->row, *was, priority)};
        };
        return m_tools.changeAll(write).then(
            this,
            [=, this, node = *node, epoch = view.facts.fence](const Result<void>& done) -> Result<Done> {
                if (!done) {
                    Error error = done.error();
                    if (error.where.isEmpty() && error.kind == ErrorKind::Refused)
                        error.where = name;
                    return Failure(error);
                }
                if (*before == priority)
                    return Done{QStringLiteral("%1 has priority %2 already.").arg(name).arg(priority), {}};
                m_tools.nudge({node}, QStringLiteral("priority"), epoch);
                return Done{sentence, QStringLiteral("node priority %1 %2").arg(name).arg(*before)};
            });
    });
}

FutureResult<Done> NodeActions::removeNode(NodeId id)
{
    return andThen<ClusterView>(m_tools.look(), this, [this, id](const ClusterView& view) {
        const Result<NodeView> node = nodeIn(view, id);
        if (!node)
            return readyResult<Done>(Failure(node.error()));
        if (!node->removal.allowed)
            return readyResult<Done>(failure(ErrorKind::Refused, node->removal.reason));
        return refuseWhileAlive(*node)
            .then(this,
                  [this, node = *node, id](const Result<void>& dead) {
                      if (!dead)
                          return readyResult<void>(dead);
                      const auto write = [id, by = m_tools.actor()](Session& session) {
                          return NodeRepository::remove(session, id, by);
                      };
                      return m_tools.change(write, m_tools.event(eventkind::NodeRemoved, &node,
                                                                 QStringLiteral("%1 was removed from the "
                                                                                "cluster.")
                                                                     .arg(node.row.name)));
                  })
            .unwrap()
            .then(this, [name = node->row.name](const Result<void>& removed) -> Result<Done> {
                if (!removed)
                    return Failure(removed.error());
                return Done{QStringLiteral("%1 is removed. If it comes back, it says so instead of joining.")
                                .arg(name),
                            QStringLiteral("node restore %1").arg(name)};
            });
    });
}

/// One more question to the node itself, now: a heartbeat that stopped is no proof that the process did.
FutureResult<void> NodeActions::refuseWhileAlive(const NodeView& node)
{
    constexpr std::chrono::milliseconds limit{1500};
    const Result<Endpoint> endpoint = Endpoint::parse(node.row.report.messenger);
    if (!endpoint || (endpoint->isTcp() && !m_tools.key()))
        return readyResult<void>({}); // nobody to ask: the heartbeat alone decides, in the statement itself
    // The answer may come from inside the client, so it must not be deleted right there.
    const std::shared_ptr<MessengerClient> client(new MessengerClient(*endpoint, m_tools.key()),
                                                  [](MessengerClient* done) { done->deleteLater(); });
    client->open();
    return client->call(QStringLiteral("ping"), {}, limit)
        .then(this, [client, node](const Result<QJsonObject>& answer) -> Result<void> {
            const QString& name = node.row.name;
            if (!answer && answer.error().kind == ErrorKind::KeyDiffers)
                return alive(name,
                             QStringLiteral("something with another encryption key answers at its address"));
            if (!answer)
                return {};
            const QString answering = answer->value(u"node").toString();
            // Another node may have been given the address meanwhile.
            if (!answering.isEmpty() && NodeId::parse(answering) != node.row.id)
                return {};
            return alive(name, QStringLiteral("its messenger answers"));
        });
}

FutureResult<Done> NodeActions::restoreNode(NodeId id)
{
    return andThen<ClusterView>(m_tools.look(), this, [this, id](const ClusterView& view) {
        const auto node = std::find_if(view.removed.begin(), view.removed.end(),
                                       [id](const NodeView& each) { return each.row.id == id; });
        if (node == view.removed.end())
            return readyResult<Done>(
                view.find(id)
                    ? failure(ErrorKind::Refused,
                              QStringLiteral("%1 is not removed.").arg(view.find(id)->row.name))
                    : failure(ErrorKind::NotFound, QStringLiteral("The cluster has no such node.")));
        const QString name = node->row.name;
        const auto write = [id](Session& session) { return NodeRepository::restore(session, id); };
        return m_tools
            .change(write, m_tools.event(eventkind::NodeRestored, &*node,
                                         QStringLiteral("%1 was taken back into the cluster.").arg(name)))
            .then(this, [name](const Result<void>& restored) -> Result<Done> {
                if (!restored)
                    return Failure(restored.error());
                return Done{QStringLiteral("%1 belongs to the cluster again.").arg(name),
                            QStringLiteral("node remove %1").arg(name)};
            });
    });
}

FutureResult<Done> NodeActions::orderUnit(NodeId id, const QString& name, UnitOrder order)
{
    return andThen<ClusterView>(m_tools.look(), this, [this, id, name, order](const ClusterView& view) {
        const Result<NodeView> node = nodeIn(view, id);
        if (!node)
            return readyResult<Done>(Failure(node.error()));
        const Result<UnitReport> unit = unitOf(node->row, name);
        if (!unit)
            return readyResult<Done>(Failure(unit.error()));
        if (!node->alive)
            return readyResult<Done>(
                failure(ErrorKind::Refused,
                        QStringLiteral("%1 is not running, so it cannot %2 a unit.")
                            .arg(node->row.name, wordsOf(order).verb),
                        QStringLiteral("Start rollcall-node on %1 first.").arg(node->row.name)));
        return writeOrder(*node, *unit, order);
    });
}

FutureResult<Done> NodeActions::writeOrder(const NodeView& node, const UnitReport& unit, UnitOrder order)
{
    const OrderWords words = wordsOf(order);
    const NodeId id = node.row.id;
    const QString name = unit.name;
    const auto added = std::make_shared<qint64>(0);
    const auto write = [=, by = m_tools.actor()](Session& session) -> Result<void> {
        if (order != UnitOrder::Restart) {
            Result<QStringList> held = NodeRepository::unitsHeld(session, id);
            if (!held)
                return Failure(held.error());
            held->removeAll(name);
            if (order == UnitOrder::Stop)
                held->append(name);
            if (const Result<void> set = NodeRepository::setUnitsHeld(session, id, *held); !set)
                return set;
        }
        const Result<qint64> command =
            CommandRepository::add(session, id, words.kind, {{QStringLiteral("unit"), name}}, by);
        if (!command)
            return Failure(command.error());
        *added = *command;
        return {};
    };
    const Event event = m_tools.event(
        eventkind::UnitOrdered, &node,
        QStringLiteral("The unit %1 on %2 was told to %3.").arg(name, node.row.name, words.verb),
        {{QStringLiteral("unit"), name}, {QStringLiteral("order"), words.verb}});
    const QString reverse =
        order == UnitOrder::Stop ? QStringLiteral("unit start") : QStringLiteral("unit stop");
    const Done done{QStringLiteral("The unit %1 on %2 %3.").arg(name, node.row.name, words.done),
                    order == UnitOrder::Restart
                        ? QString()
                        : QStringLiteral("%1 %2 %3").arg(reverse, node.row.name, name)};
    return m_tools.change(write, event)
        .then(this,
              [this, node, added, done](const Result<void>& written) {
                  if (!written)
                      return readyResult<Done>(Failure(written.error()));
                  m_tools.nudge({node}, QStringLiteral("command"), 0);
                  return carriedOut(m_tools, *added, node.row.name, orderLimit)
                      .then(this, [done](const Result<QString>& answer) -> Result<Done> {
                          if (!answer)
                              return Failure(answer.error());
                          return done;
                      });
              })
        .unwrap();
}

} // namespace rollcall
