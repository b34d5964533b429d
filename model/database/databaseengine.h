#pragma once

#include "model/database/databasejob.h"
#include "model/database/databaseworker.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace rollcall
{

class SqlInterrupt;

/// The thread's half of a DatabaseWorker: queue, connection and back-off. It is shared by both sides, so that
/// the owner may go while a call still hangs in a driver that nothing can interrupt (connecting); the thread
/// then ends by itself.
class DatabaseEngine : public std::enable_shared_from_this<DatabaseEngine>
{
public:
    /// owner: jobs are handed back in its thread, until stop().
    static std::shared_ptr<DatabaseEngine> start(QObject* owner, DatabaseUrl url, Secret password,
                                                 DatabaseWorkerOptions options);

    const DatabaseUrl& url() const { return m_url; }

    /// Owner: hands a job in, or says why it cannot be done now.
    std::optional<Error> submit(const std::shared_ptr<DatabaseJob>& job);
    /// Owner: the job's time is up. Settles it, and interrupts the thread when it is at this job.
    void abandon(const std::shared_ptr<DatabaseJob>& job);
    /// Owner: no further job; waits a moment for the thread. When that still hangs then, the process will end
    /// without exit handlers.
    void stop();

private:
    DatabaseEngine(QObject* owner, DatabaseUrl url, Secret password, DatabaseWorkerOptions options);
    void loop();
    void handBack(const std::shared_ptr<DatabaseJob>& job);
    void perform(DatabaseJob& job);
    std::optional<Error> ensureConnected();
    void noteFailedConnect(Error error);
    void disconnect();
    Error stuckError() const;

    const DatabaseUrl m_url;
    const Secret m_password;
    const DatabaseWorkerOptions m_options;
    std::thread m_thread; ///< the owner's; not QThread, whose wait() returns before the thread is over

    // The thread's own.
    std::unique_ptr<Session> m_session;
    Millis m_backOff{0};

    // Shared, under the mutex.
    mutable std::mutex m_mutex;
    QObject* m_owner; ///< null once it has gone
    std::condition_variable m_wake;
    std::condition_variable m_ended;
    std::deque<std::shared_ptr<DatabaseJob>> m_queue;
    std::shared_ptr<DatabaseJob> m_current;
    std::shared_ptr<SqlInterrupt> m_interrupt; ///< of the open connection
    std::optional<Instant> m_retryAt;          ///< set while backing off
    Error m_connectError;
    bool m_stuck = false; ///< the current job's time is up, and the thread still at it
    bool m_stopping = false;
    bool m_hasEnded = false;
};

} // namespace rollcall
