#include "model/services/keyfingerprint.h"

#include "model/messenger/encryptionkey.h"

namespace rollcall
{

Result<QString> fingerprintOfKeyFile(const QString& path)
{
    const Result<EncryptionKey> key = EncryptionKey::readFile(path);
    if (!key)
        return Failure(key.error());
    return key->fingerprint();
}

} // namespace rollcall
