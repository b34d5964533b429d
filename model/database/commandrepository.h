#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"
#include "model/core/result.h"

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

class Session;

enum class CommandState {
    Waiting, ///< the node has not seen it
    Running, ///< picked up
    Done,
    Failed,  ///< answer says why
    Refused, ///< answer says why
    Expired, ///< it waited too long for the node, which never started it
};
QString wordOf(CommandState state);

/// An order of an administrator to one node, for example kind "switchover" with arguments {"to": ID}.
struct Command {
    qint64 id = 0;
    NodeId node;
    QString kind;
    QJsonObject arguments;
    QString askedBy;
    qint64 askedAt = 0; ///< milliseconds since 1970 by the database's clock
    std::optional<qint64> pickedAt;
    std::optional<qint64> finishedAt;
    CommandState state = CommandState::Waiting;
    QString answer; ///< a sentence; empty while it runs
};

namespace CommandRepository
{

/// The value is its id.
Result<qint64> add(Session& session, NodeId node, const QString& kind, const QJsonObject& arguments,
                   const QString& askedBy);

/// Marks every waiting command of the node as picked up, and returns them, oldest first: no other process
/// gets them again. Those asked longer than maxAge ago are marked Expired instead.
Result<std::vector<Command>> pick(Session& session, NodeId node, Millis maxAge = Millis(120'000));

/// state: Done, Failed or Refused. False: it was finished before.
Result<bool> finish(Session& session, qint64 id, CommandState state, const QString& answer);

/// Refuses a command that no node has picked up. False: too late, it may have been carried out.
Result<bool> withdraw(Session& session, qint64 id, const QString& answer);

/// Ends commands that an earlier process of the node picked up and never finished (call it after
/// registering). The value is how many.
Result<int> failAbandoned(Session& session, NodeId node, const QString& answer);

Result<std::optional<Command>> find(Session& session, qint64 id);
/// Deletes the oldest commands, 1000 at most, of those asked longer ago than this; the value is how many.
Result<int> prune(Session& session, Millis olderThan);

} // namespace CommandRepository

} // namespace rollcall
