#pragma once

#include "model/database/commandrepository.h"
#include "model/services/actiontools.h"

namespace rollcall
{

/// What a command, as it was read, means to whoever waits for it: nothing yet, the node's answer, or why it
/// was not done.
Result<std::optional<QString>> answerTo(const Result<std::optional<Command>>& found, const QString& nodeName);

/// Waits until a node has carried out an order. The value is the node's answer. Errors: what the node said
/// (Refused), or TimedOut when it has not finished within the limit: it may still do it.
FutureResult<QString> carriedOut(ActionTools& tools, qint64 order, const QString& nodeName, Millis limit);

} // namespace rollcall
