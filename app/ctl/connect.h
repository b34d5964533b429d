#pragma once

#include "app/ctl/commandline.h"
#include "model/services/connection.h"

namespace rollcall::ctl
{

/// How to reach the cluster that a command line means: --cluster, environment, saved connections.
Result<ConnectionSpec> connectionOf(const Invocation& call);

} // namespace rollcall::ctl
