#include "model/tables/recenteventsmodel.h"

#include "model/cluster/eventkinds.h"
#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// Times of the term and of its event are written in one transaction, but by two statements.
constexpr qint64 sameMoment = 2000;

QString takeoverWords(const Event& event, const std::vector<Term>& terms)
{
    const auto term = std::find_if(terms.begin(), terms.end(), [&](const Term& each) {
        return each.node == event.node && std::abs(each.startedAt - event.at) <= sameMoment;
    });
    if (term == terms.end())
        return {};
    if (term->startReason == wordOf(TermStart::Silence))
        return term->silenceMs > 0 ? QStringLiteral("failover, %1").arg(durationText(Millis(term->silenceMs)))
                                   : QStringLiteral("failover");
    if (term->startReason == wordOf(TermStart::Released))
        return QStringLiteral("failover");
    if (term->startReason == wordOf(TermStart::Switchover))
        return QStringLiteral("planned");
    return {};
}

} // namespace

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
        // In a list a full stop at the end of each line is noise.
        return row.event.sentence.endsWith(u'.') ? row.event.sentence.chopped(1) : row.event.sentence;
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(row.event.sentence, dateTimeText(row.event.at));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2 %3")
            .arg(clockText(row.event.at), row.event.sentence, row.trailing)
            .trimmed();
    case TimeTextRole:
        return clockText(row.event.at);
    case StateRole:
        return QVariant::fromValue(eventMark(row.event));
    case TrailingRole:
        return row.trailing;
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
        RecentEvent row{event, event.actor, {}};
        if (event.kind == eventkind::PrimaryElected)
            if (const QString words = takeoverWords(event, view.facts.terms); !words.isEmpty())
                row.trailing = words;
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
    return before.event == after.event && before.trailing == after.trailing && before.day == after.day ? 0
                                                                                                       : 1;
}

} // namespace rollcall
