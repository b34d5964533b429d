#pragma once

#include "model/core/clock.h"

#include <string>

namespace rollcall::node
{

/// The supervisor's, once the worker is dead: kills the service units that systemd runs. True: none is left.
/// They are those that the worker wrote down before it started any: see servicerecord.h.
bool killServicesAfterDeath(const char* stateFolder, Millis limit);

/// The command "stop-services": the same when worker and supervisor are dead; those of the configuration too.
/// Returns the exit code of the
/// program.
int stopServices(const std::string& configFile);

} // namespace rollcall::node
