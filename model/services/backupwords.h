#pragma once

#include "model/backup/clusterbackup.h"

namespace rollcall
{

/// One line of what is in a backup: "License" and "Enterprise, 5 nodes".
struct BackupFact {
    QString caption;
    QString text;
    bool operator==(const BackupFact&) const = default;
};

/// Settings, license, priorities and key, for people; long lists say how many more there are.
std::vector<BackupFact> backupFacts(const ClusterBackup& backup);

/// "The configuration of Shop and the key 3F7A are in /home/dana/shop.backup."
QString backupMadeSentence(const ClusterBackup& backup, const QString& path);

} // namespace rollcall
