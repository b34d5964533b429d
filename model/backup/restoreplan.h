#pragma once

#include "model/backup/clusterbackup.h"

#include <optional>

namespace rollcall
{

/// What a restore would change in a cluster as it is now, and what it cannot do.
struct RestorePlan {
    struct Priority {
        NodeId node; ///< as it is registered now
        int priority = 100;
        bool operator==(const Priority&) const = default;
    };

    std::vector<SettingChange> settings;
    std::optional<License> license;
    std::vector<Priority> priorities;
    QStringList changes;       ///< a sentence for each of these, in this order
    bool otherCluster = false; ///< the backup is of another one: by mistake, or of one that was lost
    QStringList notes; ///< what is not as it was, and stays so: nodes that are missing, another cluster

    bool isEmpty() const { return settings.empty() && !license && priorities.empty(); }
    bool operator==(const RestorePlan&) const = default;
};

/// A node is the same when it has the same id, or, where its state folder was lost, the same name.
RestorePlan planRestore(const ClusterBackup& backup, const ClusterFacts& now,
                        const std::vector<SettingState>& settings);

} // namespace rollcall
