#pragma once

#include "app/ctl/commandline.h"
#include "app/ctl/output.h"
#include "model/services/connection.h"

namespace rollcall::ctl
{

/// How to reach the cluster that a command line means: --cluster, environment, saved connections. Warns of
/// the files with secrets that others can read.
Result<ConnectionSpec> connectionOf(const Invocation& call, const Output& out);

} // namespace rollcall::ctl
