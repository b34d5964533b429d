#pragma once

#include "model/cluster/node.h"
#include "model/node/nodeconfig.h"

namespace rollcall
{

/// What does not change while the node service runs: name of the system, endpoints, key.
SelfReport describeSelf(const NodeConfig& config);

/// One-minute load average divided by processors; 0 when the system does not say.
double currentLoad();

} // namespace rollcall
