#include "ui/pages/csv.h"
#include "ui/pages/eventspage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace rollcall
{

QByteArray EventsPage::toCsv(const std::vector<Event>& events)
{
    QString text = QStringLiteral("at,severity,kind,node,actor,sentence\r\n");
    for (const Event& event : events) {
        const QStringList fields{isoTime(event.at),        wordOf(event.severity), csvField(event.kind),
                                 csvField(event.nodeName), csvField(event.actor),  csvField(event.sentence)};
        text += fields.join(u',') + QStringLiteral("\r\n");
    }
    return text.toUtf8();
}

QByteArray EventsPage::toJson(const std::vector<Event>& events)
{
    QJsonArray array;
    for (const Event& event : events)
        array.append(QJsonObject{{QStringLiteral("id"), event.id},
                                 {QStringLiteral("at"), isoTime(event.at)},
                                 {QStringLiteral("severity"), wordOf(event.severity)},
                                 {QStringLiteral("kind"), event.kind},
                                 {QStringLiteral("node"), event.nodeName},
                                 {QStringLiteral("actor"), event.actor},
                                 {QStringLiteral("sentence"), event.sentence},
                                 {QStringLiteral("details"), event.details}});
    return QJsonDocument(array).toJson();
}

} // namespace rollcall
