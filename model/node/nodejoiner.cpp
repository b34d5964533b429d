#include "model/node/nodejoiner.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis callLimit{5000};
constexpr Millis lastBackOff{3000};
constexpr Millis watchEvery{250};
/// A name may be free a moment later, when its owner is just being renamed or removed.
constexpr int conflictsAccepted = 3;

} // namespace

NodeJoiner::NodeJoiner(DatabaseWorker& database, NodeRegistration registration, QObject* parent)
    : QObject(parent)
    , m_database(database)
    , m_registration(std::move(registration))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &NodeJoiner::tryNow);
}

void NodeJoiner::start()
{
    tryNow();
}

Result<NodeJoiner::Attempt> NodeJoiner::attempt(Session& session, const NodeRegistration& registration)
{
    const Result<ClusterRow> cluster = ClusterRepository::read(session);
    if (!cluster)
        return Failure(cluster.error());
    const Result<NodeRegistered> registered = NodeRepository::registerNode(session, registration);
    if (!registered)
        return Failure(registered.error());
    Attempt result{{*cluster, *registered}, {}};
    if (registered->outcome == NodeRegistered::Outcome::Occupied) {
        const Result<std::optional<NodeRow>> row = NodeRepository::find(session, registration.id);
        if (!row)
            return Failure(row.error());
        if (*row)
            result.occupant = (*row)->incarnation;
    }
    return result;
}

void NodeJoiner::tryNow()
{
    m_database
        .run(callLimit,
             [registration = m_registration](Session& session) { return attempt(session, registration); })
        .then(this, [this](const Result<Attempt>& result) {
            if (!result)
                failed(result.error());
            else if (result->joined.registered.outcome == NodeRegistered::Outcome::Occupied)
                occupied(*result);
            else
                Q_EMIT joined(result->joined);
        });
}

void NodeJoiner::occupied(const Attempt& attempt)
{
    const Instant now = BootClock::now();
    const Millis age = attempt.joined.registered.occupiedAge;
    if (!m_watch || m_watch->occupant != attempt.occupant) {
        m_watch = Watch{attempt.occupant, now, age};
        Q_EMIT waiting({ErrorKind::Conflict,
                        QStringLiteral("Another process wrote the heartbeat of this node, %1, a moment ago.")
                            .arg(m_registration.name),
                        QStringLiteral("Watching whether it is alive."),
                        {}});
    } else if (age < m_watch->lastAge) {
        const QString& address = attempt.joined.registered.occupiedAddress;
        Q_EMIT refused(
            {ErrorKind::Refused,
             QStringLiteral("Another process runs as this node, %1%2: it goes on writing its heartbeat.")
                 .arg(m_registration.name, address.isEmpty() ? QString() : QStringLiteral(", at ") + address),
             QStringLiteral("If this server is a copy of the other one, empty its state folder, so that "
                            "it joins as a node of its own, and give it another name."),
             {}});
        return;
    } else if (now - m_watch->since >= watchFor) {
        m_registration.previous = attempt.occupant;
        m_watch.reset();
        tryNow();
        return;
    } else {
        m_watch->lastAge = age;
    }
    again(watchEvery);
}

void NodeJoiner::failed(const Error& error)
{
    m_conflicts = error.kind == ErrorKind::Conflict ? m_conflicts + 1 : 0;
    if (m_conflicts > conflictsAccepted) {
        Q_EMIT refused(error);
        return;
    }
    const QString words = error.message();
    if (words != m_said) {
        m_said = words;
        Q_EMIT waiting(error);
    }
    m_backOff = std::min(2 * m_backOff, lastBackOff);
    again(m_backOff);
}

void NodeJoiner::again(Millis after)
{
    m_timer.start(after);
}

} // namespace rollcall
