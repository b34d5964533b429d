#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"
#include "model/core/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace rollcall
{

using MessageId = Id<struct MessageTag>;

/// One message of the application, as `publish` and `relay` carry it; PROTOCOL.md section 8 has the rules.
struct TopicMessage {
    static constexpr qsizetype largestPayload = 64 * 1024; ///< bytes of compact JSON
    static constexpr qsizetype longestTopic = 128;
    static constexpr Millis shortestLife{1000};
    static constexpr Millis longestLife{600'000};

    MessageId id;
    QString topic;
    QJsonValue payload;
    QString publisher;         ///< name of the node on which it was published
    Millis timeToLive{60'000}; ///< how long it waits in the database
    bool operator==(const TopicMessage&) const = default;
};

/// 1 to 128 letters, digits, dots, dashes, underscores and slashes; begins with a letter or digit.
Result<QString> readTopic(const QJsonValue& topic);

/// Reads the parameters of `publish`; a missing id is made. publisher: this node's name.
Result<TopicMessage> readPublish(const QJsonObject& params, const QString& publisher);
/// The same of `relay`: every member has to be there.
Result<TopicMessage> readRelay(const QJsonObject& params);
/// The parameters of `relay`, but for the epoch.
QJsonObject relayParams(const TopicMessage& message);

/// A JSON value as compact text, and back; an array or object, or any other value.
QByteArray compactJson(const QJsonValue& value);
QJsonValue valueOfJson(const QByteArray& text);

} // namespace rollcall
