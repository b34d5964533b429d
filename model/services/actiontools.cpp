#include "model/services/actiontools.h"

#include "model/database/factsrepository.h"
#include "model/messenger/messengerclient.h"

namespace rollcall
{

ActionTools::ActionTools(Surroundings surroundings, QObject* parent)
    : QObject(parent)
    , m_around(std::move(surroundings))
{
}

void ActionTools::close()
{
    m_around.worker = nullptr;
    m_around.changed = nullptr;
    m_around.whyNoWorker = {ErrorKind::Unreachable,
                            QStringLiteral("The connection to the cluster was closed."),
                            QStringLiteral("Look at the cluster's state before you try again."),
                            {}};
    Q_EMIT closing(m_around.whyNoWorker);
}

FutureResult<void> ActionTools::change(std::function<Result<void>(Session&)> write, Event event)
{
    return change(std::function(
        [write = std::move(write), event = std::move(event)](Session& session) -> Result<Event> {
            if (const Result<void> written = write(session); !written)
                return Failure(written.error());
            return event;
        }));
}

FutureResult<void> ActionTools::change(std::function<Result<Event>(Session&)> write)
{
    return changeAll([write = std::move(write)](Session& session) {
        return write(session).map([](const Event& event) { return std::vector{event}; });
    });
}

FutureResult<void> ActionTools::changeAll(std::function<Result<std::vector<Event>>(Session&)> write)
{
    return database([write = std::move(write)](Session& session) -> Result<void> {
               Result<Transaction> transaction = Transaction::begin(session);
               if (!transaction)
                   return Failure(transaction.error());
               const Result<std::vector<Event>> events = write(session);
               if (!events)
                   return Failure(events.error());
               for (const Event& event : *events)
                   if (const Result<qint64> id = EventRepository::append(session, event); !id)
                       return Failure(id.error());
               return transaction->commit();
           })
        .then(this, [this](const Result<void>& outcome) {
            if (m_around.changed)
                m_around.changed();
            return outcome;
        });
}

FutureResult<ClusterView> ActionTools::look()
{
    return database([](Session& session) { return FactsRepository::read(session); })
        .then(this, [this](const Result<ClusterFacts>& facts) -> Result<ClusterView> {
            if (!facts)
                return Failure(facts.error());
            return assess(*facts, m_around.probes ? m_around.probes() : QHash<NodeId, Probe>());
        });
}

void ActionTools::nudge(const std::vector<NodeView>& nodes, const QString& reason, Epoch epoch)
{
    constexpr std::chrono::milliseconds deadline{1000};
    for (const NodeView& node : nodes) {
        if (!node.alive)
            continue;
        if (const Result<Endpoint> endpoint = Endpoint::parse(node.row.report.messenger))
            nudgeOnce(*endpoint, m_around.key, reason, epoch, deadline);
    }
}

Event ActionTools::event(QLatin1String kind, const NodeView* node, const QString& sentence,
                         QJsonObject details) const
{
    Event event;
    event.kind = kind;
    event.actor = m_around.actor;
    event.sentence = sentence;
    event.details = std::move(details);
    if (node) {
        event.node = node->row.id;
        event.nodeName = node->row.name;
    }
    return event;
}

Error ActionTools::outcomeUnknown(const Error& error)
{
    return {ErrorKind::Unreachable,
            QStringLiteral("The database did not answer in time, so it is not known whether this was done."),
            QStringLiteral("Look at the cluster's state before you try again."), error.where};
}

Result<NodeView> nodeIn(const ClusterView& view, NodeId id)
{
    if (const NodeView* node = view.find(id))
        return *node;
    for (const NodeView& node : view.removed)
        if (node.row.id == id)
            return failure(ErrorKind::NotFound, QStringLiteral("%1 was removed.").arg(node.row.name),
                           QStringLiteral("Restore it first."));
    return failure(ErrorKind::NotFound, QStringLiteral("The cluster has no such node."));
}

Result<UnitReport> unitOf(const NodeRow& node, const QString& name)
{
    QStringList names;
    for (const UnitReport& each : node.report.units) {
        if (each.name == name)
            return each;
        names.append(each.name);
    }
    return failure(ErrorKind::NotFound, QStringLiteral("%1 has no unit \"%2\".").arg(node.name, name),
                   names.isEmpty() ? QStringLiteral("It reports no units.")
                                   : QStringLiteral("Its units: %1.").arg(names.join(QStringLiteral(", "))));
}

} // namespace rollcall
