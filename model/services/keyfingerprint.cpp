#include "model/services/keyfingerprint.h"

#include "model/core/background.h"
#include "model/messenger/encryptionkey.h"

#include <QFileInfo>

namespace rollcall
{

Result<QString> fingerprintOfKeyFile(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return failure(ErrorKind::Invalid, QStringLiteral("There is no such file."),
                       QStringLiteral("Make a new key: rollcallctl key generate --out %1").arg(path), path);
    if (!info.isFile())
        return failure(ErrorKind::Invalid,
                       info.isDir() ? QStringLiteral("This is a folder.")
                                    : QStringLiteral("This is not a plain file."),
                       QStringLiteral("Choose the file that holds the key."), path);
    const Result<EncryptionKey> key = EncryptionKey::readFile(path);
    if (!key)
        return Failure(key.error());
    return key->fingerprint();
}

Result<QString> fingerprintOfKey(const Secret& key)
{
    return EncryptionKey::parse(key).map([](const EncryptionKey& parsed) { return parsed.fingerprint(); });
}

FutureResult<QString> readKeyFingerprint(const QString& path)
{
    return inBackground([path] { return fingerprintOfKeyFile(path); });
}

} // namespace rollcall
