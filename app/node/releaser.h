#pragma once

#include "model/core/ids.h"

#include <string>

namespace rollcall::node
{

/// The supervisor's short-lived child, after the worker died and no process of its units is left: gives the
/// lease of that epoch back (which writes the event), and tells the other nodes to look. The supervisor ends
/// it when it takes too long.
void releaseAfterDeath(const std::string& configFile, Epoch epoch);

} // namespace rollcall::node
