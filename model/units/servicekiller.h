#pragma once

#include "model/core/clock.h"
#include "model/core/result.h"
#include "model/units/systemdscope.h"

#include <QStringList>

namespace rollcall
{

/// Kills every process of these services of systemd and has them stopped; returns when systemd says that none
/// is left. What is not there, or does not run, is fine.
///
/// Blocks, for a process that has nothing else to do: the node service's worker is dead when this is needed.
/// Errors: TimedOut: something was still there after the limit, or systemd did not answer; Unreachable,
/// Refused: see systemdError(). Then nothing is known of what still runs.
Result<void> killServices(const QStringList& services, SystemdScope scope, Millis limit);

} // namespace rollcall
