#pragma once

#include "app/ctl/commandspec.h"
#include "model/core/result.h"

#include <QHash>
#include <QMultiHash>

namespace rollcall::ctl
{

/// A command line that was understood.
struct Invocation {
    const CommandSpec* command = nullptr; ///< null: only with help or version
    QString group;                        ///< "node", when its second word is missing (only with help)
    QString cluster;                      ///< of --cluster; empty: not given
    bool json = false;
    bool help = false;
    bool version = false;
    QStringList arguments;
    QMultiHash<QString, QString> options;

    bool has(const QString& option) const { return options.contains(option); }
    /// The value of an option, or a null string.
    QString value(const QString& option) const { return options.value(option); }
    /// The values of a repeatable option, in the order they were given.
    QStringList values(const QString& option) const;
    QString argument(int index) const { return arguments.value(index); }
};

/// Understands the arguments (without the program's name). Options may stand anywhere; "--" ends them. "help"
/// before a command is the same as --help behind it.
/// Errors are Invalid, with the way on: the nearest command, or where to find help.
Result<Invocation> parseCommandLine(const QStringList& arguments, const std::vector<CommandSpec>& commands);

} // namespace rollcall::ctl
