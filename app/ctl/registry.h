#pragma once

#include "app/ctl/commandspec.h"

namespace rollcall::ctl
{

/// Every command of rollcallctl, in the order of the help.
std::vector<CommandSpec> allCommands();

} // namespace rollcall::ctl
