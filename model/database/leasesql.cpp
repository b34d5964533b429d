#include "model/database/leasesql.h"

#include "model/cluster/clusterview.h"
#include "model/cluster/eventkinds.h"
#include "model/core/durationtext.h"
#include "model/database/eventrepository.h"
#include "model/database/session.h"
#include "model/database/settingrepository.h"
#include "model/database/transaction.h"

#include <algorithm>

namespace rollcall::leasesql
{

namespace
{

std::optional<QString> textOf(const Row& row, QStringView column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.text(column));
}

LeaseObservation observationFrom(const Row& row)
{
    LeaseObservation seen;
    seen.cluster = row.id<ClusterId>(u"cluster");
    seen.mode = fromWord<Mode>(row.text(u"mode")).value_or(Mode::Single);
    seen.paused = row.flag(u"paused");
    seen.designated = row.id<NodeId>(u"designated");
    seen.timings = SettingRepository::timingsFrom(textOf(row, u"ttl"), textOf(row, u"renew"),
                                                  textOf(row, u"poll"), textOf(row, u"margin"))
                       .timings;
    seen.fence = row.number(u"fence");
    // A damaged holder is one that nobody knows, not a release: silence decides. A damaged target names
    // nobody.
    if (!row.isNull(u"lease"))
        seen.lease = Lease{row.idOrStandIn<NodeId>(u"holder"), row.number(u"epoch"), row.number(u"seq"),
                           row.idOrStandIn<NodeId>(u"target")};
    seen.removed = row.isNull(u"node") || !row.isNull(u"removed_at");
    seen.wanted = fromWord<Wanted>(row.text(u"wanted")).value_or(Wanted::Maintenance);
    seen.priority = static_cast<int>(std::clamp<qint64>(row.number(u"priority"), 0, 1000));
    seen.rank = static_cast<int>(row.number(u"place"));
    seen.outranked = row.number(u"best") > seen.priority;
    return seen;
}

/// Whether the intents of this moment let the node take over. Silence is no error: the next observation tells
/// the elector the same.
Result<bool> allowed(Session& session, const TakeOverRequest& request, const Row& node)
{
    const Result<std::optional<Row>> intent = session.queryOne(u"take_over_intent");
    if (!intent)
        return Failure(intent.error());
    if (!*intent)
        return false;
    if (!node.isNull(u"removed_at") || fromWord<Wanted>(node.text(u"wanted")) != Wanted::Active)
        return false;
    const Mode mode = fromWord<Mode>((*intent)->text(u"mode")).value_or(Mode::Single);
    if (mode != Mode::HighAvailability)
        return (*intent)->id<NodeId>(u"designated") == request.me;
    // A pause suspends what happens by itself; a switchover that names this node is a person's order.
    const bool named = request.expected.target == request.me;
    if ((*intent)->flag(u"paused") && !named)
        return false;
    return node.number(u"priority") > 0;
}

QString electedSentence(const QString& name, Epoch epoch, const TakeOverRequest& request)
{
    const QString start = QStringLiteral("%1 is the primary now, epoch %2").arg(name).arg(epoch);
    switch (request.why) {
    case TermStart::First:
        return QStringLiteral("%1: the first one of the cluster.").arg(start);
    case TermStart::Silence:
        return QStringLiteral("%1: the one before had been silent for %2.")
            .arg(start, durationText(request.silence));
    case TermStart::Released:
        return QStringLiteral("%1: the one before had released the role.").arg(start);
    case TermStart::Switchover:
        return QStringLiteral("%1: by switchover.").arg(start);
    case TermStart::Repair:
        return QStringLiteral("%1: after a repair of the lease.").arg(start);
    }
    Q_UNREACHABLE();
}

QString releasedSentence(const QString& name, Epoch epoch, TermEnd why)
{
    const QString start = QStringLiteral("%1 is not the primary any more, epoch %2").arg(name).arg(epoch);
    switch (why) {
    case TermEnd::Stopped:
        return QStringLiteral("%1: its node service was stopped.").arg(start);
    case TermEnd::Switchover:
        return QStringLiteral("%1: by switchover.").arg(start);
    case TermEnd::WorkerDied:
        return QStringLiteral("%1: its node process died, and its units were ended.").arg(start);
    case TermEnd::SelfFenced:
        return QStringLiteral("%1: it could not renew its lease in time and stopped its units.").arg(start);
    case TermEnd::UnitFailed:
        return QStringLiteral("%1: a service unit did not run on it, or was not ready.").arg(start);
    case TermEnd::Intent:
        return QStringLiteral("%1: an administrator wants it so.").arg(start);
    case TermEnd::Unknown:
    case TermEnd::Superseded:
        return start + u'.';
    }
    Q_UNREACHABLE();
}

Result<void> note(Session& session, const QLatin1String& kind, NodeId node, const QString& name,
                  const QString& sentence, const QJsonObject& details)
{
    Event event;
    event.kind = kind;
    event.node = node;
    event.nodeName = name;
    event.sentence = sentence;
    event.details = details;
    const Result<qint64> noted = EventRepository::append(session, event);
    if (!noted)
        return Failure(noted.error());
    return {};
}

Result<void> limitLocks(Session& session, Millis wait)
{
    const Result<std::vector<Row>> set =
        session.query(u"lock_timeout", {{u"milliseconds", QString::number(wait.count())}});
    if (!set)
        return Failure(set.error());
    return {};
}

/// Locks the fence and says which epoch comes next. Conflict when an application keeps it locked.
Result<Epoch> lockFence(Session& session, Epoch atLeast)
{
    Result<std::optional<Row>> fence = session.queryOne(u"fence_lock");
    if (!fence && fence.error().kind == ErrorKind::Conflict)
        return failure(
            ErrorKind::Conflict,
            QStringLiteral("No takeover: another transaction keeps the fence (table ha_epoch) locked."),
            QStringLiteral("End the application's transaction that holds it; keep such transactions "
                           "shorter than the lease's ttl."),
            session.url().place());
    if (!fence)
        return Failure(fence.error());
    if (!*fence)
        return failure(ErrorKind::Corrupt,
                       QStringLiteral("The row of the fence (table ha_epoch) is missing."),
                       QStringLiteral("Repair it: rollcallctl lease repair."), session.url().place());
    // The history too: an epoch is never given twice, even if the fence's row went back.
    return std::max({atLeast, (*fence)->number(u"epoch") + 1, (*fence)->number(u"last_term") + 1});
}

/// Who asked for the switchover that this takeover is the end of; empty: it is none.
Result<QString> askedBy(Session& session, const TakeOverRequest& request)
{
    // A switchover that took longer to be carried out has failed.
    constexpr Millis longestSwitchover{600'000};
    if (request.expected.target != request.me)
        return QString();
    const Result<std::optional<Row>> asked = session.queryOne(
        u"switchover_asked_by",
        {{u"kind", QString(eventkind::SwitchoverAsked)}, {u"node", request.me}, {u"age", longestSwitchover}});
    if (!asked)
        return Failure(asked.error());
    return *asked ? (*asked)->text(u"actor") : QString();
}

/// The compare-and-set, fence, term and event. False: the lease changed meanwhile.
Result<bool> writeTerm(Session& session, const TakeOverRequest& request, Epoch epoch, const QString& name)
{
    const Result<int> taken = session.execute(u"lease_take", {{u"me", request.me},
                                                              {u"new_epoch", epoch},
                                                              {u"epoch", request.expected.epoch},
                                                              {u"seq", request.expected.seq}});
    if (!taken)
        return Failure(taken.error());
    if (*taken == 0)
        return false;
    const Result<QString> by = askedBy(session, request);
    if (!by)
        return Failure(by.error());
    Result<int> written = session.execute(u"fence_set", {{u"epoch", epoch}});
    if (written)
        written = session.execute(u"term_end_open", {{u"reason", wordOf(TermEnd::Superseded)}});
    if (written)
        written = session.execute(u"term_add", {{u"epoch", epoch},
                                                {u"node", request.me},
                                                {u"node_name", name},
                                                {u"reason", wordOf(request.why)},
                                                {u"silence", request.silence},
                                                {u"asked_by", *by}});
    if (!written)
        return Failure(written.error());
    QJsonObject details{{QStringLiteral("epoch"), epoch},
                        {QStringLiteral("reason"), wordOf(request.why)},
                        {QStringLiteral("silence_ms"), qint64(request.silence.count())}};
    if (!by->isEmpty())
        details.insert(QStringLiteral("asked_by"), *by);
    const Result<void> noted = note(session, eventkind::PrimaryElected, request.me, name,
                                    electedSentence(name, epoch, request), details);
    if (!noted)
        return Failure(noted.error());
    return true;
}

} // namespace

Result<LeaseObservation> read(Session& session, NodeId me)
{
    const Result<std::optional<Row>> row =
        session.queryOne(u"lease_observe", {{u"me", me}, {u"fresh", staleAfter}});
    if (!row)
        return Failure(row.error());
    if (!*row)
        return failure(ErrorKind::NotFound, QStringLiteral("Nobody created a cluster in this database."),
                       QStringLiteral("Create one: rollcallctl init --name NAME."), session.url().place());
    return observationFrom(**row);
}

Result<RenewOutcome> renew(Session& session, NodeId me, Epoch mine)
{
    const Result<int> changed = session.execute(u"lease_renew", {{u"me", me}, {u"mine", mine}});
    if (!changed)
        return Failure(changed.error());
    const Result<LeaseObservation> seen = read(session, me);
    if (!seen)
        return Failure(seen.error());
    return RenewOutcome{*changed > 0, *seen};
}

Result<std::optional<Epoch>> takeOver(Session& session, const TakeOverRequest& request, Millis lockWait)
{
    constexpr std::optional<Epoch> lost;
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    if (const Result<void> limited = limitLocks(session, lockWait); !limited)
        return Failure(limited.error());
    const Result<Epoch> epoch = lockFence(session, request.newEpoch);
    if (!epoch)
        return Failure(epoch.error());
    const Result<std::optional<Row>> node = session.queryOne(u"take_over_node", {{u"me", request.me}});
    if (!node)
        return Failure(node.error());
    if (!*node)
        return lost;
    const Result<bool> may = allowed(session, request, **node);
    if (!may)
        return Failure(may.error());
    if (!*may)
        return lost;
    const Result<bool> won = writeTerm(session, request, *epoch, (*node)->text(u"name"));
    if (!won)
        return Failure(won.error());
    if (!*won)
        return lost;
    if (const Result<void> committed = transaction->commit(); !committed)
        return Failure(committed.error());
    return std::optional(*epoch);
}

Result<bool> release(Session& session, NodeId me, Epoch mine, NodeId target, TermEnd why, Millis lockWait)
{
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    if (const Result<void> limited = limitLocks(session, lockWait); !limited)
        return Failure(limited.error());
    const Result<int> released =
        session.execute(u"lease_release", {{u"me", me}, {u"mine", mine}, {u"target", target}});
    if (!released)
        return Failure(released.error());
    if (*released == 0)
        return false;
    const Result<int> ended = session.execute(u"term_end", {{u"epoch", mine}, {u"reason", wordOf(why)}});
    if (!ended)
        return Failure(ended.error());
    const Result<std::optional<Row>> node = session.queryOne(u"take_over_node", {{u"me", me}});
    if (!node)
        return Failure(node.error());
    const QString name = *node ? (*node)->text(u"name") : me.toString();
    const Result<void> noted =
        note(session, eventkind::PrimaryReleased, me, name, releasedSentence(name, mine, why),
             {{QStringLiteral("epoch"), mine}, {QStringLiteral("reason"), wordOf(why)}});
    if (!noted)
        return Failure(noted.error());
    if (const Result<void> committed = transaction->commit(); !committed)
        return Failure(committed.error());
    return true;
}

Result<void> nameTarget(Session& session, const Lease& seen, NodeId to)
{
    const Result<int> named =
        session.execute(u"lease_name_target", {{u"to", to}, {u"epoch", seen.epoch}, {u"seq", seen.seq}});
    if (!named)
        return Failure(named.error());
    if (*named == 0)
        return failure(ErrorKind::Conflict, QStringLiteral("The lease has changed at the same moment."),
                       QStringLiteral("Look again: a node may be the primary now."));
    return {};
}

} // namespace rollcall::leasesql
