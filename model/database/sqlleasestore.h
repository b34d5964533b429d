#pragma once

#include "model/core/secret.h"
#include "model/database/databaseworker.h"
#include "model/election/leasestore.h"

namespace rollcall
{

/// The lease in the cluster's database, over a thread and connection of its own. Create, use and destroy it
/// in one thread (the election's), which needs an event loop.
///
/// Time limits follow the timings of the last observation: reads and renewals min(renew, ttl/4), a take-over
/// and a release ttl/2 of waiting for locks and the same for answering.
///
/// An acknowledged renewal must outlive a crash of the database server: a challenger that saw the older seq
/// before the crash would count it as silence from then on. So on PostgreSQL every write waits for the
/// server's own durability. On SQLite a crash that loses it takes the whole machine with every node along;
/// there a renewal is not flushed, take-over and release are.
class SqlLeaseStore final : public LeaseStore
{
public:
    SqlLeaseStore(const DatabaseUrl& url, const Secret& password, const LeaseTimings& timings = {});
    ~SqlLeaseStore() override;

    FutureResult<LeaseObservation> read(NodeId me) override;
    FutureResult<RenewOutcome> renew(NodeId me, Epoch mine) override;
    FutureResult<std::optional<Epoch>> takeOver(const TakeOverRequest& request) override;
    FutureResult<bool> release(NodeId me, Epoch mine, NodeId target, TermEnd why) override;

private:
    struct Limits;
    std::shared_ptr<Limits> m_limits;
    std::unique_ptr<DatabaseWorker> m_worker;
};

/// For the supervisor's short-lived child: a connection with the lease's settings. It blocks, without a
/// thread or an event loop (a QCoreApplication must exist); the caller ends the process when it takes too
/// long.
Result<std::unique_ptr<Session>> openLeaseSession(const DatabaseUrl& url, const Secret& password);

/// Gives the lease of that epoch back and ends the term. False: the lease was not held any more.
Result<bool> releaseLease(Session& session, NodeId me, Epoch mine, TermEnd why);

} // namespace rollcall
