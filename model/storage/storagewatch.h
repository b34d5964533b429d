#pragma once

#include "model/cluster/node.h"
#include "model/storage/storageprobe.h"

#include <QObject>

#include <functional>
#include <memory>

namespace rollcall
{

/// Proves the shared storage round by round, in a thread of its own: a file server that hangs holds up
/// neither heartbeat nor election, and is reported as hanging. Each folder gets a new thread, so that what
/// was seen in the former one is never reported of it, and a former one that hangs holds up nothing.
class StorageWatch : public QObject
{
    Q_OBJECT

public:
    /// What a thread does in its folder; tests give another one.
    struct Work {
        std::function<StorageReport(const StorageQuestion&)> round;
        std::function<void()> leave; ///< the last thing: deletes what it wrote
    };
    static constexpr Millis hangsAfter{4000};

    StorageWatch(ClusterId cluster, NodeId me, QObject* parent = nullptr);
    StorageWatch(ClusterId cluster, NodeId me, std::function<Work()> makeWork, QObject* parent = nullptr);
    /// A thread that hangs in the kernel is left behind.
    ~StorageWatch() override;

    /// Where the storage is; empty: nowhere. What this node wrote into a former folder is deleted there.
    void setFolder(const QString& folder);
    /// Which nodes there are; this one may be among them.
    void setNodes(const std::vector<rollcall::NodeRow>& rows);
    /// A round now, besides the rhythm.
    void lookNow();
    /// Deletes this node's file, and ends; waits for that no longer than a moment.
    void stop();

    StorageReport report() const;

private:
    struct Shared;

    std::function<Work()> m_makeWork;
    std::shared_ptr<Shared> m_shared; ///< with the thread of the folder of now; none: there is no folder
    StorageQuestion m_question;
    bool m_stopped = false;
};

} // namespace rollcall
