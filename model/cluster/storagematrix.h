#pragma once

#include "model/cluster/node.h"

#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// Why a node's shared storage is not proven, or only just.
enum class StorageCause {
    None,
    NotConfigured,
    NoReport, ///< no fresh heartbeat
    Pending,  ///< the first rounds are under way, or the node has not taken up a change of the folder yet
    NoPeer,   ///< nobody could read its file back
    Missing,
    Denied,
    ReadOnly,
    Full,
    Hanging,
    Failing,     ///< another error of the system
    Unshared,    ///< its folder is its own: it sees nobody else's file
    WrongShare,  ///< its folder is shared, but with others than the rest has
    StaleCache,  ///< it is shown old content
    NotReadBack, ///< it sees the others, they do not see what it writes
    Slow,
};
/// "stale-cache".
QString wordOf(StorageCause);

/// What one node makes of another node's file.
enum class SightState { Fresh, Pending, Absent, Stale, Unreadable };
/// "absent".
QString wordOf(SightState);

struct StorageCell {
    NodeId reader;
    QString readerName;
    NodeId writer;
    QString writerName;
    SightState state = SightState::Pending;
    qint64 behind = 0; ///< rounds that the file is behind what its writer reports; Stale and Fresh
    std::chrono::microseconds latency{0};
    bool broken() const { return state != SightState::Fresh && state != SightState::Pending; }
    bool operator==(const StorageCell&) const = default;
};

struct StorageVerdict {
    StorageState state = StorageState::Unknown;
    StorageCause cause = StorageCause::NoReport;
    QString sentence; ///< "It sees the file of no other node in /srv/shared, …"; for every cause but None
    QString remedy;   ///< or empty
    bool operator==(const StorageVerdict&) const = default;
};

/// Who sees whose file. Being able to write proves nothing: only a file that another node reads back does.
struct StorageMatrix {
    std::vector<StorageCell> cells; ///< sorted by names; between nodes with a fresh report and a path
    QHash<NodeId, StorageVerdict> verdicts;
    const StorageCell* cell(NodeId reader, NodeId writer) const;
    /// No proof is under way: a moment later the answer is the same unless something changes.
    bool settled() const;
};

/// Concludes from what all nodes report. A file is old when its sequence is behind the one that its writer
/// says, in the database, to have written: clocks of two hosts are never compared. Where nodes disagree, the
/// largest group that sees each other is right, and whoever is outside is the odd one; between groups of the
/// same size nobody is right. basePath is the setting Artifacts.BasePath: what a node reports that goes by
/// another one, because it was just changed, says nothing of the folder that is meant now.
StorageMatrix storageMatrix(const std::vector<NodeRow>& rows, const QString& basePath);

} // namespace rollcall
