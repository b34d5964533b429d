#include "model/database/databaseengine.h"

#include "model/core/logging.h"
#include "model/database/sqlinterrupt.h"

#include <QRandomGenerator>
#include <QThread>

#include <algorithm>
#include <utility>

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
    QThread* thread = QThread::create([engine] { engine->loop(); });
    thread->setObjectName(QStringLiteral("database"));
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start();
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
    if (!m_ended.wait_for(lock, farewell, [this] { return m_hasEnded; }))
        qCInfo(lcDatabase, "%s: a call still hangs; its thread ends by itself.",
               qUtf8Printable(m_url.place()));
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
