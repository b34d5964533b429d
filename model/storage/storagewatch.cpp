#include "model/storage/storagewatch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace rollcall
{

namespace
{

constexpr Millis leaveLimit{500};

/// The next ones after this node in the order of ids, so that every file has as many readers.
std::vector<NodeId> neighbours(std::vector<NodeId> ids, NodeId me)
{
    std::sort(ids.begin(), ids.end());
    std::rotate(ids.begin(), std::upper_bound(ids.begin(), ids.end(), me), ids.end());
    ids.resize(std::min(ids.size(), mostStorageSightings));
    return ids;
}

} // namespace

/// Belongs to both threads; a thread that never comes back keeps its part of it.
struct StorageWatch::Shared {
    Shared(Work itsWork, StorageQuestion first, std::shared_ptr<Shared> before)
        : work(std::move(itsWork))
        , question(std::move(first))
        , former(std::move(before))
    {
    }

    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable ended;
    const Work work;
    StorageQuestion question;
    std::shared_ptr<Shared> former; ///< of the folder before, until this thread has begun
    StorageReport report;
    std::optional<Instant> roundBegan;
    bool now = false;
    bool stop = false;
    bool done = false;

    void run()
    {
        // Two names may lead to one folder: what the former thread deletes there must not be this one's.
        if (const std::shared_ptr<Shared> before = std::exchange(former, nullptr))
            before->waitForEnd();
        std::unique_lock lock(mutex);
        while (!stop) {
            const StorageQuestion asked = question;
            now = false;
            roundBegan = BootClock::now();
            lock.unlock();
            StorageReport result = work.round(asked);
            lock.lock();
            roundBegan.reset();
            report = std::move(result);
            wake.wait_for(lock, storageRhythm, [this] { return stop || now; });
        }
        lock.unlock();
        work.leave();
        lock.lock();
        done = true;
        ended.notify_all();
    }
    /// A moment at most.
    void waitForEnd()
    {
        std::unique_lock lock(mutex);
        ended.wait_for(lock, leaveLimit, [this] { return done; });
    }
    void ask(const StorageQuestion& next)
    {
        const std::lock_guard lock(mutex);
        question = next;
    }
    void set(bool& flag)
    {
        const std::lock_guard lock(mutex);
        flag = true;
        wake.notify_all();
    }
};

StorageWatch::StorageWatch(ClusterId cluster, NodeId me, QObject* parent)
    : StorageWatch(
          cluster, me,
          [] {
              const auto probe = std::make_shared<StorageProbe>();
              return Work{[probe](const StorageQuestion& question) { return probe->round(question); },
                          [probe] { probe->leave(); }};
          },
          parent)
{
}

StorageWatch::StorageWatch(ClusterId cluster, NodeId me, std::function<Work()> makeWork, QObject* parent)
    : QObject(parent)
    , m_makeWork(std::move(makeWork))
{
    m_question.cluster = cluster;
    m_question.me = me;
}

StorageWatch::~StorageWatch()
{
    stop();
}

void StorageWatch::setFolder(const QString& folder)
{
    if (m_stopped || folder == m_question.folder)
        return;
    m_question.folder = folder;
    std::shared_ptr<Shared> former = std::exchange(m_shared, nullptr);
    if (former)
        former->set(former->stop);
    if (folder.isEmpty())
        return;
    m_shared = std::make_shared<Shared>(m_makeWork(), m_question, std::move(former));
    std::thread([shared = m_shared] { shared->run(); }).detach();
}

void StorageWatch::setNodes(const std::vector<NodeRow>& rows)
{
    std::vector<NodeId> others;
    m_question.removed.clear();
    for (const NodeRow& row : rows) {
        if (row.id == m_question.me)
            continue;
        if (row.removedAt)
            m_question.removed.push_back(row.id);
        else if (!row.stopped)
            others.push_back(row.id);
    }
    m_question.others = neighbours(std::move(others), m_question.me);
    if (m_shared)
        m_shared->ask(m_question);
}

void StorageWatch::lookNow()
{
    if (m_shared)
        m_shared->set(m_shared->now);
}

void StorageWatch::stop()
{
    if (std::exchange(m_stopped, true) || !m_shared)
        return;
    m_shared->set(m_shared->stop);
    m_shared->waitForEnd();
}

StorageReport StorageWatch::report() const
{
    if (!m_shared)
        return {};
    const std::lock_guard lock(m_shared->mutex);
    StorageReport report = m_shared->report;
    report.path = m_question.folder;
    if (m_shared->roundBegan) {
        const auto age = std::chrono::duration_cast<Millis>(BootClock::now() - *m_shared->roundBegan);
        if (age >= hangsAfter) {
            report.fault = StorageFault::Hanging;
            report.hanging = age;
        }
    }
    return report;
}

} // namespace rollcall
