#include "model/messenger/topicmessage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace rollcall
{

namespace
{

Result<QJsonValue> readPayload(const QJsonObject& params)
{
    const QJsonValue payload = params.contains(QLatin1String("payload"))
                                   ? params.value(QLatin1String("payload"))
                                   : QJsonValue(QJsonValue::Null);
    const qsizetype bytes = compactJson(payload).size();
    if (bytes > TopicMessage::largestPayload)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The payload has %1 bytes, and may have %2.")
                           .arg(bytes)
                           .arg(TopicMessage::largestPayload),
                       QStringLiteral("Send where to find it instead."));
    return payload;
}

Result<Millis> readTimeToLive(const QJsonObject& params)
{
    const QJsonValue value = params.value(QLatin1String("ttl_ms"));
    if (value.isUndefined())
        return TopicMessage().timeToLive;
    const Millis length(value.toInteger(-1));
    if (length < TopicMessage::shortestLife || length > TopicMessage::longestLife)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("\"ttl_ms\" has to be a whole number from %1 to %2.")
                           .arg(TopicMessage::shortestLife.count())
                           .arg(TopicMessage::longestLife.count()));
    return length;
}

Result<MessageId> readId(const QJsonValue& value)
{
    const std::optional<MessageId> id = MessageId::parse(value.toString());
    if (!id)
        return failure(ErrorKind::Invalid, QStringLiteral("\"id\" has to be a UUID."));
    return *id;
}

} // namespace

Result<QString> readTopic(const QJsonValue& topic)
{
    static const QRegularExpression form(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._/-]{0,127}\\z"));
    const QString text = topic.toString();
    if (!form.match(text).hasMatch())
        return failure(
            ErrorKind::Invalid,
            QStringLiteral("\"topic\" has to be 1 to %1 letters, digits, dots, dashes, underscores "
                           "and slashes, and to begin with a letter or digit.")
                .arg(TopicMessage::longestTopic));
    return text;
}

Result<TopicMessage> readPublish(const QJsonObject& params, const QString& publisher)
{
    const Result<QString> topic = readTopic(params.value(QLatin1String("topic")));
    if (!topic)
        return Failure(topic.error());
    const Result<QJsonValue> payload = readPayload(params);
    if (!payload)
        return Failure(payload.error());
    const Result<Millis> timeToLive = readTimeToLive(params);
    if (!timeToLive)
        return Failure(timeToLive.error());
    const QJsonValue given = params.value(QLatin1String("id"));
    const Result<MessageId> id = given.isUndefined() ? Result<MessageId>(MessageId::create()) : readId(given);
    if (!id)
        return Failure(id.error());
    return TopicMessage{*id, *topic, *payload, publisher, *timeToLive};
}

Result<TopicMessage> readRelay(const QJsonObject& params)
{
    const QString publisher = params.value(QLatin1String("publisher")).toString();
    if (publisher.isEmpty() || publisher.size() > 64)
        return failure(ErrorKind::Invalid, QStringLiteral("\"publisher\" has to be the name of a node."));
    if (!params.contains(QLatin1String("id")))
        return failure(ErrorKind::Invalid, QStringLiteral("\"id\" has to be a UUID."));
    return readPublish(params, publisher);
}

QJsonObject relayParams(const TopicMessage& message)
{
    return {{QStringLiteral("id"), message.id.toString()},
            {QStringLiteral("topic"), message.topic},
            {QStringLiteral("payload"), message.payload},
            {QStringLiteral("publisher"), message.publisher},
            {QStringLiteral("ttl_ms"), qint64(message.timeToLive.count())}};
}

QByteArray compactJson(const QJsonValue& value)
{
    // QJsonDocument writes arrays and objects only: the brackets of an array around it are cut off.
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return text.mid(1, text.size() - 2);
}

QJsonValue valueOfJson(const QByteArray& text)
{
    return QJsonDocument::fromJson('[' + text + ']').array().at(0);
}

} // namespace rollcall
