#include "model/database/leaserepair.h"

#include "model/database/noderepository.h"
#include "model/database/session.h"
#include "model/database/settingrepository.h"

#include <algorithm>

namespace rollcall::leaserepair
{

namespace
{

struct Found {
    Repaired numbers;
    Epoch highestKnown = 0; ///< of everything
    bool renewed = false;   ///< somebody holds the lease, and was heard of in time

    bool wrong() const
    {
        return !numbers.fence || !numbers.lease || *numbers.fence != *numbers.lease ||
               numbers.highestSeen > *numbers.fence;
    }
};

/// Locks the fence, which is written when its row is missing: no node takes over meanwhile.
Result<Row> lockFence(Session& session, bool* missing)
{
    Result<std::optional<Row>> fence = session.queryOne(u"fence_lock");
    *missing = fence && !*fence;
    if (*missing) {
        if (const Result<int> added = session.execute(u"fence_add"); !added)
            return Failure(added.error());
        fence = session.queryOne(u"fence_lock");
    }
    if (!fence && fence.error().kind == ErrorKind::Conflict)
        return failure(ErrorKind::Conflict,
                       QStringLiteral("Another transaction keeps the fence (table ha_epoch) locked."),
                       QStringLiteral("End the application's transaction that holds it, then try again."),
                       session.url().place());
    if (!fence)
        return Failure(fence.error());
    if (!*fence)
        return failure(ErrorKind::Conflict,
                       QStringLiteral("The fence (table ha_epoch) is being deleted at the same moment."),
                       QStringLiteral("Try again."), session.url().place());
    return std::move(**fence);
}

Result<Found> look(Session& session)
{
    Found found;
    bool fenceMissing = false;
    const Result<Row> fence = lockFence(session, &fenceMissing);
    if (!fence)
        return Failure(fence.error());
    const Result<std::optional<Row>> lease = session.queryOne(u"lease_facts");
    if (!lease)
        return Failure(lease.error());
    const Result<std::vector<NodeRow>> nodes = NodeRepository::list(session);
    if (!nodes)
        return Failure(nodes.error());
    const Result<TimingsReading> timings = SettingRepository::timings(session);
    if (!timings)
        return Failure(timings.error());

    if (!fenceMissing)
        found.numbers.fence = fence->number(u"epoch");
    if (*lease && !(*lease)->isNull(u"lease")) {
        found.numbers.lease = (*lease)->number(u"epoch");
        const auto age = (*lease)->optionalNumber(u"lease_age");
        found.renewed = !(*lease)->isNull(u"holder") && age &&
                        Millis(*age) <= timings->timings.ttl + timings->timings.poll;
    }
    // Tombstones too: a removed node may have served under an epoch that the others never heard of.
    for (const NodeRow& node : *nodes)
        found.numbers.highestSeen = std::max(found.numbers.highestSeen, node.report.highestEpoch);
    found.highestKnown = std::max({Epoch(0), found.numbers.fence.value_or(0), found.numbers.lease.value_or(0),
                                   fence->number(u"last_term"), found.numbers.highestSeen});
    return found;
}

Result<Epoch> nextEpoch(const Session& session, const Found& found, Epoch atLeast)
{
    if (!found.wrong() && atLeast == 0)
        return failure(
            ErrorKind::Refused,
            QStringLiteral("Nothing is wrong with the lease: it and the fence are at epoch %1, and "
                           "no node has seen a higher one.")
                .arg(*found.numbers.fence),
            QStringLiteral("If a node's alarm asks for a higher epoch, say it with --epoch."),
            session.url().place());
    if (!found.wrong() && found.renewed)
        return failure(ErrorKind::Refused,
                       QStringLiteral("Nothing is wrong with the lease: the primary renews it, epoch %1.")
                           .arg(*found.numbers.lease),
                       {}, session.url().place());
    if (found.highestKnown >= largestEpoch || atLeast > largestEpoch)
        return failure(
            ErrorKind::Refused,
            QStringLiteral("The epoch would be above %1, which no node accepts.").arg(largestEpoch),
            QStringLiteral("Correct the number that is too large: fence %1, lease %2, seen by nodes "
                           "%3, asked for %4.")
                .arg(found.numbers.fence.value_or(0))
                .arg(found.numbers.lease.value_or(0))
                .arg(found.numbers.highestSeen)
                .arg(atLeast),
            session.url().place());
    const Epoch next = found.highestKnown + 1;
    if (atLeast != 0 && atLeast < next)
        return failure(
            ErrorKind::Refused,
            QStringLiteral("Epoch %1 is too low: %2 is in use already.").arg(atLeast).arg(found.highestKnown),
            QStringLiteral("Leave --epoch away, or give %1 or more.").arg(next), session.url().place());
    return std::max(next, atLeast);
}

} // namespace

Result<Repaired> repair(Session& session, Epoch atLeast, Millis lockWait)
{
    if (const auto set =
            session.query(u"lock_timeout", {{u"milliseconds", QString::number(lockWait.count())}});
        !set)
        return Failure(set.error());
    Result<Found> found = look(session);
    if (!found)
        return Failure(found.error());
    const Result<Epoch> epoch = nextEpoch(session, *found, atLeast);
    if (!epoch)
        return Failure(epoch.error());
    Result<int> written = session.execute(u"fence_set", {{u"epoch", *epoch}});
    if (written && !found->numbers.lease)
        written = session.execute(u"lease_add");
    if (written)
        written = session.execute(u"lease_repair", {{u"epoch", *epoch}, {u"nobody", NodeId::create()}});
    if (!written)
        return Failure(written.error());
    if (*written == 0)
        return failure(ErrorKind::Conflict,
                       QStringLiteral("The lease (table ha_lease) is being deleted at the same moment."),
                       QStringLiteral("Try again."), session.url().place());
    found->numbers.epoch = *epoch;
    return found->numbers;
}

} // namespace rollcall::leaserepair
