#pragma once

#include <QString>
#include <QStringList>

namespace rollcall
{

/// The one of the known words that was probably meant; empty when none is. The only one that begins with what
/// was typed; then one in which at most two letters were typed, left out or swapped wrongly (one in words of
/// up to four letters, three in words from 15 on), capitals aside; then the only one that has it as its last
/// part: "ttl_ms" for "election.ttl_ms", "drain" for "node drain".
QString similarWord(const QString& typed, const QStringList& known);

} // namespace rollcall
