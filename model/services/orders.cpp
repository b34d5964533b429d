#include "model/services/orders.h"

#include "model/core/durationtext.h"

namespace rollcall
{

Result<std::optional<QString>> answerTo(const Result<std::optional<Command>>& found, const QString& node)
{
    using Answer = std::optional<QString>;
    if (!found)
        return Failure(found.error());
    if (!*found)
        return failure(ErrorKind::Corrupt, QStringLiteral("The order to %1 vanished.").arg(node),
                       QStringLiteral("Give it again."));
    const Command& command = **found;
    switch (command.state) {
    case CommandState::Waiting:
    case CommandState::Running:
        return Answer();
    case CommandState::Done:
        return Answer(command.answer);
    case CommandState::Failed:
    case CommandState::Refused:
        return failure(ErrorKind::Refused, command.answer.isEmpty()
                                               ? QStringLiteral("%1 could not do it.").arg(node)
                                               : QStringLiteral("%1: %2").arg(node, command.answer));
    case CommandState::Expired:
        return failure(ErrorKind::Refused, QStringLiteral("%1 did not pick the order up in time.").arg(node),
                       QStringLiteral("Give it again."));
    }
    Q_UNREACHABLE();
}

FutureResult<QString> carriedOut(ActionTools& tools, qint64 order, const QString& nodeName, Millis limit)
{
    constexpr Millis interval{150};
    const auto step = [&tools, order, nodeName] {
        return tools.database([order](Session& session) { return CommandRepository::find(session, order); })
            .then(&tools, [nodeName](const Result<std::optional<Command>>& found) {
                return answerTo(found, nodeName);
            });
    };
    return Polling<QString>::until(
        &tools, step, interval, limit,
        Error{ErrorKind::TimedOut,
              QStringLiteral("%1 has not finished the order within %2.").arg(nodeName, durationText(limit)),
              QStringLiteral("It may still do it: look at its state before you try again."),
              {}});
}

} // namespace rollcall
