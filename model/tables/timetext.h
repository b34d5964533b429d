#pragma once

#include "model/core/clock.h"

#include <QString>

namespace rollcall
{

/// Times for people, in this computer's time zone, from milliseconds since 1970.
QString clockText(qint64 at);        ///< "14:28"
QString clockSecondsText(qint64 at); ///< "14:28:11"
/// "Today", "Yesterday", "9 March", and with the year when it is not this one: "9 March 2025"
QString dayText(qint64 at, qint64 now);
/// "14:28" when at is today, otherwise "9 March, 14:28"
QString momentText(qint64 at, qint64 now);
QString dateTimeText(qint64 at); ///< "2026-03-09 14:28:11"

/// A round trip: "1.2 ms", from 10 ms up whole milliseconds, from 1 s up as an age
QString rttText(std::chrono::microseconds rtt);
/// "57 %" of a fraction
QString percentText(double fraction);
/// An age at most as exact as a second line needs: "34 s", "4 min", "6 h"
QString roughAgeText(Millis age);

/// The plain name with a word joiner after each hyphen: it is not broken into two lines there.
QString unbroken(const QString& name);

} // namespace rollcall
