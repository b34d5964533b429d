#include "model/tables/eventtablemodel.h"

#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

#include <QJsonDocument>
#include <QStringList>

namespace rollcall
{

namespace
{

QString severityTitle(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return QStringLiteral("Info");
    case Severity::Warning:
        return QStringLiteral("Warning");
    case Severity::Error:
        return QStringLiteral("Error");
    }
    Q_UNREACHABLE();
}

bool isNewer(const EventEntry& a, const EventEntry& b)
{
    // Within a cluster the id is the order; between clusters only the time can be.
    if (a.clusterKey == b.clusterKey)
        return a.event.id > b.event.id;
    return a.event.at != b.event.at ? a.event.at > b.event.at : a.clusterKey < b.clusterKey;
}

} // namespace

QString kindTitle(const QString& kind)
{
    QString title = kind;
    title.replace(u'.', u' ').replace(u'-', u' ');
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title;
}

int EventTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventTableModel::data(const QModelIndex& index, int role) const
{
    const Event* event = index.isValid() ? eventAt(index.row()) : nullptr;
    if (!event)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Day:
            return dayText(event->at, m_now);
        case Time:
            return clockSecondsText(event->at);
        case Severity:
            return severityTitle(event->severity);
        case Node:
            return event->nodeName.isEmpty() ? emDash : event->nodeName;
        case Text:
            return event->sentence;
        case Actor:
            return event->actor.isEmpty() ? emDash : event->actor;
        case Kind:
            return kindTitle(event->kind);
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return toolTip(*event);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3: %4%5")
            .arg(dayText(event->at, m_now), clockSecondsText(event->at), severityTitle(event->severity),
                 event->sentence,
                 event->actor.isEmpty() ? QString() : QStringLiteral(" By %1.").arg(event->actor));
    case StateRole:
        return QVariant::fromValue(index.column() == Severity || index.column() == Text ? eventMark(*event)
                                                                                        : Mark::None);
    case ToneRole:
        return QVariant::fromValue(index.column() == Text ? Tone::Normal : Tone::Muted);
    case TrailingRole:
        return event->actor;
    case TimeTextRole:
        return clockText(event->at);
    case DayRole: {
        // Newest first: a day is named above its first row, today's above none.
        const QString day = dayText(event->at, m_now);
        const Event* above = eventAt(index.row() - 1);
        return above ? (dayText(above->at, m_now) == day ? QString() : day)
                     : (day == dayText(m_now, m_now) ? QString() : day);
    }
    case FreshRole:
        return true;
    case SourceRole:
        return QVariant::fromValue(Source::Database);
    case SortRole:
        return event->id;
    case IdRole:
        return QString::number(event->id);
    case FilterRole:
        return QStringList{event->sentence, event->nodeName, event->actor, event->kind}.join(u'\n');
    default:
        return {};
    }
}

QString EventTableModel::toolTip(const Event& event) const
{
    QString text = QStringLiteral("%1\n%2, %3").arg(event.sentence, dateTimeText(event.at), event.kind);
    if (!event.details.isEmpty())
        text +=
            u'\n' + QString::fromUtf8(QJsonDocument(event.details).toJson(QJsonDocument::Indented)).trimmed();
    return text;
}

QString EventTableModel::title(int column)
{
    static const std::array<QString, ColumnCount> titles{
        QStringLiteral("Day"),   QStringLiteral("Time"), QStringLiteral("Severity"), QStringLiteral("Node"),
        QStringLiteral("Event"), QStringLiteral("By"),   QStringLiteral("Kind")};
    return column >= 0 && column < ColumnCount ? titles[static_cast<std::size_t>(column)] : QString();
}

QVariant EventTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return title(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    return {};
}

void EventTableModel::add(const std::vector<Event>& events, const QString& clusterKey, const QString& cluster)
{
    if (events.empty())
        return;
    // The usual reading brings nothing new: it must cost nothing.
    const bool known =
        std::all_of(events.begin(), events.end(), [&, hint = std::size_t(0)](const Event& event) mutable {
            while (hint < rows().size() &&
                   (rows()[hint].clusterKey != clusterKey || rows()[hint].event.id > event.id))
                ++hint;
            return hint < rows().size() && rows()[hint].event == event;
        });
    if (known)
        return;
    std::vector<EventEntry> next = rows();
    next.reserve(next.size() + events.size());
    for (const Event& event : events)
        next.push_back({clusterKey, cluster, event});
    std::stable_sort(next.begin(), next.end(), isNewer);
    merge(std::move(next));
}

void EventTableModel::clear()
{
    merge({});
}

void EventTableModel::setNow(qint64 now)
{
    const bool otherDay = dayText(m_now, now) != QStringLiteral("Today");
    m_now = now;
    if (otherDay && rowCount() > 0)
        Q_EMIT dataChanged(index(0, Day), index(rowCount() - 1, Day));
}

qint64 EventTableModel::newestId() const
{
    return rows().empty() ? 0 : rows().front().event.id;
}

qint64 EventTableModel::oldestId() const
{
    return rows().empty() ? 0 : rows().back().event.id;
}

const Event* EventTableModel::eventAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)].event : nullptr;
}

QStringList EventTableModel::kinds() const
{
    QSet<QString> found;
    for (const EventEntry& entry : rows())
        found.insert(entry.event.kind);
    QStringList sorted(found.begin(), found.end());
    sorted.sort();
    return sorted;
}

QStringList EventTableModel::nodeNames() const
{
    QSet<QString> found;
    for (const EventEntry& entry : rows())
        if (!entry.event.nodeName.isEmpty())
            found.insert(entry.event.nodeName);
    QStringList sorted(found.begin(), found.end());
    sorted.sort();
    return sorted;
}

QString EventTableModel::copyText(int row) const
{
    const Event* event = eventAt(row);
    if (!event)
        return {};
    return QStringList{dateTimeText(event->at), wordOf(event->severity), event->nodeName, event->sentence,
                       event->actor}
        .join(u'\t');
}

EventTableModel::ColumnSet EventTableModel::changedColumns(const EventEntry& before,
                                                           const EventEntry& after) const
{
    // Events are append-only, but rows can be repaired by hand.
    return before.event == after.event ? 0 : (ColumnSet(1) << ColumnCount) - 1;
}

} // namespace rollcall
