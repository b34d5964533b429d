#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QString>

namespace rollcall
{

/// Writes a file that was not there before, readable by nobody else from the first moment on, and on the disk
/// when this returns. what: "The key", for the error. Refused: it exists, or cannot be written.
Result<void> writeNewFile(const QString& path, const QByteArray& bytes, const QString& what);

} // namespace rollcall
