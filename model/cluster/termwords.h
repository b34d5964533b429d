#pragma once

#include "model/cluster/lease.h"

namespace rollcall
{

/// A term for people, the same on every surface. Words of reasons that are not known (another version wrote
/// them) are shown as they are.

/// Why it began, and who asked: "switchover, asked by dana", "silence of the lease", "released by its
/// holder".
QString beganWords(const Term& term);
/// Why it ended: "worker died", "switchover"; empty while it runs, or when its end was never written.
QString endedWords(const Term& term);

/// A length within a takeover: "12 ms", "850 ms", from a second on as durationText().
QString phaseText(Millis length);

} // namespace rollcall
