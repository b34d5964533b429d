#include "model/tables/timetext.h"
#include "ui/pages/eventspage.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace rollcall
{

namespace
{

QString isoTime(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODateWithMs);
}

/// RFC 4180, §2: quotes around a field with comma, quote or line break; a quote is doubled. A field that a
/// spreadsheet would take for a formula gets an apostrophe first.
QString csvField(QString field)
{
    if (!field.isEmpty() && QStringLiteral("=+-@\t\r").contains(field.front()))
        field.prepend(u'\'');
    if (!field.contains(u',') && !field.contains(u'"') && !field.contains(u'\n') && !field.contains(u'\r'))
        return field;
    return u'"' + field.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

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
