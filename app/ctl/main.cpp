#include "app/ctl/commandline.h"
#include "app/ctl/commands/command.h"
#include "app/ctl/helptext.h"
#include "app/ctl/output.h"
#include "app/ctl/registry.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <clocale>
#include <csignal>

using namespace rollcall;
using namespace rollcall::ctl;

namespace
{

/// The answer of a call that needs no cluster, or nothing.
std::optional<int> answerAtOnce(const Invocation& call, const std::vector<CommandSpec>& commands)
{
    if (!call.help && !call.version)
        return std::nullopt;
    const QString text = call.version           ? QStringLiteral("rollcallctl " ROLLCALL_VERSION "\n")
                         : call.command         ? helpOf(*call.command)
                         : call.group.isEmpty() ? generalHelp(commands)
                                                : helpOf(call.group, commands);
    std::fputs(qUtf8Printable(text), stdout);
    return ExitCode::Done;
}

} // namespace

int main(int argc, char** argv)
{
    std::setlocale(LC_ALL, "");
    std::signal(SIGPIPE, SIG_IGN); // "rollcallctl events | head" is no crash
    // Standard error is for reasons; what only tells how it went is there with QT_LOGGING_RULES.
    QLoggingCategory::setFilterRules(QStringLiteral("rollcall.*.info=false"));
    QCoreApplication app(argc, argv);
    const std::vector<CommandSpec> commands = allCommands();
    const Result<Invocation> call = parseCommandLine(app.arguments().mid(1), commands);
    if (!call)
        return Output(app.arguments().contains(QStringLiteral("--json"))).error(call.error());
    if (const std::optional<int> code = answerAtOnce(*call, commands))
        return *code;

    const Output out(call->json);
    const std::unique_ptr<Command> command = call->command->create(*call, out);
    QObject::connect(command.get(), &Command::finished, &app, &QCoreApplication::exit, Qt::QueuedConnection);
    QMetaObject::invokeMethod(command.get(), &Command::run, Qt::QueuedConnection);
    return app.exec();
}
