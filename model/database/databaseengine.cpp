#include "model/database/databaseengine.h"

#include "model/core/logging.h"
#include "model/database/sqlinterrupt.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#ifdef Q_OS_LINUX
#include <pthread.h>
#endif

namespace rollcall
{

namespace
{

/// How long the owner's destructor waits for a thread whose call was interrupted.
constexpr Millis farewell{250};

Millis jittered(Millis length)
{
    return Millis(static_cast<qint64>(static_cast<double>(length.count()) *
                                      (0.75 + QRandomGenerator::global()->generateDouble() / 2)));
}

/// The process has a thread in a driver that nothing can interrupt. Exit handlers and the destructors of
/// libraries must not run beside it: libkrb5, which libpq uses, destroys its locks there and aborts when the
/// thread then takes one. So the process ends before them, with the exit code that it has.
void skipExitHandlers()
{
#ifdef Q_OS_LINUX
    static const int once = ::on_exit( // the last that was registered comes first
        [](int code, void*) {
            std::fflush(nullptr);
            std::_Exit(code);
        },
        nullptr);
    static_cast<void>(once);
#endif
}

} // namespace

DatabaseEngine::DatabaseEngine(QObject* owner, DatabaseUrl url, Secret password,
                               DatabaseWorkerOptions options)
    : m_url(std::move(url))
    , m_password(std::move(password))
    , m_options(std::move(options))
    , m_owner(owner)
{
}

std::shared_ptr<DatabaseEngine> DatabaseEngine::start(QObject* owner, DatabaseUrl url, Secret password,
                                                      DatabaseWorkerOptions options)
{
    std::shared_ptr<DatabaseEngine> engine(
        new DatabaseEngine(owner, std::move(url), std::move(password), std::move(options)));
    engine->m_thread = std::thread([engine] {
#ifdef Q_OS_LINUX
        ::pthread_setname_np(::pthread_self(), "database");
#endif
        engine->loop();
    });
    return engine;
}

std::optional<Error> DatabaseEngine::submit(const std::shared_ptr<DatabaseJob>& job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stuck)
            return stuckError();
        if (m_retryAt && BootClock::now() < *m_retryAt)
            return m_connectError;
        if (m_queue.size() >= static_cast<size_t>(m_options.queueLimit))
            return Error{ErrorKind::Unreachable,
                         QStringLiteral("%1 calls to the database wait already.").arg(m_queue.size()),
                         {},
                         m_url.place()};
        m_queue.push_back(job);
    }
    m_wake.notify_one();
    return std::nullopt;
}

Error DatabaseEngine::stuckError() const
{
    return {ErrorKind::Unreachable, QStringLiteral("The database does not answer: a call to it still hangs."),
            QStringLiteral("Check that the server runs and that this machine reaches it."), m_url.place()};
}

void DatabaseEngine::abandon(const std::shared_ptr<DatabaseJob>& job)
{
    // Settled now: the thread's own error about the broken call, which comes later, is dropped.
    job->fail({ErrorKind::TimedOut, QStringLiteral("The database did not answer within the time limit."),
               QStringLiteral("Check that the server runs and is not overloaded."), m_url.place()});
    const std::lock_guard lock(m_mutex);
    std::erase(m_queue, job);
    // Under the lock: the thread cannot have gone on to the next job.
    if (m_current != job)
        return;
    m_stuck = true;
    if (m_interrupt)
        m_interrupt->interrupt();
}

void DatabaseEngine::stop()
{
    std::unique_lock lock(m_mutex);
    m_stopping = true;
    m_owner = nullptr;
    m_queue.clear();
    if (m_current && m_interrupt)
        m_interrupt->interrupt();
    m_wake.notify_one();
    const bool ended = m_ended.wait_for(lock, farewell, [this] { return m_hasEnded; });
    lock.unlock();
    if (ended) {
        // Until it is really over: libraries have destructors for what they keep for each thread.
        m_thread.join();
        return;
    }
    qCInfo(lcDatabase, "%s: a call still hangs; its thread ends by itself.", qUtf8Printable(m_url.place()));
    m_thread.detach();
    skipExitHandlers();
}

void DatabaseEngine::loop()
{
    for (;;) {
        std::shared_ptr<DatabaseJob> job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_stopping)
                break;
            job = std::move(m_queue.front());
            m_queue.pop_front();
            m_current = job;
        }
        if (!job->settled())
            perform(*job);
        handBack(job);
    }
    disconnect();
    const std::lock_guard lock(m_mutex);
    m_hasEnded = true;
    m_ended.notify_all();
}

void DatabaseEngine::handBack(const std::shared_ptr<DatabaseJob>& job)
{
    const std::lock_guard lock(m_mutex);
    m_current.reset();
    m_stuck = false;
    // Under the lock: the owner cannot go between the look and the call.
    if (m_owner && !job->settled())
        QMetaObject::invokeMethod(
            m_owner, [job] { job->deliver(); }, Qt::QueuedConnection);
}

void DatabaseEngine::perform(DatabaseJob& job)
{
    if (const std::optional<Error> error = ensureConnected()) {
        job.refuse(*error);
        return;
    }
    if (job.settled()) // connecting took longer than its limit; the connection serves the next one
        return;
    m_session->setDeadline(job.deadline);
    job.perform(*m_session);
    m_session->setDeadline(std::nullopt);
    if (!m_session->usable())
        disconnect();
}

std::optional<Error> DatabaseEngine::ensureConnected()
{
    if (m_session && !m_session->usable())
        disconnect();
    if (m_session)
        return std::nullopt;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) // nobody waits for a connection any more
            return stuckError();
        if (m_retryAt && BootClock::now() < *m_retryAt)
            return m_connectError;
    }
    Result<std::unique_ptr<Session>> session = Session::open(m_url, m_password, m_options.session);
    if (!session) {
        noteFailedConnect(session.error());
        return session.error();
    }
    m_session = std::move(*session);
    m_backOff = Millis(0);
    const std::lock_guard lock(m_mutex);
    m_retryAt.reset();
    m_interrupt = m_session->interrupter();
    return std::nullopt;
}

void DatabaseEngine::noteFailedConnect(Error error)
{
    m_backOff =
        m_backOff == Millis(0) ? m_options.firstBackOff : std::min(m_backOff * 2, m_options.lastBackOff);
    const std::lock_guard lock(m_mutex);
    m_retryAt = BootClock::now() + jittered(m_backOff);
    m_connectError = std::move(error);
}

void DatabaseEngine::disconnect()
{
    {
        const std::lock_guard lock(m_mutex);
        m_interrupt.reset();
    }
    m_session.reset();
}

} // namespace rollcall
