#include "model/tables/recenteventsmodel.h"

#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

namespace rollcall
{

int RecentEventsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant RecentEventsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RecentEvent& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.words.text;
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(row.event.sentence, dateTimeText(row.event.at));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2 %3")
            .arg(clockText(row.event.at), row.event.sentence, row.words.trailing)
            .trimmed();
    case TimeTextRole:
        return clockText(row.event.at);
    case StateRole:
        return QVariant::fromValue(eventMark(row.event));
    case TrailingRole:
        return row.words.trailing;
    case DayRole:
        return row.day;
    case IdRole:
        return QString::number(row.event.id);
    default:
        return {};
    }
}

void RecentEventsModel::show(const ClusterView& view, int atMost)
{
    std::vector<RecentEvent> next;
    QString day = QStringLiteral("Today");
    for (const Event& event : view.facts.events) {
        if (static_cast<int>(next.size()) >= atMost)
            break;
        RecentEvent row{event, shortWords(event), {}};
        if (const QString own = dayText(event.at, view.facts.databaseTime); own != day) {
            day = own;
            row.day = own;
        }
        next.push_back(std::move(row));
    }
    merge(std::move(next));
}

const Event* RecentEventsModel::eventAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)].event : nullptr;
}

RecentEventsModel::ColumnSet RecentEventsModel::changedColumns(const RecentEvent& before,
                                                               const RecentEvent& after) const
{
    return before.event == after.event && before.day == after.day ? 0 : 1;
}

} // namespace rollcall
