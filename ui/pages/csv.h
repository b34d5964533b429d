#pragma once

#include <QString>

namespace rollcall
{

/// One field of a CSV file. RFC 4180, §2: quotes around a field with comma, quote or line break; a quote is
/// doubled. A field that a spreadsheet would take for a formula gets an apostrophe first.
QString csvField(QString field);

/// A time for machines: "2026-03-09T13:28:11.000Z"
QString isoTime(qint64 at);

} // namespace rollcall
