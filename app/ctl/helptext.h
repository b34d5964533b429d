#pragma once

#include "app/ctl/commandspec.h"

namespace rollcall::ctl
{

/// What "rollcallctl --help" prints.
QString generalHelp(const std::vector<CommandSpec>& commands);
/// Of one command.
QString helpOf(const CommandSpec& command);
/// Of a group of commands: "node".
QString helpOf(const QString& group, const std::vector<CommandSpec>& commands);
/// "node drain NODE [--reason TEXT]".
QString synopsisOf(const CommandSpec& command);

} // namespace rollcall::ctl
