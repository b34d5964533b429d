#pragma once

#include "model/node/configsections.h"
#include "model/units/unitspec.h"

namespace rollcall
{

/// Reads the table of a unit's key "ready" or "can_run". `unit` is what messages call the unit: "unit “web”".
/// The mistakes go to the sections' findings; nothing after one that leaves no check.
std::optional<UnitCheck> readCheck(ConfigSections& sections, const ConfigValue& value, const QString& key,
                                   const QString& unit);

/// "asks http://127.0.0.1:8080/healthz": for the list of what is in force. Arguments of a command may be
/// secrets, and are not shown.
QString describe(const UnitCheck& check);

} // namespace rollcall
