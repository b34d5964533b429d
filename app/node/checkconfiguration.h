#pragma once

#include "model/node/nodeconfig.h"

namespace rollcall::node
{

/// "rollcall-node check": prints every mistake on standard error, or OK and what is in force. Returns the
/// exit code: 0 or 2.
int checkConfiguration(const QString& file);

/// Prints the mistakes and warnings on standard error; the value is the configuration when there is none.
std::optional<NodeConfig> loadConfiguration(const QString& file);

} // namespace rollcall::node
