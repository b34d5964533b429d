#pragma once

#include "model/core/clock.h"
#include "model/node/configsections.h"

namespace rollcall
{

// Values that more than one key of a [[unit]] has. `subject` is what messages call it: "command of the unit
// “web”". What is wrong goes to the findings.

/// A program with its arguments. Empty after a complaint.
QStringList readCommandLine(ConfigSections& sections, const ConfigValue& value, const QString& subject,
                            const QString& remedy);

/// Whole seconds (10) or a text ("30s", "2m", "500ms"), within the bounds. Nothing after a complaint.
std::optional<Millis> readLength(ConfigSections& sections, const ConfigValue& value, const QString& subject,
                                 Millis least, Millis most);

} // namespace rollcall
