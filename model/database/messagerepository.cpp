#include "model/database/messagerepository.h"

#include "model/database/session.h"

#include <algorithm>

namespace rollcall::MessageRepository
{

namespace
{

StoredMessage messageFrom(const Row& row)
{
    StoredMessage message;
    message.id = row.number(u"id");
    message.uuid = row.text(u"uuid");
    message.topic = row.text(u"topic");
    message.payload = row.bytes(u"payload");
    message.publisher = row.text(u"publisher");
    return message;
}

/// The topics that have messages waiting and are asked for.
Result<QStringList> waitingTopics(Session& session, const QSet<QString>& topics)
{
    const Result<std::vector<Row>> rows = session.query(u"message_topics");
    if (!rows)
        return Failure(rows.error());
    QStringList waiting;
    for (const Row& row : *rows)
        if (const QString topic = row.text(u"topic"); topics.contains(topic))
            waiting.append(topic);
    return waiting;
}

} // namespace

Result<int> expire(Session& session)
{
    return session.execute(u"message_expire");
}

Result<void> add(Session& session, const StoredMessage& message)
{
    if (const Result<int> expired = expire(session); !expired)
        return Failure(expired.error());
    const Result<int> added =
        session.execute(u"message_add", {{u"uuid", message.uuid},
                                         {u"topic", message.topic},
                                         {u"payload", QString::fromUtf8(message.payload)},
                                         {u"publisher", message.publisher},
                                         {u"node", message.node},
                                         {u"ttl", message.timeToLive},
                                         {u"most", mostWaiting}});
    if (!added)
        return added.error().kind == ErrorKind::Conflict ? Result<void>()
                                                         : Result<void>(Failure(added.error()));
    if (*added == 0)
        return failure(ErrorKind::Unreachable,
                       QStringLiteral("%1 messages wait in the database, as many as may.").arg(mostWaiting),
                       QStringLiteral("See whether there is a primary, and whether its service subscribes."));
    return {};
}

Result<std::vector<StoredMessage>> take(Session& session, const QSet<QString>& topics, NodeId me, Epoch mine)
{
    const Result<QStringList> waiting = waitingTopics(session, topics);
    if (!waiting)
        return Failure(waiting.error());
    std::vector<StoredMessage> taken;
    qint64 characters = 0;
    // Without a transaction: what was taken of one topic is delivered, whatever happens to the next one.
    for (const QString& topic : *waiting) {
        const auto left = mostTaken - static_cast<int>(taken.size());
        if (left <= 0 || characters >= mostCharactersTaken)
            break;
        const Result<std::vector<Row>> rows =
            session.query(u"message_take", {{u"topic", topic},
                                            {u"limit", left},
                                            {u"characters", mostCharactersTaken - characters},
                                            {u"me", me},
                                            {u"mine", mine}});
        if (!rows && taken.empty())
            return Failure(rows.error());
        if (!rows)
            break;
        for (const Row& row : *rows) {
            taken.push_back(messageFrom(row));
            characters += taken.back().payload.size();
        }
    }
    std::sort(taken.begin(), taken.end(),
              [](const StoredMessage& a, const StoredMessage& b) { return a.id < b.id; });
    return taken;
}

Result<bool> hasAny(Session& session, NodeId node)
{
    const Result<std::optional<Row>> row = session.queryOne(u"message_left", {{u"node", node}});
    if (!row)
        return Failure(row.error());
    return *row && (*row)->number(u"messages") > 0;
}

} // namespace rollcall::MessageRepository
