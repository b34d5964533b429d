#pragma once

#include "model/core/clock.h"

#include <string>

namespace rollcall::node
{

/// The supervisor's, once the worker is dead: kills the service units that systemd runs. True: none is left.
bool killServicesAfterDeath(const std::string& configFile, Millis limit);

/// The command "stop-services": the same when worker and supervisor are dead. Returns the exit code of the
/// program.
int stopServices(const std::string& configFile);

} // namespace rollcall::node
