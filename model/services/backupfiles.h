#pragma once

#include "model/backup/clusterbackup.h"
#include "model/core/futures.h"

namespace rollcall
{

/// What is done with a backup's file, for console and command line. Files and scrypt take their time, so the
/// asynchronous ones work in threads of their own; see inBackground().

/// What is wrong with a passphrase for a new file that was entered twice, as rollcallctl asks for it; empty:
/// nothing.
QString passphraseMistake(const QString& first, const QString& again);
/// As rollcallctl reads it: without the white space around it.
Secret passphraseOf(const QString& entered);

/// Puts the encryption key, as text, into the backup. Invalid: it is none. Refused: the cluster uses another.
Result<void> putKeyInto(ClusterBackup& backup, const Secret& key);
/// The same, of a file. Errors name it.
Result<void> putKeyOfFileInto(ClusterBackup& backup, const QString& path);
/// A copy with the key of that file in it.
FutureResult<ClusterBackup> withKeyOfFile(const ClusterBackup& backup, const QString& path);

/// The content of a file that only the passphrase opens.
FutureResult<QByteArray> sealBackup(const ClusterBackup& backup, const Secret& passphrase);
/// Into a new file that only its owner can read. Refused: it exists, or cannot be written.
FutureResult<void> writeBackupFile(const QByteArray& sealed, const QString& path);

/// A backup's file as it lies there.
struct SealedBackup {
    QByteArray bytes;
    QString label; ///< of what it is; only known to be true once it is opened
};
/// NotFound: it cannot be read; Invalid: it is no backup.
Result<SealedBackup> readBackupFile(const QString& path);
FutureResult<SealedBackup> loadBackupFile(const QString& path);
/// Refused: another passphrase, or the file was changed. Invalid: it has values that cannot be.
FutureResult<ClusterBackup> openBackup(const SealedBackup& sealed, const Secret& passphrase);

/// The key of a backup into a file of its own. Refused: there is none in it, or the file exists.
Result<void> writeBackupKey(const ClusterBackup& backup, const QString& path);
FutureResult<void> saveBackupKey(const ClusterBackup& backup, const QString& path);

} // namespace rollcall
