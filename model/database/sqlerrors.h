#pragma once

#include "model/core/error.h"
#include "model/database/databaseurl.h"

class QSqlError;

namespace rollcall
{

/// What a driver's error means for a caller. The words name the place and the fix, never a value or a secret.
Error sqlError(const DatabaseUrl& url, const QSqlError& error);

/// The same for a connection that could not be opened, where servers give words instead of a code.
Error connectError(const DatabaseUrl& url, const QSqlError& error);

} // namespace rollcall
