#include "model/tables/termtablemodel.h"

#include "model/cluster/termwords.h"
#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/takeoverphases.h"
#include "model/tables/timetext.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall
{

namespace
{

/// As the first words of a cell.
QString capitalised(QString words)
{
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

QString beginningOf(const Term& term)
{
    return capitalised(beganWords(term));
}

/// Empty while it runs.
QString endingOf(const Term& term)
{
    return term.endedAt ? capitalised(endedWords(term)) : QString();
}

/// "Today, 08:20:11": the day always, for a list that goes back for months
QString dayAndTime(qint64 at, qint64 now)
{
    return QStringLiteral("%1, %2").arg(dayText(at, now), clockSecondsText(at));
}

} // namespace

int TermTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString TermTableModel::endText(const TermEntry& entry) const
{
    if (entry.current)
        return QStringLiteral("Still primary");
    return entry.term.endedAt ? dayAndTime(*entry.term.endedAt, m_now) : QStringLiteral("Not noted");
}

QString TermTableModel::lengthText(const TermEntry& entry, qint64 now) const
{
    const std::optional<qint64> until = entry.current ? std::optional(now) : entry.until;
    if (!until)
        return emDash;
    const QString text = durationText(Millis(std::max<qint64>(0, *until - entry.term.startedAt)));
    // Its last sign of life was before the next one began: an upper limit, not a measurement.
    return entry.current || entry.term.endedAt ? text : QStringLiteral("≤ %1").arg(text);
}

QVariant TermTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const TermEntry& entry = rows()[static_cast<std::size_t>(index.row())];
    const Term& term = entry.term;
    const TakeoverPhases phases = TakeoverPhases::of(term);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Epoch:
            return QString::number(term.epoch);
        case Node:
            return term.nodeName;
        case Began:
            return dayAndTime(term.startedAt, m_now);
        case Ended:
            return endText(entry);
        case Length:
            return lengthText(entry, m_now);
        case Takeover:
            return phases.totalText();
        default:
            return {};
        }
    case SecondLineRole:
        return index.column() == Began      ? beginningOf(term)
               : index.column() == Ended    ? endingOf(term)
               : index.column() == Takeover ? phases.words()
                                            : QString();
    case PhasesRole:
        return QVariant::fromValue(phases);
    case CrownRole:
        return QVariant::fromValue(index.column() == Node && entry.current ? Crown::Primary : Crown::None);
    case ToneRole:
        return QVariant::fromValue(Tone::Normal);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(index.column() == Length ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return role == Qt::ToolTipRole || index.column() == Epoch ? spoken(index.row())
                                                                  : index.data(Qt::DisplayRole).toString();
    case FreshRole:
        return true;
    case SourceRole:
        return QVariant::fromValue(Source::Database);
    case SortRole:
        return term.epoch;
    case IdRole:
        return QString::number(term.epoch);
    case FilterRole:
        return QStringList{QString::number(term.epoch), term.nodeName,  dayAndTime(term.startedAt, m_now),
                           beginningOf(term),           endingOf(term), endText(entry)}
            .join(u'\n');
    default:
        return {};
    }
}

QString TermTableModel::spoken(int row) const
{
    const TermEntry& entry = rows()[static_cast<std::size_t>(row)];
    const Term& term = entry.term;
    QStringList parts{
        QStringLiteral("Epoch %1, %2").arg(term.epoch).arg(term.nodeName),
        QStringLiteral("Began: %1. %2").arg(dayAndTime(term.startedAt, m_now), beginningOf(term))};
    const QString why = endingOf(term);
    parts << (why.isEmpty() ? QStringLiteral("Ended: %1").arg(endText(entry))
                            : QStringLiteral("Ended: %1. %2").arg(endText(entry), why));
    if (entry.current || entry.until)
        parts << QStringLiteral("Lasted: %1").arg(lengthText(entry, m_now));
    const TakeoverPhases phases = TakeoverPhases::of(term);
    if (!phases.isEmpty())
        parts << QStringLiteral("Takeover: %1 (%2)").arg(phases.totalText(), phases.words());
    return parts.join(u'\n');
}

QString TermTableModel::title(int column)
{
    static const std::array<QString, ColumnCount> titles{
        QStringLiteral("Epoch"), QStringLiteral("Node"),   QStringLiteral("Began"),
        QStringLiteral("Ended"), QStringLiteral("Lasted"), QStringLiteral("Takeover")};
    return column >= 0 && column < ColumnCount ? titles[static_cast<std::size_t>(column)] : QString();
}

QVariant TermTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return title(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(section == Length ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Takeover)
        return QStringLiteral("Silence: from the last renewal that the winner saw until it acted.\n"
                              "Claim: until it held the lease.\nWork: until its service worked.");
    return {};
}

void TermTableModel::add(const std::vector<Term>& terms, rollcall::Epoch current, qint64 now)
{
    const qint64 before = std::exchange(m_now, now);
    m_current = current;
    std::vector<TermEntry> next;
    next.reserve(rows().size() + terms.size());
    for (const Term& term : terms)
        next.push_back({term, false, {}});
    for (const TermEntry& entry : rows())
        next.push_back(entry);
    // What has just been read comes first, and of the same epoch the first counts.
    std::stable_sort(next.begin(), next.end(),
                     [](const TermEntry& a, const TermEntry& b) { return a.term.epoch > b.term.epoch; });
    next.erase(std::unique(next.begin(), next.end(),
                           [](const TermEntry& a, const TermEntry& b) { return a.key() == b.key(); }),
               next.end());
    for (std::size_t i = 0; i < next.size(); ++i) {
        next[i].current = current > 0 && next[i].term.epoch == current;
        next[i].until = next[i].term.endedAt;
        if (!next[i].until && !next[i].current && i > 0)
            next[i].until = next[i - 1].term.startedAt;
    }
    merge(std::move(next));
    if (rowCount() == 0)
        return;
    // The current term grows while nothing else changes.
    const int running = rowOf(current);
    if (running >= 0) {
        const TermEntry& entry = rows()[static_cast<std::size_t>(running)];
        if (lengthText(entry, before) != lengthText(entry, now))
            Q_EMIT dataChanged(index(running, Length), index(running, Length));
    }
    if (before > 0 && dayText(before, now) != QStringLiteral("Today"))
        Q_EMIT dataChanged(index(0, Began), index(rowCount() - 1, Ended));
}

void TermTableModel::clear()
{
    merge({});
}

const Term* TermTableModel::termAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)].term : nullptr;
}

QString TermTableModel::copyText(int row) const
{
    const Term* term = termAt(row);
    if (!term)
        return {};
    const TermEntry& entry = rows()[static_cast<std::size_t>(row)];
    const TakeoverPhases phases = TakeoverPhases::of(*term);
    return QStringList{QString::number(term->epoch),
                       term->nodeName,
                       dateTimeText(term->startedAt),
                       beginningOf(*term),
                       term->endedAt ? dateTimeText(*term->endedAt) : endText(entry),
                       endingOf(*term),
                       lengthText(entry, m_now),
                       phases.isEmpty() ? emDash
                                        : QStringLiteral("%1 (%2)").arg(phases.totalText(), phases.words())}
        .join(u'\t');
}

TermTableModel::ColumnSet TermTableModel::changedColumns(const TermEntry& before,
                                                         const TermEntry& after) const
{
    return before.term == after.term && before.current == after.current && before.until == after.until
               ? 0
               : (ColumnSet(1) << ColumnCount) - 1;
}

} // namespace rollcall
