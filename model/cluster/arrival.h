#pragma once

#include "model/cluster/preflight.h"

namespace rollcall
{

/// What shows that a node which was just set up has arrived, in the order in which it comes about. As long as
/// it has not registered nothing more can be known, and all the rest is not checked. Pure.
std::vector<Check> arrivalOf(const ClusterView& view, const QString& name);

/// Whether there is nothing left to wait for: all passed.
bool hasArrived(const std::vector<Check>& checks);

} // namespace rollcall
