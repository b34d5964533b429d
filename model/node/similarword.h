#pragma once

#include <QString>
#include <QStringList>

namespace rollcall
{

/// The one of the known words that was probably meant: at most two letters typed, left out or swapped wrongly
/// (one in words of up to four letters). Empty when none is that close.
QString similarWord(const QString& typed, const QStringList& known);

} // namespace rollcall
