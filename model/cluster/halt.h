#pragma once

#include "model/cluster/clusterview.h"

namespace rollcall
{

/// Why no node may be the primary until somebody repairs the lease, as the problem that is shown for it; or
/// nothing. The nodes come to the same conclusion by themselves: no election goes on until the epoch is above
/// all that were ever seen.
std::optional<Problem> haltProblem(const ClusterFacts& facts);

} // namespace rollcall
