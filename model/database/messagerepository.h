#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"
#include "model/core/result.h"

#include <QByteArray>
#include <QSet>
#include <QString>

#include <vector>

namespace rollcall
{

class Session;

/// A message of the application that travels by the database.
struct StoredMessage {
    qint64 id = 0; ///< given by the database; rises
    QString uuid;  ///< of the message
    QString topic;
    QByteArray payload;   ///< compact JSON of any value
    QString publisher;    ///< name of the node on which it was published
    NodeId node;          ///< the same node; not read back
    Millis timeToLive{0}; ///< not read back
};

namespace MessageRepository
{

/// How many wait at most, of all nodes together.
inline constexpr int mostWaiting = 10'000;

/// Also deletes those whose time is up. One that is there already (same uuid) stays, and counts as written.
/// Unreachable (busy): too many wait.
Result<void> add(Session& session, const StoredMessage& message);

/// Deletes those whose time is up; the value is how many.
Result<int> expire(Session& session);

/// How much is taken at a time: so many messages and, the last one aside, characters.
inline constexpr int mostTaken = 200;
inline constexpr int mostCharactersTaken = 4 * 1024 * 1024;

/// Deletes what waits for these topics, and returns it, oldest of a topic first: no other process gets it
/// again. Nothing, unless the lease says that me is the primary of the epoch mine.
Result<std::vector<StoredMessage>> take(Session& session, const QSet<QString>& topics, NodeId me, Epoch mine);

/// Whether some of this node wait.
Result<bool> hasAny(Session& session, NodeId node);

} // namespace MessageRepository

} // namespace rollcall
