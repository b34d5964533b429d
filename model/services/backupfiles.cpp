#include "model/services/backupfiles.h"

#include "model/backup/sealedfile.h"
#include "model/core/background.h"
#include "model/core/newfile.h"
#include "model/messenger/encryptionkey.h"

#include <QFile>
#include <QFileInfo>

namespace rollcall
{

namespace
{

constexpr qsizetype longestLabel = 200;

} // namespace

Secret passphraseOf(const QString& entered)
{
    return Secret(entered.trimmed().toUtf8());
}

QString passphraseMistake(const QString& first, const QString& again)
{
    if (const Result<void> may = sealedfile::mayBePassphrase(passphraseOf(first)); !may)
        return QStringLiteral("%1 %2").arg(may.error().what, may.error().remedy);
    return passphraseOf(first) == passphraseOf(again) ? QString()
                                                      : QStringLiteral("The two passphrases differ.");
}

Result<void> putKeyInto(ClusterBackup& backup, const Secret& text)
{
    const Result<EncryptionKey> key = EncryptionKey::parse(text);
    if (!key)
        return Failure(key.error());
    if (!backup.keyFingerprint.isEmpty() && backup.keyFingerprint != key->fingerprint())
        return failure(ErrorKind::Refused,
                       QStringLiteral("This is the key %1, and the cluster uses %2.")
                           .arg(key->fingerprint(), backup.keyFingerprint),
                       QStringLiteral("Give the file of the key in force."));
    backup.keyFingerprint = key->fingerprint();
    backup.key = text;
    return {};
}

Result<void> putKeyOfFileInto(ClusterBackup& backup, const QString& path)
{
    const Result<Secret> text = readSecretFile(path); // once: it may be a pipe
    if (!text)
        return Failure(text.error());
    Result<void> put = putKeyInto(backup, *text);
    if (!put)
        put.error().where = path;
    return put;
}

FutureResult<ClusterBackup> withKeyOfFile(const ClusterBackup& backup, const QString& path)
{
    return inBackground([whole = ClusterBackup(backup), path]() mutable -> Result<ClusterBackup> {
        if (const QFileInfo info(path); info.exists() && !info.isFile())
            return failure(ErrorKind::Invalid, QStringLiteral("This is not a plain file."),
                           QStringLiteral("Choose the file that holds the key."), path);
        if (const Result<void> put = putKeyOfFileInto(whole, path); !put)
            return Failure(put.error());
        return whole;
    });
}

FutureResult<QByteArray> sealBackup(const ClusterBackup& backup, const Secret& passphrase)
{
    return inBackground(
        [backup, passphrase] { return sealedfile::seal(backup.toBytes(), passphrase, backup.label()); });
}

FutureResult<void> writeBackupFile(const QByteArray& sealed, const QString& path)
{
    return inBackground([sealed, path] { return writeNewFile(path, sealed, QStringLiteral("The backup")); });
}

Result<SealedBackup> readBackupFile(const QString& path)
{
    const auto unreadable = [&path](const QString& why) {
        return failure(ErrorKind::NotFound, QStringLiteral("The backup cannot be read: %1.").arg(why),
                       QStringLiteral("Give a file that the console or rollcallctl backup create wrote."),
                       path);
    };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(file.errorString());
    SealedBackup sealed{file.read(sealedfile::mostBytes + 1), {}};
    if (file.error() != QFileDevice::NoError)
        return unreadable(file.errorString());
    Result<QString> label = sealedfile::labelOf(sealed.bytes);
    if (!label) {
        label.error().where = path;
        return Failure(label.error());
    }
    sealed.label = label->simplified().left(longestLabel); // anybody can write there what they like
    return sealed;
}

FutureResult<SealedBackup> loadBackupFile(const QString& path)
{
    return inBackground([path]() -> Result<SealedBackup> {
        if (const QFileInfo info(path); info.exists() && !info.isFile())
            return failure(ErrorKind::Invalid, QStringLiteral("This is not a plain file."),
                           QStringLiteral("Choose the file of a backup."), path);
        return readBackupFile(path);
    });
}

FutureResult<ClusterBackup> openBackup(const SealedBackup& sealed, const Secret& passphrase)
{
    return inBackground([bytes = sealed.bytes, passphrase]() -> Result<ClusterBackup> {
        const Result<Secret> content = sealedfile::open(bytes, passphrase);
        if (!content)
            return Failure(content.error());
        return ClusterBackup::fromBytes(*content);
    });
}

Result<void> writeBackupKey(const ClusterBackup& backup, const QString& path)
{
    if (backup.key.isEmpty())
        return failure(ErrorKind::Refused, QStringLiteral("There is no key in this backup."),
                       QStringLiteral("It was made without it: take the key from a node."));
    return writeNewFile(path, backup.key.reveal() + '\n', QStringLiteral("The key"));
}

FutureResult<void> saveBackupKey(const ClusterBackup& backup, const QString& path)
{
    return inBackground([backup, path] { return writeBackupKey(backup, path); });
}

} // namespace rollcall
