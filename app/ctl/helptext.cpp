#include "app/ctl/helptext.h"

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

constexpr qsizetype textWidth = 78;

/// "  left    right", the right part in lines of its own width.
QString entry(const QString& left, qsizetype leftWidth, const QString& right)
{
    QString text = QStringLiteral("  ") + left.leftJustified(leftWidth);
    qsizetype column = leftWidth + 2;
    bool first = true;
    for (const QString& word : right.split(u' ')) {
        if (!first && column + 1 + word.size() > textWidth) {
            text += u'\n' + QString(leftWidth + 4, u' ') + word;
            column = leftWidth + 4 + word.size();
            continue;
        }
        text += (first ? QStringLiteral("  ") : QStringLiteral(" ")) + word;
        column += word.size() + 1;
        first = false;
    }
    return text + u'\n';
}

QString paragraph(const QString& words)
{
    QString text;
    qsizetype column = 0;
    for (const QString& word : words.split(u' ')) {
        if (column > 0 && column + 1 + word.size() > textWidth) {
            text += u'\n';
            column = 0;
        }
        text += (column > 0 ? QStringLiteral(" ") : QString()) + word;
        column += word.size() + 1;
    }
    return text + u'\n';
}

QString optionText(const OptionSpec& option)
{
    return QStringLiteral("--") + option.name +
           (option.placeholder.isEmpty() ? QString() : u' ' + option.placeholder);
}

/// headings: with the heading of each section, when a new one begins.
QString commandTable(const std::vector<CommandSpec>& commands, bool headings)
{
    qsizetype width = 0;
    for (const CommandSpec& each : commands)
        width = std::max(width, each.name.size());
    QString text;
    QString section;
    for (const CommandSpec& each : commands) {
        if (headings && each.section != section)
            text += each.section + u'\n';
        section = each.section;
        text += entry(each.name, width, each.summary);
    }
    return text;
}

const QString clusterOption = QStringLiteral("--cluster NAME|URL");

/// Those of every command.
QString globalOptions(qsizetype width)
{
    return entry(clusterOption, width, QStringLiteral("a saved connection's name, or a database URL")) +
           entry(QStringLiteral("--json"), width, QStringLiteral("the answer as JSON on standard output")) +
           QStringLiteral("  --help, --version\n");
}

} // namespace

QString generalHelp(const std::vector<CommandSpec>& commands)
{
    return QStringLiteral(
               "Usage: rollcallctl [--cluster NAME|URL] [--json] COMMAND\n\n"
               "Runs a Rollcall cluster: every action of the console, as a command.\n\nCommands:\n") +
           commandTable(commands, true) + QStringLiteral("\nOptions:\n") +
           globalOptions(clusterOption.size()) +
           QStringLiteral(
               "\nEnvironment:\n"
               "  ROLLCALL_CLUSTER                 as --cluster\n"
               "  ROLLCALL_DATABASE_URL            the cluster's database\n"
               "  ROLLCALL_DATABASE_PASSWORD_FILE  a file with its password\n"
               "  ROLLCALL_ENCRYPTION_KEY_FILE     the cluster's key: with it nodes are probed\n"
               "  NO_COLOR                         no colours on a terminal\n"
               "\nExit codes: 0 done or healthy; 1 the answer is no; 2 wrong usage; 3 the database is not\n"
               "reachable; 4 refused, with the reason on standard error.\n"
               "\n\"rollcallctl help COMMAND\" explains one command, as \"rollcallctl COMMAND --help\" "
               "does.\n");
}

QString helpOf(const CommandSpec& command)
{
    QString text = QStringLiteral("Usage: rollcallctl ") + synopsisOf(command) + QStringLiteral("\n\n") +
                   paragraph(command.summary);
    if (!command.details.isEmpty())
        text += u'\n' + paragraph(command.details);
    qsizetype width = clusterOption.size();
    for (const OptionSpec& each : command.options)
        width = std::max(width, optionText(each).size());
    text += QStringLiteral("\nOptions:\n");
    for (const OptionSpec& each : command.options)
        text += entry(optionText(each), width, each.help);
    text += globalOptions(width);
    if (!command.examples.isEmpty())
        text += QStringLiteral("\nExamples:\n");
    for (const QString& each : command.examples)
        text += QStringLiteral("  rollcallctl ") + each + u'\n';
    return text;
}

QString helpOf(const QString& group, const std::vector<CommandSpec>& commands)
{
    std::vector<CommandSpec> members;
    std::copy_if(commands.begin(), commands.end(), std::back_inserter(members),
                 [&group](const CommandSpec& each) { return each.name.startsWith(group + u' '); });
    return QStringLiteral("Usage: rollcallctl %1 COMMAND\n\nCommands:\n").arg(group) +
           commandTable(members, false) +
           QStringLiteral("\n\"rollcallctl %1 COMMAND --help\" explains one command.\n").arg(group);
}

QString synopsisOf(const CommandSpec& command)
{
    QString text = command.name;
    for (const ArgumentSpec& each : command.arguments)
        text += (each.optional ? QStringLiteral(" [%1]") : QStringLiteral(" %1")).arg(each.name) +
                (each.repeatable ? QStringLiteral("…") : QString());
    for (const OptionSpec& each : command.options)
        text += (each.required ? QStringLiteral(" %1") : QStringLiteral(" [%1]")).arg(optionText(each)) +
                (each.repeatable ? QStringLiteral("…") : QString());
    return text;
}

} // namespace rollcall::ctl
