#pragma once

#include <QString>

namespace rollcall
{

/// What a check of the preflight proves, why that matters, and how it is seen: one short paragraph. Empty for
/// an id that no check has.
QString preflightHelp(QStringView id);

} // namespace rollcall
