#pragma once

#include "model/core/secret.h"

#include <QByteArray>

namespace rollcall
{

/// HKDF with SHA-256 (RFC 5869): length bytes, at most 255 · 32. An empty salt stands for 32 zero bytes.
Secret hkdfSha256(const QByteArray& keyMaterial, const QByteArray& salt, const QByteArray& info,
                  qsizetype length);

} // namespace rollcall
