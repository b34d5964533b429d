#pragma once

#include "model/cluster/node.h"
#include "model/storage/storageprobe.h"

#include <QObject>

#include <functional>
#include <memory>

namespace rollcall
{

/// Proves the shared storage round by round, in a thread of its own: a file server that hangs holds up
/// neither heartbeat nor election, and is reported as hanging.
class StorageWatch : public QObject
{
    Q_OBJECT

public:
    /// What a round does, in that thread; tests give another one.
    using Round = std::function<StorageReport(const StorageQuestion&)>;
    static constexpr Millis hangsAfter{4000};

    StorageWatch(ClusterId cluster, NodeId me, QObject* parent = nullptr);
    StorageWatch(ClusterId cluster, NodeId me, Round round, std::function<void()> leave,
                 QObject* parent = nullptr);
    /// A thread that hangs in the kernel is left behind.
    ~StorageWatch() override;

    /// Where the storage is; empty: nowhere. The thread starts with the first one that is not.
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
    void ask();

    std::shared_ptr<Shared> m_shared;
    StorageQuestion m_question;
    bool m_started = false;
    bool m_stopped = false;
};

} // namespace rollcall
