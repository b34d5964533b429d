#pragma once

#include <QSet>

namespace rollcall
{

/// Makes this process the one that adopts every orphan below it.
void adoptOrphans();

/// Sends SIGKILL to every child of this process that is not in `known`, and reaps those that have ended:
/// processes that escaped from a unit, because its guard was killed. Returns how many are still there.
int killStrays(const QSet<qint64>& known);

} // namespace rollcall
