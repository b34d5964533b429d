#pragma once

#include "model/election/primaryboard.h"

#include <string>

namespace rollcall::node
{

/// The worker process: reads the configuration, runs the node service, returns the exit code.
int runWorker(const std::string& configFile, PrimaryBoard& board);

} // namespace rollcall::node
