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
    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable ended;
    StorageQuestion question;
    StorageReport report;
    std::optional<Instant> roundBegan;
    bool now = false;
    bool stop = false;
    bool done = false;
    Round round;
    std::function<void()> leave;

    void run()
    {
        std::unique_lock lock(mutex);
        while (!stop) {
            const StorageQuestion asked = question;
            now = false;
            roundBegan = BootClock::now();
            lock.unlock();
            StorageReport result = round(asked);
            lock.lock();
            roundBegan.reset();
            report = std::move(result);
            wake.wait_for(lock, storageRhythm, [this] { return stop || now; });
        }
        lock.unlock();
        leave();
        lock.lock();
        done = true;
        ended.notify_all();
    }
};

StorageWatch::StorageWatch(ClusterId cluster, NodeId me, QObject* parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>())
{
    const auto probe = std::make_shared<StorageProbe>();
    m_shared->round = [probe](const StorageQuestion& question) { return probe->round(question); };
    m_shared->leave = [probe] { probe->leave(); };
    m_question.cluster = cluster;
    m_question.me = me;
}

StorageWatch::StorageWatch(ClusterId cluster, NodeId me, Round round, std::function<void()> leave,
                           QObject* parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>())
{
    m_shared->round = std::move(round);
    m_shared->leave = std::move(leave);
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
    ask();
    if (!std::exchange(m_started, true))
        std::thread([shared = m_shared] { shared->run(); }).detach();
    else
        lookNow();
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
    ask();
}

void StorageWatch::ask()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->question = m_question;
}

void StorageWatch::lookNow()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->now = true;
    m_shared->wake.notify_all();
}

void StorageWatch::stop()
{
    if (std::exchange(m_stopped, true) || !m_started)
        return;
    std::unique_lock lock(m_shared->mutex);
    m_shared->stop = true;
    m_shared->wake.notify_all();
    m_shared->ended.wait_for(lock, leaveLimit, [this] { return m_shared->done; });
}

StorageReport StorageWatch::report() const
{
    const std::lock_guard lock(m_shared->mutex);
    StorageReport report = m_shared->report;
    report.path = m_question.folder;
    if (m_question.folder.isEmpty())
        return {};
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
