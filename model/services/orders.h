#pragma once

#include "model/database/commandrepository.h"
#include "model/services/actiontools.h"

namespace rollcall
{

/// Waits until a node has carried out an order. The value is the node's answer. Errors: what the node said
/// (Refused), or TimedOut when it has not finished within the limit: it may still do it.
FutureResult<QString> carriedOut(ActionTools& tools, qint64 order, const QString& nodeName, Millis limit);

} // namespace rollcall
