#pragma once

#include "model/core/result.h"

#include <QString>

#include <chrono>

namespace rollcall
{

/// An age or a length for people: under 10 s one decimal ("0.4 s"), under 90 s whole seconds ("34 s"), then
/// "4 min 12 s", "6 h 12 min", "3 d 4 h". Number and unit are joined by a narrow no-break space (U+202F).
QString durationText(std::chrono::milliseconds length);

/// A difference of clocks, always signed: "+3 ms", "−2 ms" (U+2212), "0 ms"; from 10 s up as durationText.
QString skewText(std::chrono::milliseconds skew);

/// Reads "500ms", "90s", "15m", "2h", "1d", "1h30m", or plain seconds "90". Errors: anything else, negative,
/// above 365 days.
Result<std::chrono::milliseconds> parseDuration(QStringView text);

} // namespace rollcall
