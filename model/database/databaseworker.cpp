#include "model/database/databaseworker.h"

#include "model/core/logging.h"
#include "model/database/databaseengine.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace rollcall
{

DatabaseWorker::DatabaseWorker(DatabaseUrl url, Secret password, Options options, QObject* parent)
    : QObject(parent)
    , m_engine(DatabaseEngine::start(this, std::move(url), std::move(password), std::move(options)))
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &DatabaseWorker::expire);
}

DatabaseWorker::~DatabaseWorker()
{
    m_engine->stop();
    const Error closed{ErrorKind::Unreachable,
                       QStringLiteral("The connection to the database was closed."),
                       {},
                       m_engine->url().place()};
    for (const std::shared_ptr<DatabaseJob>& job : m_jobs)
        job->fail(closed);
}

const DatabaseUrl& DatabaseWorker::url() const
{
    return m_engine->url();
}

void DatabaseWorker::enqueue(std::shared_ptr<DatabaseJob> job, Millis limit)
{
    job->deadline = BootClock::now() + limit;
    if (const std::optional<Error> refused = m_engine->submit(job)) {
        job->fail(*refused);
        return;
    }
    std::erase_if(m_jobs, [](const auto& each) { return each->settled(); });
    m_jobs.push_back(std::move(job));
    schedule();
}

void DatabaseWorker::schedule()
{
    std::optional<Instant> next;
    for (const std::shared_ptr<DatabaseJob>& job : m_jobs)
        if (!job->settled())
            next = next ? std::min(*next, job->deadline) : job->deadline;
    if (!next)
        return;
    const Millis left = std::chrono::ceil<Millis>(*next - BootClock::now());
    m_timer->start(std::max(left, Millis(0)));
}

void DatabaseWorker::expire()
{
    const Instant now = BootClock::now();
    // Settling runs continuations that may call run() again, which changes m_jobs.
    const std::vector<std::shared_ptr<DatabaseJob>> jobs = m_jobs;
    for (const std::shared_ptr<DatabaseJob>& job : jobs)
        if (!job->settled() && job->deadline <= now)
            m_engine->abandon(job);
    std::erase_if(m_jobs, [](const auto& each) { return each->settled(); });
    schedule();
}

} // namespace rollcall
