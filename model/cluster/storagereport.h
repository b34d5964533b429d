#pragma once

#include "model/cluster/words.h"
#include "model/core/clock.h"
#include "model/core/ids.h"

#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// How long a node looks at the shared storage's files without waiting: from one round to the next.
inline constexpr Millis storageRhythm{1500};
/// A node reads the files of so many others at most, so that the work grows with the nodes, not their square.
inline constexpr std::size_t mostStorageSightings = 16;

/// What a node sees of another node's file in the shared storage.
struct StorageSighting {
    NodeId node;                              ///< whose file
    StorageFault fault = StorageFault::Other; ///< None: it was read; Missing: there is none
    QString nonce;                            ///< in it: which start of that node wrote it
    qint64 sequence = 0;                      ///< in it
    /// For how long it was read (or not found) like this, from the first round to the last one, by the
    /// reader's own clock: a reader that pauses does not make a file look old.
    Millis unchanged{0};
    std::chrono::microseconds latency{0}; ///< of reading it
    bool operator==(const StorageSighting&) const = default;
};

/// What a node says of its shared storage with each heartbeat.
struct StorageReport {
    QString path; ///< empty: none is configured for it
    /// The setting Artifacts.BasePath that it goes by, also where a path of its own overrides it; nothing: an
    /// older node service, which does not say.
    std::optional<QString> basePath;
    StorageFault fault = StorageFault::None; ///< of writing its own file
    QString detail;                          ///< the system's words for it, or empty
    QString nonce;                           ///< that it writes into its file; another one for each start
    qint64 written = 0;                      ///< the last sequence that is safely in its file; 0: none yet
    std::chrono::microseconds latency{0};    ///< of writing it, with fsync
    Millis hanging{0};                       ///< Hanging: for how long
    bool foreign = false;                    ///< the folder also holds the files of another cluster
    std::vector<StorageSighting> sees;
    bool operator==(const StorageReport&) const = default;
};

} // namespace rollcall
