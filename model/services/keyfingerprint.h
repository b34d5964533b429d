#pragma once

#include "model/core/result.h"

#include <QString>

namespace rollcall
{

/// The fingerprint of the encryption key in a file, by which people and nodes compare keys; the key itself
/// stays in the file. Errors: what is wrong with the file, never what is in it.
Result<QString> fingerprintOfKeyFile(const QString& path);

} // namespace rollcall
