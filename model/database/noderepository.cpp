#include "model/database/noderepository.h"

#include "model/cluster/clusterview.h"
#include "model/cluster/eventkinds.h"
#include "model/core/durationtext.h"
#include "model/database/clusterrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/selfreportcodec.h"
#include "model/database/session.h"
#include "model/database/transaction.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace rollcall::NodeRepository
{

namespace
{

constexpr int maxPriority = 1000;

QStringList unitsFrom(const Row& row)
{
    QStringList units;
    const QJsonArray array = QJsonDocument::fromJson(row.bytes(u"units_held")).array();
    for (const QJsonValue& unit : array)
        if (unit.isString())
            units.append(unit.toString());
    return units;
}

NodeRow nodeFrom(const Row& row)
{
    NodeRow node;
    node.id = row.idOrStandIn<NodeId>(u"id"); // a row with a damaged id is shown all the same
    node.name = row.text(u"name").left(255);
    node.incarnation = row.id<Incarnation>(u"incarnation");
    // A word that is not known must not get traffic or the primary's role.
    node.wanted = fromWord<Wanted>(row.text(u"wanted")).value_or(Wanted::Maintenance);
    node.wantedReason = row.text(u"wanted_reason");
    node.wantedBy = row.text(u"wanted_by");
    node.wantedUntil = row.optionalNumber(u"wanted_until");
    node.priority = static_cast<int>(std::clamp<qint64>(row.number(u"priority", 100), 0, maxPriority));
    node.joinedAt = row.number(u"joined_at");
    if (const auto age = row.optionalNumber(u"heartbeat_age"))
        node.heartbeatAge = Millis(std::max<qint64>(0, *age));
    node.stopped = row.flag(u"stopped");
    node.removedAt = row.optionalNumber(u"removed_at");
    node.removedBy = row.text(u"removed_by");
    const QStringList held = unitsFrom(row);
    node.unitsHeld.assign(held.begin(), held.end());
    node.report = decodeSelfReport(row.bytes(u"report"));
    return node;
}

Result<std::optional<NodeRow>> one(const Result<std::optional<Row>>& row)
{
    if (!row)
        return Failure(row.error());
    return *row ? std::optional(nodeFrom(**row)) : std::nullopt;
}

Failure notFound()
{
    return failure(ErrorKind::NotFound, QStringLiteral("There is no such node in the cluster."),
                   QStringLiteral("Look at the list of nodes."));
}

/// changed: rows of an update by id.
Result<void> updated(const Result<int>& changed)
{
    if (!changed)
        return Failure(changed.error());
    if (*changed == 0)
        return notFound();
    return {};
}

Failure nameTaken(Session& session, const QString& name)
{
    QString who;
    if (const auto other = findByName(session, name); other && *other) {
        const NodeRow& node = **other;
        who = QStringLiteral(" (%1%2)").arg(
            node.report.address.isEmpty() ? node.id.toString() : node.report.address,
            node.heartbeatAge
                ? QStringLiteral(", last heartbeat %1 ago").arg(durationText(*node.heartbeatAge))
                : QString());
    }
    return failure(
        ErrorKind::Conflict, QStringLiteral("The name %1 belongs to another node%2.").arg(name, who),
        QStringLiteral("Give this node another name, or remove the other node if it will not return."));
}

bool validName(const QString& name)
{
    return !name.isEmpty() && name.size() <= 255 && name == name.trimmed();
}

Failure badName(const QString& name)
{
    return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not a node's name.").arg(name.left(40)),
                   QStringLiteral("Use 1 to 255 characters without space at the ends."));
}

Result<void> note(Session& session, const QLatin1String& kind, NodeId node, const QString& name,
                  const QString& sentence)
{
    Event event;
    event.kind = kind;
    event.node = node;
    event.nodeName = name;
    event.sentence = sentence;
    const Result<qint64> noted = EventRepository::append(session, event);
    if (!noted)
        return Failure(noted.error());
    return {};
}

/// cluster: the row of the statement cluster_lock.
bool primaryIsElected(const std::optional<Row>& cluster)
{
    return cluster && cluster->text(u"mode") == wordOf(Mode::HighAvailability);
}

bool anotherMayBePrimary(const std::vector<NodeRow>& rows, NodeId node)
{
    return std::any_of(rows.begin(), rows.end(),
                       [&](const NodeRow& each) { return each.id != node && each.mayBePrimary(); });
}

/// Refused when the node holds the lease of an election that is paused: nobody takes over by himself then
/// what it gives back.
Result<void> heldWhilePaused(Session& session, const std::optional<Row>& cluster, NodeId node)
{
    if (!primaryIsElected(cluster) || !cluster->flag(u"paused"))
        return {};
    const Result<std::optional<Row>> lease = session.queryOne(u"lease_facts");
    if (!lease)
        return Failure(lease.error());
    if (!*lease || (*lease)->id<NodeId>(u"holder") != node)
        return {};
    return failure(
        ErrorKind::Refused,
        QStringLiteral(
            "It is the primary, and automatic takeover is paused: nobody would take over from it."),
        QStringLiteral(
            "Hand over first (rollcallctl switchover --to NODE), resume automatic takeover, or override "
            "this check (--override-last)."));
}

/// What a node's own row says against starting it now; nothing: it may start.
Result<std::optional<NodeRegistered>> occupied(const NodeRow& row, const NodeRegistration& registration)
{
    if (row.removedAt)
        return failure(
            ErrorKind::Refused,
            QStringLiteral("The node %1 was removed from the cluster by %2.")
                .arg(row.name, row.removedBy.isEmpty() ? QStringLiteral("somebody") : row.removedBy),
            QStringLiteral("Take it back: rollcallctl node restore %1.").arg(row.name));
    const bool another =
        row.incarnation != registration.incarnation && row.incarnation != registration.previous;
    if (!another || row.stopped || !row.heartbeatAge || *row.heartbeatAge >= staleAfter)
        return std::optional<NodeRegistered>();
    NodeRegistered answer;
    answer.outcome = NodeRegistered::Outcome::Occupied;
    answer.occupiedAge = *row.heartbeatAge;
    answer.occupiedAddress = row.report.address;
    return std::optional(answer);
}

} // namespace

Result<NodeRegistered> registerNode(Session& session, const NodeRegistration& registration)
{
    if (!validName(registration.name))
        return badName(registration.name);
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    const Result<std::optional<Row>> locked = session.queryOne(u"node_lock", {{u"id", registration.id}});
    if (!locked)
        return Failure(locked.error());
    const Result<std::optional<NodeRow>> row = find(session, registration.id);
    if (!row)
        return Failure(row.error());

    NodeRegistered answer;
    if (*row) {
        const auto other = occupied(**row, registration);
        if (!other)
            return Failure(other.error());
        if (*other)
            return **other;
        answer.outcome = NodeRegistered::Outcome::Started;
    }
    const QString report = QString::fromUtf8(encodeSelfReport(registration.report));
    const Result<int> written =
        session.execute(*row ? QStringView(u"node_start") : QStringView(u"node_add"),
                        {{u"id", registration.id},
                         {u"name", registration.name},
                         {u"incarnation", registration.incarnation},
                         {u"priority", std::clamp(registration.priority, 0, maxPriority)},
                         {u"report", report}});
    if (!written && written.error().kind == ErrorKind::Conflict) {
        {
            const Transaction ended = std::move(*transaction);
        } // PostgreSQL answers nothing more in it
        return nameTaken(session, registration.name);
    }
    if (!written)
        return Failure(written.error());
    const Result<int> designated = session.execute(u"cluster_designate_first", {{u"node", registration.id}});
    if (!designated)
        return Failure(designated.error());
    answer.designated = *designated > 0;
    const bool joined = answer.outcome == NodeRegistered::Outcome::Joined;
    const Result<void> noted = note(
        session, joined ? eventkind::NodeJoined : eventkind::NodeStarted, registration.id, registration.name,
        joined ? QStringLiteral("%1 joined the cluster.").arg(registration.name)
               : QStringLiteral("The node service of %1 started.").arg(registration.name));
    if (!noted)
        return Failure(noted.error());
    if (const Result<void> committed = transaction->commit(); !committed)
        return Failure(committed.error());
    return answer;
}

Result<HeartbeatAnswer> heartbeat(Session& session, NodeId id, Incarnation incarnation,
                                  const SelfReport& report)
{
    const Result<int> written =
        session.execute(u"node_heartbeat", {{u"id", id},
                                            {u"incarnation", incarnation},
                                            {u"unfit", report.unfit.isEmpty() ? 0 : 1},
                                            {u"report", QString::fromUtf8(encodeSelfReport(report))}});
    if (!written)
        return Failure(written.error());
    const Result<std::optional<Row>> found = session.queryOne(u"node_intent", {{u"id", id}});
    if (!found)
        return Failure(found.error());
    if (!*found)
        return failure(ErrorKind::NotFound, QStringLiteral("Nobody created a cluster in this database."),
                       QStringLiteral("Create one: rollcallctl init --name NAME."), session.url().place());
    const Row& row = **found;
    HeartbeatAnswer answer;
    answer.mine = *written > 0;
    answer.known = !row.isNull(u"node");
    answer.removed = !row.isNull(u"removed_at");
    answer.incarnation = row.id<Incarnation>(u"incarnation");
    answer.wanted = fromWord<Wanted>(row.text(u"wanted")).value_or(Wanted::Maintenance);
    answer.wantedReason = row.text(u"wanted_reason");
    answer.wantedUntil = row.optionalNumber(u"wanted_until");
    answer.priority = static_cast<int>(std::clamp<qint64>(row.number(u"priority", 100), 0, maxPriority));
    answer.unitsHeld = unitsFrom(row);
    answer.commandsWaiting = row.number(u"commands") > 0;
    answer.cluster = row.id<ClusterId>(u"cluster");
    answer.mode = fromWord<Mode>(row.text(u"mode")).value_or(Mode::Single);
    answer.designated = row.id<NodeId>(u"designated");
    answer.paused = row.flag(u"paused");
    answer.keys = ClusterRepository::keysOf(row);
    answer.licensedNodes = static_cast<int>(row.number(u"license_nodes", standardNodeLimit));
    answer.licensed = row.number(u"entitled", 1) != 0;
    answer.storagePath = row.text(u"base_path");
    answer.balancerStats = row.text(u"balancer_stats");
    answer.balancerBackend = row.text(u"balancer_backend");
    answer.databaseTime = row.number(u"now");
    return answer;
}

Result<bool> goodbye(Session& session, NodeId id, Incarnation incarnation)
{
    const Result<int> changed =
        session.execute(u"node_goodbye", {{u"id", id}, {u"incarnation", incarnation}});
    if (!changed)
        return Failure(changed.error());
    return *changed > 0;
}

Result<std::vector<NodeRow>> list(Session& session)
{
    const Result<std::vector<Row>> rows = session.query(u"node_list");
    if (!rows)
        return Failure(rows.error());
    std::vector<NodeRow> nodes;
    nodes.reserve(rows->size());
    for (const Row& row : *rows)
        nodes.push_back(nodeFrom(row));
    // Not left to the database: every collation sorts differently.
    std::stable_sort(nodes.begin(), nodes.end(),
                     [](const NodeRow& a, const NodeRow& b) { return a.name < b.name; });
    return nodes;
}

Result<std::optional<NodeRow>> find(Session& session, NodeId id)
{
    return one(session.queryOne(u"node_find", {{u"id", id}}));
}

Result<std::optional<NodeRow>> findByName(Session& session, const QString& name)
{
    return one(session.queryOne(u"node_find_by_name", {{u"name", name}}));
}

Result<void> setWanted(Session& session, const WantedChange& change)
{
    Result<Transaction> own = Transaction::begin(session);
    if (!own)
        return Failure(own.error());
    if (change.wanted != Wanted::Active && !change.allowNoneActive) {
        // The lock makes two persons who drain the last two nodes at the same moment take turns.
        const Result<std::optional<Row>> locked = session.queryOne(u"cluster_lock");
        if (!locked)
            return Failure(locked.error());
        const Result<std::optional<Row>> others =
            session.queryOne(u"node_other_active", {{u"id", change.node}, {u"fresh", staleAfter}});
        if (!others)
            return Failure(others.error());
        if (!*others || (*others)->number(u"others") == 0)
            return failure(
                ErrorKind::Refused, QStringLiteral("It is the last active node; without it nothing serves."),
                QStringLiteral("Activate another node first, or override this check (--override-last)."));
        const Result<std::vector<NodeRow>> rows = list(session);
        if (!rows)
            return Failure(rows.error());
        if (const Result<void> free = heldWhilePaused(session, *locked, change.node); !free)
            return free;
        const bool could = std::any_of(rows->begin(), rows->end(), [&change](const NodeRow& each) {
            return each.id == change.node && each.mayBePrimary();
        });
        if (could && primaryIsElected(*locked) && !anotherMayBePrimary(*rows, change.node))
            return failure(
                ErrorKind::Refused,
                QStringLiteral(
                    "No other live node could be the primary; without it the service does not run."),
                QStringLiteral(
                    "Look at the priorities of the other nodes and at what keeps them from running "
                    "the service, or override this check (--override-last)."));
    }
    const Result<void> done = updated(session.execute(u"node_set_wanted", {{u"id", change.node},
                                                                           {u"wanted", wordOf(change.wanted)},
                                                                           {u"reason", change.reason},
                                                                           {u"by", change.by},
                                                                           {u"length", change.length}}));
    return done ? own->commit() : done;
}

Result<int> expireWanted(Session& session)
{
    // Nearly always there is nothing to do: then it takes no lock.
    const Result<std::optional<Row>> any = session.queryOne(u"node_expired_wanted");
    if (!any)
        return Failure(any.error());
    if (!*any || (*any)->number(u"expired") == 0)
        return 0;
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    const Result<std::vector<Row>> rows = session.query(u"node_expire_wanted");
    if (!rows)
        return Failure(rows.error());
    for (const Row& row : *rows) {
        const QString name = row.text(u"name");
        const Result<void> noted = note(session, eventkind::NodeWanted, row.id<NodeId>(u"id"), name,
                                        QStringLiteral("%1 is active again: its time is up.").arg(name));
        if (!noted)
            return Failure(noted.error());
    }
    if (const Result<void> committed = transaction->commit(); !committed)
        return Failure(committed.error());
    return static_cast<int>(rows->size());
}

Result<void> remove(Session& session, NodeId id, const QString& by)
{
    const Result<int> changed =
        session.execute(u"node_remove", {{u"id", id}, {u"by", by}, {u"fresh", staleAfter}});
    if (!changed)
        return Failure(changed.error());
    if (*changed > 0)
        return {};
    const Result<std::optional<NodeRow>> row = find(session, id);
    if (!row)
        return Failure(row.error());
    if (!*row)
        return notFound();
    if ((*row)->removedAt)
        return failure(ErrorKind::Refused, QStringLiteral("%1 was removed already.").arg((*row)->name));
    if ((*row)->heartbeatAge && *(*row)->heartbeatAge < staleAfter && !(*row)->stopped)
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 is alive: its last heartbeat is %2 old.")
                           .arg((*row)->name, durationText(*(*row)->heartbeatAge)),
                       QStringLiteral("Drain and stop it first."));
    return failure(ErrorKind::Refused,
                   QStringLiteral("%1 still holds the primary's lease.").arg((*row)->name),
                   QStringLiteral("Wait until another node has taken over."));
}

Result<void> restore(Session& session, NodeId id)
{
    const Result<int> changed = session.execute(u"node_restore", {{u"id", id}});
    if (!changed && changed.error().kind == ErrorKind::Conflict)
        return failure(ErrorKind::Conflict,
                       QStringLiteral("Another node was given the removed node's name meanwhile."),
                       QStringLiteral("Rename or remove that one first."));
    if (changed && *changed == 0)
        return failure(ErrorKind::NotFound, QStringLiteral("There is no removed node of that kind."),
                       QStringLiteral("Look at the list of nodes."));
    return updated(changed);
}

Result<void> setUnitsHeld(Session& session, NodeId id, const QStringList& units)
{
    const QByteArray json = QJsonDocument(QJsonArray::fromStringList(units)).toJson(QJsonDocument::Compact);
    return updated(
        session.execute(u"node_set_units_held", {{u"id", id}, {u"units", QString::fromUtf8(json)}}));
}

Result<QStringList> unitsHeld(Session& session, NodeId id)
{
    const Result<std::optional<Row>> row = session.queryOne(u"node_units_held", {{u"id", id}});
    if (!row)
        return Failure(row.error());
    if (!*row)
        return notFound();
    return unitsFrom(**row);
}

Result<void> rename(Session& session, NodeId id, const QString& name)
{
    if (!validName(name))
        return badName(name);
    const Result<int> changed = session.execute(u"node_rename", {{u"id", id}, {u"name", name}});
    if (!changed && changed.error().kind == ErrorKind::Conflict)
        return failure(ErrorKind::Conflict, QStringLiteral("The name %1 belongs to another node.").arg(name),
                       QStringLiteral("Choose another name."));
    return updated(changed);
}

Result<int> setPriority(Session& session, const PriorityChange& change)
{
    if (change.priority < 0 || change.priority > maxPriority)
        return failure(ErrorKind::Invalid, QStringLiteral("A priority is a number from 0 to 1000."),
                       QStringLiteral("0 means: never primary."));
    Result<Transaction> own = Transaction::begin(session);
    if (!own)
        return Failure(own.error());
    // The lock makes two persons who do this to the last two nodes at the same moment take turns.
    const Result<std::optional<Row>> cluster = session.queryOne(u"cluster_lock");
    if (!cluster)
        return Failure(cluster.error());
    const Result<std::vector<NodeRow>> rows = list(session);
    if (!rows)
        return Failure(rows.error());
    const auto row = std::find_if(rows->begin(), rows->end(),
                                  [&change](const NodeRow& each) { return each.id == change.node; });
    const int before = row == rows->end() ? 0 : row->priority;
    if (change.priority == 0 && !change.allowNobody && primaryIsElected(*cluster) &&
        !anotherMayBePrimary(*rows, change.node))
        return failure(
            ErrorKind::Refused,
            QStringLiteral("No other live node could be the primary; with priority 0 nobody could."),
            QStringLiteral("Raise the priority of another node first, or override this check "
                           "(--override-last)."));
    if (change.priority == 0 && !change.allowNobody) {
        if (const Result<void> free = heldWhilePaused(session, *cluster, change.node); !free)
            return Failure(free.error());
    }
    const Result<void> done = updated(
        session.execute(u"node_set_priority", {{u"id", change.node}, {u"priority", change.priority}}));
    if (!done)
        return Failure(done.error());
    if (const Result<void> committed = own->commit(); !committed)
        return Failure(committed.error());
    return before;
}

} // namespace rollcall::NodeRepository
