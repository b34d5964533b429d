#pragma once

#include <QString>
#include <QStringList>

namespace rollcall
{

/// The one of the known words that was probably meant; empty when none is. Either at most two letters were
/// typed, left out or swapped wrongly (one in words of up to four letters, three in words from 15 on),
/// capitals aside; or it is the only known word that begins with what was typed, or has it as its last part:
/// "ttl_ms" for "election.ttl_ms", "drain" for "node drain".
QString similarWord(const QString& typed, const QStringList& known);

} // namespace rollcall
