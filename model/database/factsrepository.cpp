#include "model/database/factsrepository.h"

#include "model/database/clusterrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/noderepository.h"
#include "model/database/session.h"
#include "model/database/settingrepository.h"
#include "model/database/termrepository.h"
#include "model/database/transaction.h"

#include <algorithm>
#include <utility>

namespace rollcall::FactsRepository
{

namespace
{

using namespace std::chrono_literals;

Result<void> readLease(Session& session, ClusterFacts& facts)
{
    const Result<std::optional<Row>> row = session.queryOne(u"lease_facts");
    if (!row)
        return Failure(row.error());
    if (!*row)
        return {};
    facts.databaseTime = (*row)->number(u"now");
    facts.fence = (*row)->number(u"fence");
    if ((*row)->isNull(u"lease"))
        return {};
    facts.lease = Lease{(*row)->idOrStandIn<NodeId>(u"holder"), (*row)->number(u"epoch"),
                        (*row)->number(u"seq"), (*row)->idOrStandIn<NodeId>(u"target")};
    if (const auto age = (*row)->optionalNumber(u"lease_age"))
        facts.leaseAge = Millis(std::max<qint64>(0, *age));
    return {};
}

Result<void> readServer(Session& session, ClusterFacts& facts)
{
    const Result<std::optional<Row>> row = session.queryOne(u"server_facts");
    if (!row)
        return Failure(row.error());
    if (*row) {
        facts.databaseVersion = (*row)->text(u"version");
        facts.databaseRedundant = (*row)->number(u"standbys") > 0;
    }
    return {};
}

Result<void> readBasePath(Session& session, ClusterFacts& facts)
{
    Result<std::optional<Setting>> setting = SettingRepository::get(session, settingkey::BasePath);
    if (!setting)
        return Failure(setting.error());
    if (*setting)
        facts.basePath = std::move((*setting)->value);
    return {};
}

/// Moves a value into its place; an error ends the reading.
template <class T>
Result<void> take(Result<T> result, T& into)
{
    if (!result)
        return Failure(std::move(result.error()));
    into = std::move(*result);
    return {};
}

} // namespace

Result<ClusterFacts> read(Session& session, int events)
{
    Result<Transaction> transaction = Transaction::begin(session, Transaction::Kind::Snapshot);
    if (!transaction)
        return Failure(transaction.error());
    ClusterFacts facts;
    EventFilter filter;
    filter.limit = events;
    TimingsReading timings;
    const Result<void> done =
        take(ClusterRepository::read(session), facts.cluster)
            .and_then([&] { return take(SettingRepository::timings(session), timings); })
            .and_then([&] { return readBasePath(session, facts); })
            .and_then([&] { return take(NodeRepository::list(session), facts.nodes); })
            .and_then([&] { return take(TermRepository::list(session, 24h), facts.terms); })
            .and_then([&] { return take(EventRepository::list(session, filter), facts.events); })
            .and_then([&] { return readLease(session, facts); })
            .and_then([&] { return readServer(session, facts); });
    if (!done)
        return Failure(done.error());
    facts.timings = timings.timings;
    facts.timingsProblem = timings.problem;
    if (const Result<void> ended = transaction->commit(); !ended)
        return Failure(ended.error());
    return facts;
}

} // namespace rollcall::FactsRepository
