#pragma once

#include "model/cluster/preflight.h"

namespace rollcall
{

/// What a switch changes, one sentence each: which units start or stop where, and what stays.
std::vector<QString> changesOfEnabling(Feature feature, const ClusterView& view);
std::vector<QString> changesOfDisabling(Feature feature, const ClusterView& view);

/// Who the service stays with when nobody is elected any more: the primary as of now. Null: nobody.
NodeId staysWith(const ClusterView& view);

/// Refused: it is off, something that is on needs it, or no node could serve alone afterwards.
Result<void> mayDisable(Feature feature, const ClusterView& view);

} // namespace rollcall
