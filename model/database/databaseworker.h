#pragma once

#include "model/core/futures.h"
#include "model/database/databasejob.h"
#include "model/database/session.h"

#include <QObject>

#include <memory>
#include <type_traits>
#include <vector>

class QTimer;

namespace rollcall
{

class DatabaseEngine;

struct DatabaseWorkerOptions {
    SessionOptions session;
    Millis firstBackOff{100}; ///< after the first failed connect; doubles, ±25 %
    Millis lastBackOff{2000};
    int queueLimit = 64; ///< further calls fail at once
};

/// One thread with one connection. Work is handed in with run() and done in order:
///
///     m_worker.run(Millis(2000), [id](Session& session) { return NodeRepository::find(session, id); })
///         .then(this, [this](Result<std::optional<NodeRow>> node) { … });
///
/// - The function runs in the worker's thread: capture values, touch nothing else.
/// - The time limit is kept by the owner's thread: when it passes, the future finishes with TimedOut at once,
///   and a call that hangs in the driver is torn down from outside. The outcome is not known then.
/// - It connects with the first call, and again after a loss, with a jittered back-off; meanwhile calls
///   fail at once with the reason (Unreachable) instead of piling up. So ask again in your own rhythm.
/// - Destruction fails what is left (Unreachable) and waits a moment at most, even while a server hangs.
///
/// Every call from the thread that the object lives in.
class DatabaseWorker : public QObject
{
    Q_OBJECT

public:
    using Options = DatabaseWorkerOptions;

    DatabaseWorker(DatabaseUrl url, Secret password, Options options = {}, QObject* parent = nullptr);
    ~DatabaseWorker() override;

    const DatabaseUrl& url() const;

    /// fn: Result<T>(Session&).
    template <class Function>
    auto run(Millis limit, Function fn) -> QFuture<std::invoke_result_t<Function, Session&>>
    {
        using Outcome = std::invoke_result_t<Function, Session&>;
        auto job = std::make_shared<TypedDatabaseJob<Outcome, Function>>(std::move(fn));
        QFuture<Outcome> future = job->future();
        enqueue(std::move(job), limit);
        return future;
    }

private:
    void enqueue(std::shared_ptr<DatabaseJob> job, Millis limit);
    void schedule();
    void expire();

    std::shared_ptr<DatabaseEngine> m_engine; ///< shared with the thread, which may outlive this object
    std::vector<std::shared_ptr<DatabaseJob>> m_jobs;
    QTimer* m_timer;
};

} // namespace rollcall
