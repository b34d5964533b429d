#pragma once

#include "model/node/configsections.h"
#include "model/units/unitspec.h"

#include <vector>

namespace rollcall
{

/// Reads every [[unit]]; the mistakes go to the sections' findings.
std::vector<UnitSpec> readUnits(ConfigSections& sections);

} // namespace rollcall
