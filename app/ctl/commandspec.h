#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace rollcall::ctl
{

class Command;
class Output;
struct Invocation;

/// "--reason TEXT". An option without a placeholder is a switch.
struct OptionSpec {
    QString name;        ///< without dashes
    QString placeholder; ///< of its value; empty: a switch
    QString help;
    bool required = false;
    bool repeatable = false;
};

/// "NODE", or one of a few words: "load-balancing|high-availability".
struct ArgumentSpec {
    QString name;
    bool optional = false;
    bool repeatable = false; ///< only of the last one: it stands for any number of words

    /// The words that may be given; empty: anything.
    QStringList choices() const { return name.contains(u'|') ? name.split(u'|') : QStringList(); }
};

/// Everything that is known of a command: for the parser, the help and the "did you mean".
struct CommandSpec {
    QString name; ///< "status", "node drain"
    QString summary;
    std::vector<ArgumentSpec> arguments;
    std::vector<OptionSpec> options;
    QString details; ///< a paragraph for its --help; may be empty
    QStringList examples;
    std::function<std::unique_ptr<Command>(const Invocation&, const Output&)> create;
    QString section = {}; ///< heading of the general help: "Failover"

    const OptionSpec* option(QStringView wanted) const
    {
        for (const OptionSpec& each : options)
            if (each.name == wanted)
                return &each;
        return nullptr;
    }
};

} // namespace rollcall::ctl
