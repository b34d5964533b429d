#pragma once

#include <string>

namespace rollcall::node
{

/// The command line of rollcall-node. Read without Qt: nothing of it may exist before the fork.
struct Arguments {
    enum class Action { Run, Check, StopServices, Help, Version, Wrong };

    Action action = Action::Run;
    std::string config;  ///< path of the configuration file
    std::string mistake; ///< for Wrong: a sentence
};

Arguments parseArguments(int argc, char** argv);

extern const char* const usage;

} // namespace rollcall::node
