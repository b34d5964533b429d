#include "ui/pages/csv.h"
#include "ui/pages/termhistorycard.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace rollcall
{

namespace
{

QString numberOrNothing(const std::optional<qint64>& value)
{
    return value ? QString::number(*value) : QString();
}

QJsonValue valueOrNull(const std::optional<qint64>& value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

} // namespace

QByteArray TermHistoryCard::toCsv(const std::vector<Term>& terms)
{
    QString text =
        QStringLiteral("epoch,node,began,began_by,asked_by,ended,ended_by,silence_ms,claim_ms,work_ms\r\n");
    for (const Term& term : terms) {
        const QStringList fields{
            QString::number(term.epoch),   csvField(term.nodeName),
            isoTime(term.startedAt),       csvField(term.startReason),
            csvField(term.askedBy),        term.endedAt ? isoTime(*term.endedAt) : QString(),
            csvField(term.endReason),      QString::number(term.silenceMs),
            numberOrNothing(term.claimMs), numberOrNothing(term.workMs)};
        text += fields.join(u',') + QStringLiteral("\r\n");
    }
    return text.toUtf8();
}

QByteArray TermHistoryCard::toJson(const std::vector<Term>& terms)
{
    QJsonArray array;
    for (const Term& term : terms)
        array.append(QJsonObject{{QStringLiteral("epoch"), term.epoch},
                                 {QStringLiteral("node"), term.nodeName},
                                 {QStringLiteral("id"), term.node.toString()},
                                 {QStringLiteral("began"), isoTime(term.startedAt)},
                                 {QStringLiteral("began_by"), term.startReason},
                                 {QStringLiteral("asked_by"), term.askedBy},
                                 {QStringLiteral("ended"), term.endedAt ? QJsonValue(isoTime(*term.endedAt))
                                                                        : QJsonValue(QJsonValue::Null)},
                                 {QStringLiteral("ended_by"), term.endReason},
                                 {QStringLiteral("silence_ms"), term.silenceMs},
                                 {QStringLiteral("claim_ms"), valueOrNull(term.claimMs)},
                                 {QStringLiteral("work_ms"), valueOrNull(term.workMs)}});
    return QJsonDocument(array).toJson();
}

} // namespace rollcall
