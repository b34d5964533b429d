#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QString>

namespace rollcall
{

/// Replaces a file as a whole, readable by this user only: after a crash at any point there is either the old
/// or the new content. Returns when it is on the disk. Errors: Invalid, with the system's reason.
Result<void> writeDurably(const QString& path, const QByteArray& bytes);

} // namespace rollcall
