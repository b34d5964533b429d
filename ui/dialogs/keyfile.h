#pragma once

#include "model/core/secret.h"

#include <QString>

namespace rollcall
{

/// A new encryption key: 64 hex digits from the system's random source.
Secret generateKey();

/// Writes it readable by its owner only. Refuses to replace a file: a key that is lost cannot be had again.
Result<void> saveKey(const Secret& key, const QString& path);

/// The text of a key is hex digits, 32 at least. Error: what is wrong with it, without showing it.
Result<Secret> keyFromText(const QString& text);

} // namespace rollcall
