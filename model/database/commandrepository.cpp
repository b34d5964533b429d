#include "model/database/commandrepository.h"

#include "model/database/session.h"
#include "model/database/transaction.h"

#include <algorithm>

namespace rollcall
{

QString wordOf(CommandState state)
{
    switch (state) {
    case CommandState::Waiting:
        return QStringLiteral("waiting");
    case CommandState::Running:
        return QStringLiteral("running");
    case CommandState::Done:
        return QStringLiteral("done");
    case CommandState::Failed:
        return QStringLiteral("failed");
    case CommandState::Refused:
        return QStringLiteral("refused");
    case CommandState::Expired:
        return QStringLiteral("expired");
    }
    Q_UNREACHABLE();
}

namespace CommandRepository
{

namespace
{

CommandState stateOf(const Command& command, const QString& outcome)
{
    if (!command.finishedAt)
        return command.pickedAt ? CommandState::Running : CommandState::Waiting;
    for (const CommandState each : {CommandState::Done, CommandState::Refused, CommandState::Expired})
        if (outcome == wordOf(each))
            return each;
    return CommandState::Failed; // also for a word that is not known: nobody may take it for success
}

Command commandFrom(const Row& row)
{
    Command command;
    command.id = row.number(u"id");
    command.node = row.id<NodeId>(u"node");
    command.kind = row.text(u"kind");
    command.arguments = row.json(u"arguments");
    command.askedBy = row.text(u"asked_by");
    command.askedAt = row.number(u"asked_at");
    command.pickedAt = row.optionalNumber(u"picked_at");
    command.finishedAt = row.optionalNumber(u"finished_at");
    command.state = stateOf(command, row.text(u"outcome"));
    command.answer = row.text(u"answer");
    return command;
}

} // namespace

Result<qint64> add(Session& session, NodeId node, const QString& kind, const QJsonObject& arguments,
                   const QString& askedBy)
{
    const Result<std::optional<Row>> row = session.queryOne(
        u"command_add",
        {{u"node", node}, {u"kind", kind}, {u"arguments", arguments}, {u"asked_by", askedBy}});
    if (!row)
        return Failure(row.error());
    return *row ? (*row)->number(u"id") : 0;
}

Result<std::vector<Command>> pick(Session& session, NodeId node, Millis maxAge)
{
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    const Result<int> expired = session.execute(
        u"command_expire",
        {{u"node", node},
         {u"age", maxAge},
         {u"answer",
          QStringLiteral("The node did not pick the order up in time, and has not carried it out.")}});
    if (!expired)
        return Failure(expired.error());
    const Result<std::vector<Row>> rows = session.query(u"command_pick", {{u"node", node}});
    if (!rows)
        return Failure(rows.error());
    if (const Result<void> committed = transaction->commit(); !committed)
        return Failure(committed.error());
    std::vector<Command> commands;
    for (const Row& row : *rows)
        commands.push_back(commandFrom(row));
    std::sort(commands.begin(), commands.end(),
              [](const Command& a, const Command& b) { return a.id < b.id; });
    return commands;
}

Result<bool> finish(Session& session, qint64 id, CommandState state, const QString& answer)
{
    const Result<int> changed =
        session.execute(u"command_finish", {{u"id", id}, {u"outcome", wordOf(state)}, {u"answer", answer}});
    if (!changed)
        return Failure(changed.error());
    return *changed > 0;
}

Result<bool> withdraw(Session& session, qint64 id, const QString& answer)
{
    const Result<int> changed = session.execute(u"command_withdraw", {{u"id", id}, {u"answer", answer}});
    if (!changed)
        return Failure(changed.error());
    return *changed > 0;
}

Result<int> failAbandoned(Session& session, NodeId node, const QString& answer)
{
    return session.execute(u"command_abandon", {{u"node", node}, {u"answer", answer}});
}

Result<std::optional<Command>> find(Session& session, qint64 id)
{
    const Result<std::optional<Row>> row = session.queryOne(u"command_find", {{u"id", id}});
    if (!row)
        return Failure(row.error());
    return *row ? std::optional(commandFrom(**row)) : std::nullopt;
}

Result<int> prune(Session& session, Millis olderThan)
{
    return session.execute(u"command_prune", {{u"age", olderThan}});
}

} // namespace CommandRepository

} // namespace rollcall
