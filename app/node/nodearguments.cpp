#include "app/node/nodearguments.h"

#include <string_view>

namespace rollcall::node
{

const char* const usage =
    R"(rollcall-node runs one node of a Rollcall cluster.

Usage:
  rollcall-node [--config FILE]         runs the node service until SIGTERM or SIGINT
  rollcall-node check [--config FILE]   reads the configuration, says what is wrong, changes nothing
  rollcall-node stop-services [--config FILE]
                                        kills the service units that systemd runs; refused while the node
                                        service itself runs. For ExecStopPost= of its unit file.
  rollcall-node --help | --version

  --config FILE   the configuration (default: /etc/rollcall/node.toml)

Environment variables named ROLLCALL_… are stronger than the file; "check" shows which are in force.

Exit codes: 0 stopped cleanly, or the configuration is right; 1 a service could not be killed;
2 wrong usage or configuration; 4 refused: this node's identity is in use by another process.
)";

Arguments parseArguments(int argc, char** argv)
{
    Arguments arguments;
    arguments.config = "/etc/rollcall/node.toml";
    const auto wrong = [&](std::string mistake) {
        arguments.action = Arguments::Action::Wrong;
        arguments.mistake = std::move(mistake);
        return arguments;
    };
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--help" || word == "-h") {
            arguments.action = Arguments::Action::Help;
            return arguments;
        }
        if (word == "--version") {
            arguments.action = Arguments::Action::Version;
            return arguments;
        }
        if (word == "check" && arguments.action == Arguments::Action::Run) {
            arguments.action = Arguments::Action::Check;
        } else if (word == "stop-services" && arguments.action == Arguments::Action::Run) {
            arguments.action = Arguments::Action::StopServices;
        } else if (word == "--config") {
            if (i + 1 == argc || argv[i + 1][0] == '\0')
                return wrong("--config needs the name of a file.");
            arguments.config = argv[++i];
        } else if (word.rfind("--config=", 0) == 0 && word.size() > 9) {
            arguments.config = word.substr(9);
        } else {
            return wrong("There is no option or command \"" + std::string(word) + "\".");
        }
    }
    return arguments;
}

} // namespace rollcall::node
