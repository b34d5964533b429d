#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"
#include "model/core/result.h"

#include <QString>

#include <optional>

namespace rollcall
{

/// The folder in which a node keeps what must survive it: who it is, and the highest epoch that it ever saw.
/// One process at a time: a second one on the same folder is refused. Every file is replaced as a whole and
/// flushed to the disk before it counts.
///
///     node-id   the node's UUID, written once
///     start     the last start: incarnation, boot, and the folder's own inode, which a copy does not have
///     epoch     cluster and highest epoch seen
///     services  what systemd runs for the node: see servicerecord.h
///     lock      held (fcntl) by the running process
class StateFolder
{
public:
    /// One start of the node service, as remembered by the next one.
    struct Start {
        Incarnation incarnation;
        QString bootId; ///< of the kernel: another one after each boot of the host
    };
    struct SeenEpoch {
        ClusterId cluster;
        Epoch epoch = 0;
    };

    /// Creates the folder (mode 0700) and the node's id when they are missing.
    /// Errors: Refused: another process uses the folder (names its process id); Invalid: not a folder, no
    /// permission, disk full, read-only; Corrupt: a file in it makes no sense.
    /// patience: how long another process may take to let go of the folder. A worker whose supervisor was
    /// killed still stops its units in order while the next node service starts.
    static Result<StateFolder> open(const QString& path, Millis patience = Millis(0));
    /// Whose folder it is, while another process uses it. Errors: NotFound: nobody's yet; Invalid, Corrupt.
    static Result<NodeId> idIn(const QString& path);
    ~StateFolder();
    StateFolder(StateFolder&& other) noexcept;
    StateFolder& operator=(StateFolder&&) = delete;

    NodeId nodeId() const { return m_nodeId; }
    const QString& path() const { return m_path; }

    /// The incarnation of our own predecessor, when it was in this very folder and on this boot of the host:
    /// as the lock is ours, that process is dead. Null otherwise; then the row in the database may be another
    /// living process's (a copied folder, a restored backup).
    Incarnation deadPredecessor() const { return m_predecessor; }
    Result<void> rememberStart(Incarnation incarnation);

    const std::optional<SeenEpoch>& seenEpoch() const { return m_seen; }
    /// Errors: as of open(). The value in memory counts even then.
    Result<void> rememberEpoch(ClusterId cluster, Epoch epoch);

private:
    StateFolder(QString path, int lock);
    Result<void> readAll();
    Result<void> readNodeId();
    void readStart();
    Result<void> readEpoch();
    QString filePath(const char* name) const;

    QString m_path;
    int m_lock = -1;
    NodeId m_nodeId;
    Incarnation m_predecessor;
    std::optional<SeenEpoch> m_seen;
};

/// What the kernel calls this boot, or empty when it does not say.
QString currentBootId();

} // namespace rollcall
