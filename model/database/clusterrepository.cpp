#include "model/database/clusterrepository.h"

#include "model/cluster/eventkinds.h"
#include "model/database/eventrepository.h"
#include "model/database/session.h"
#include "model/database/transaction.h"

namespace rollcall::ClusterRepository
{

namespace
{

Failure noCluster(const Session& session)
{
    return failure(ErrorKind::NotFound, QStringLiteral("Nobody created a cluster in this database yet."),
                   QStringLiteral("Create one: rollcallctl init --name NAME."), session.url().place());
}

/// changed: how many rows a compare-and-set changed.
Result<void> outcome(Session& session, const Result<int>& changed, const QString& conflict)
{
    if (!changed)
        return Failure(changed.error());
    if (*changed > 0)
        return {};
    const Result<ClusterRow> row = read(session);
    if (!row)
        return Failure(row.error());
    return failure(ErrorKind::Conflict, conflict,
                   QStringLiteral("Look again, then repeat it if it is still needed."));
}

} // namespace

Result<ClusterRow> create(Session& session, const QString& name, const QString& actor)
{
    const QString trimmed = name.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > 100)
        return failure(ErrorKind::Invalid, QStringLiteral("A cluster's name has 1 to 100 characters."),
                       QStringLiteral("Choose another name."));
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    const Result<int> added = session.execute(
        u"cluster_add",
        {{u"uuid", ClusterId::create()}, {u"name", trimmed}, {u"mode", wordOf(Mode::Single)}});
    // Two at the same moment: the second one meets the first one's row.
    if (!added && added.error().kind != ErrorKind::Conflict)
        return Failure(added.error());
    if (!added || *added == 0)
        return failure(ErrorKind::Refused, QStringLiteral("This database holds a cluster already."),
                       QStringLiteral("Connect to it, or use another database."), session.url().place());
    for (const QStringView statement : {u"fence_add", u"lease_add"}) {
        const Result<int> done = session.execute(statement);
        if (!done)
            return Failure(done.error());
    }
    Event event;
    event.kind = eventkind::ClusterCreated;
    event.actor = actor;
    event.sentence = QStringLiteral("The cluster %1 was created.").arg(trimmed);
    if (const Result<qint64> noted = EventRepository::append(session, event); !noted)
        return Failure(noted.error());
    Result<ClusterRow> row = read(session);
    if (!row)
        return row;
    if (const Result<void> committed = transaction->commit(); !committed)
        return Failure(committed.error());
    return row;
}

Result<void> setLicense(Session& session, Mode mode, const License& seen, const License& wanted)
{
    return outcome(session,
                   session.execute(u"cluster_set_license", {{u"mode", wordOf(mode)},
                                                            {u"seen_edition", wordOf(seen.edition)},
                                                            {u"seen_nodes", seen.nodes},
                                                            {u"edition", wordOf(wanted.edition)},
                                                            {u"nodes", wanted.nodes},
                                                            {u"by", wanted.by}}),
                   QStringLiteral("Somebody else changed the license or the mode at the same time."));
}

KeyRotation keysOf(const Row& row)
{
    KeyRotation keys;
    keys.phase = rotationPhaseOf(row.text(u"key_phase"));
    keys.inForce = row.text(u"key_in_force");
    keys.other = keys.isUnderWay() ? row.text(u"key_other") : QString();
    keys.by = row.text(u"key_by");
    keys.since = row.number(u"key_since");
    return keys;
}

Result<ClusterRow> read(Session& session)
{
    const Result<std::optional<Row>> found = session.queryOne(u"cluster_read");
    if (!found)
        return Failure(found.error());
    if (!*found)
        return noCluster(session);
    const Row& row = **found;
    ClusterRow cluster;
    cluster.id = row.id<ClusterId>(u"uuid");
    cluster.name = row.text(u"name");
    cluster.mode = fromWord<Mode>(row.text(u"mode")).value_or(Mode::Single);
    cluster.designated = row.id<NodeId>(u"designated");
    cluster.paused = row.flag(u"paused");
    cluster.pausedReason = row.text(u"paused_reason");
    cluster.pausedBy = row.text(u"paused_by");
    cluster.createdAt = row.number(u"created_at");
    cluster.keys = keysOf(row);
    // A word that is none entitles to the least, so that damage does not grant anything.
    cluster.license.edition = editionOf(row.text(u"license_edition")).value_or(Edition::Basic);
    cluster.license.nodes = static_cast<int>(row.number(u"license_nodes", standardNodeLimit));
    cluster.license.by = row.text(u"license_by");
    cluster.license.since = row.number(u"license_since");
    if (cluster.id.isNull())
        return failure(ErrorKind::Corrupt, QStringLiteral("The cluster's UUID is damaged."),
                       QStringLiteral("Restore the row cluster from a backup."), session.url().place());
    return cluster;
}

Result<void> setMode(Session& session, Mode seen, Mode wanted)
{
    return outcome(
        session, session.execute(u"cluster_set_mode", {{u"seen", wordOf(seen)}, {u"wanted", wordOf(wanted)}}),
        QStringLiteral("Somebody else changed the mode at the same time."));
}

Result<void> setDesignated(Session& session, NodeId seen, NodeId wanted)
{
    return outcome(session,
                   session.execute(u"cluster_set_designated", {{u"seen", seen}, {u"wanted", wanted}}),
                   QStringLiteral("Somebody else chose another primary at the same time."));
}

Result<void> setKeys(Session& session, const KeyRotation& seen, const KeyRotation& wanted)
{
    return outcome(session,
                   session.execute(u"cluster_set_keys", {{u"seen_phase", wordOf(seen.phase)},
                                                         {u"seen_in_force", seen.inForce},
                                                         {u"seen_other", seen.other},
                                                         {u"phase", wordOf(wanted.phase)},
                                                         {u"in_force", wanted.inForce},
                                                         {u"other", wanted.other},
                                                         {u"by", wanted.by}}),
                   QStringLiteral("Somebody else took a step of the key rotation at the same time."));
}

Result<void> pause(Session& session, const QString& reason, const QString& by)
{
    const Result<int> changed = session.execute(u"cluster_pause", {{u"reason", reason}, {u"by", by}});
    if (!changed)
        return Failure(changed.error());
    if (*changed > 0)
        return {};
    const Result<ClusterRow> row = read(session);
    if (!row)
        return Failure(row.error());
    return failure(ErrorKind::Refused,
                   QStringLiteral("Automatic takeover is paused already, by %1 (%2).")
                       .arg(row->pausedBy, row->pausedReason),
                   QStringLiteral("Resume it first to give another reason."));
}

Result<void> resume(Session& session)
{
    const Result<int> changed = session.execute(u"cluster_resume");
    if (!changed)
        return Failure(changed.error());
    if (*changed > 0)
        return {};
    const Result<ClusterRow> row = read(session);
    if (!row)
        return Failure(row.error());
    return failure(ErrorKind::Refused, QStringLiteral("Automatic takeover is not paused."));
}

} // namespace rollcall::ClusterRepository
