#pragma once

#include "model/cluster/storagereport.h"

#include <QHash>
#include <QString>

#include <vector>

namespace rollcall
{

/// What a round is about.
struct StorageQuestion {
    QString folder;
    ClusterId cluster;
    NodeId me;
    std::vector<NodeId> others;  ///< whose files are read
    std::vector<NodeId> removed; ///< whose files are deleted
    bool operator==(const StorageQuestion&) const = default;
};

/// Writes this node's file into the shared storage and reads the others' from there. It blocks for as long as
/// the storage does: it lives in a thread of its own.
///
///     FOLDER/.rollcall/CLUSTER-ID/NODE-ID        the file of a node; NODE-ID.new while it is written
///
/// FOLDER itself is never made: a missing mount must not look like an empty share.
class StorageProbe
{
public:
    StorageProbe();

    /// Folder, cluster and me are the same in every round.
    StorageReport round(const StorageQuestion& question);
    /// Deletes what this node has written, and the folders when nothing is left in them.
    void leave();

private:
    struct Memory {
        StorageSighting last;
        Instant since; ///< first round that saw it like this
    };
    StorageFault write(const QString& folder, QString& detail);
    StorageSighting read(const QString& folder, NodeId node);

    QString m_nonce;
    qint64 m_sequence = 0;
    qint64 m_written = 0;
    std::chrono::microseconds m_latency{0};
    StorageQuestion m_question;
    QHash<NodeId, Memory> m_memory;
    bool m_wrote = false;
};

} // namespace rollcall
