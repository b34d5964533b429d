#pragma once

#include "model/core/futures.h"
#include "model/core/secret.h"

#include <QString>

namespace rollcall
{

/// The fingerprint of the encryption key in a file, by which people and nodes compare keys; the key itself
/// stays in the file. Errors: what is wrong with the file, never what is in it. Only a plain file is opened:
/// a pipe or a device may never end.
Result<QString> fingerprintOfKeyFile(const QString& path);
/// The same of the key's text.
Result<QString> fingerprintOfKey(const Secret& key);
/// Of a file, in a thread of its own: a file server may take its time.
FutureResult<QString> readKeyFingerprint(const QString& path);

} // namespace rollcall
