#pragma once

#include "model/cluster/lease.h"

#include <QString>

namespace rollcall
{

/// Why a term began, and who asked: "Handed over, asked by dana", "After 1.9 s of silence". Reasons of other
/// versions are shown as they are stored.
QString beginningOf(const Term& term);

/// Why it ended: "Handed over", "Its process died"; empty while it runs, or when nobody wrote it.
QString endingOf(const Term& term);

} // namespace rollcall
