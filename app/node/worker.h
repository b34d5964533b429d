#pragma once

#include "model/election/primaryboard.h"

#include <string>

namespace rollcall::node
{

/// The worker process: reads the configuration, runs the node service, returns the exit code. standFrom: see
/// NodeRuntime.
int runWorker(const std::string& configFile, PrimaryBoard& board, Instant standFrom);

} // namespace rollcall::node
