#include "model/database/sqlleasestore.h"

#include "model/database/leasesql.h"

#include <algorithm>
#include <mutex>

namespace rollcall
{

namespace
{

SessionOptions leaseSession(const DatabaseUrl& url, Millis idle)
{
    SessionOptions options;
    options.purpose = QStringLiteral("rollcall lease");
    options.relaxedSingleStatements = url.dialect() == Dialect::Sqlite;
    options.statementLimit = Millis(5'000);
    // A node that freezes inside a takeover must not keep the fence locked.
    options.idleLimit = idle;
    return options;
}

DatabaseWorkerOptions leaseWorker(const DatabaseUrl& url, const LeaseTimings& timings)
{
    DatabaseWorkerOptions options;
    options.session = leaseSession(url, timings.ttl);
    options.firstBackOff = Millis(50);
    options.lastBackOff = std::max(Millis(250), timings.renew);
    options.queueLimit = 4;
    return options;
}

} // namespace

/// Time limits by the timings last seen; written in the worker's thread, read in the owner's.
struct SqlLeaseStore::Limits {
    explicit Limits(const LeaseTimings& timings) { follow(timings); }

    void follow(const LeaseTimings& timings)
    {
        const std::lock_guard lock(mutex);
        quick = std::min(timings.renew, timings.ttl / 4);
        lockWait = timings.ttl / 2;
    }
    Millis quickLimit() const
    {
        const std::lock_guard lock(mutex);
        return quick;
    }
    Millis waitForLocks() const
    {
        const std::lock_guard lock(mutex);
        return lockWait;
    }

private:
    mutable std::mutex mutex;
    Millis quick{0};
    Millis lockWait{0};
};

SqlLeaseStore::SqlLeaseStore(const DatabaseUrl& url, const Secret& password, const LeaseTimings& timings)
    : m_limits(std::make_shared<Limits>(timings))
    , m_worker(std::make_unique<DatabaseWorker>(url, password, leaseWorker(url, timings)))
{
}

SqlLeaseStore::~SqlLeaseStore() = default;

FutureResult<LeaseObservation> SqlLeaseStore::read(NodeId me)
{
    return m_worker->run(m_limits->quickLimit(), [limits = m_limits, me](Session& session) {
        Result<LeaseObservation> seen = leasesql::read(session, me);
        if (seen)
            limits->follow(seen->timings);
        return seen;
    });
}

FutureResult<RenewOutcome> SqlLeaseStore::renew(NodeId me, Epoch mine)
{
    return m_worker->run(m_limits->quickLimit(), [limits = m_limits, me, mine](Session& session) {
        Result<RenewOutcome> outcome = leasesql::renew(session, me, mine);
        if (outcome)
            limits->follow(outcome->seen.timings);
        return outcome;
    });
}

FutureResult<std::optional<Epoch>> SqlLeaseStore::takeOver(const TakeOverRequest& request)
{
    const Millis wait = m_limits->waitForLocks();
    return m_worker->run(
        wait * 2, [request, wait](Session& session) { return leasesql::takeOver(session, request, wait); });
}

FutureResult<bool> SqlLeaseStore::release(NodeId me, Epoch mine, NodeId target, TermEnd why)
{
    const Millis wait = m_limits->waitForLocks();
    return m_worker->run(
        wait * 2, [=](Session& session) { return leasesql::release(session, me, mine, target, why, wait); });
}

Result<std::unique_ptr<Session>> openLeaseSession(const DatabaseUrl& url, const Secret& password)
{
    return Session::open(url, password, leaseSession(url, LeaseTimings::standard().ttl));
}

Result<bool> releaseLease(Session& session, NodeId me, Epoch mine, TermEnd why)
{
    return leasesql::release(session, me, mine, NodeId(), why, LeaseTimings::standard().ttl);
}

} // namespace rollcall
