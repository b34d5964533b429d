#include "model/tables/messengermodel.h"

#include "model/core/durationtext.h"
#include "model/tables/messengerwords.h"

#include <array>

namespace rollcall
{

namespace
{

constexpr int shownProbes = 14;

MessengerEntry messengerEntryOf(const NodeView& node, const ClusterView& view, const Freshness& freshness)
{
    MessengerEntry entry;
    const QString& endpoint = node.probe.endpoint.isEmpty() ? node.row.report.messenger : node.probe.endpoint;
    entry.node = node.row.id;
    entry.name = node.row.name;
    entry.state = messengerState(node.probe);
    entry.stateNote = messengerNote(node.probe);
    entry.endpoint = endpoint.isEmpty() ? emDash : endpoint;
    entry.roundTrip = roundTripOf(node.probe);
    entry.history = probeHistory(node.probe, shownProbes);
    entry.tried = node.probe.age ? durationText(*node.probe.age) : emDash;
    entry.error = node.probe.result == ProbeResult::Ok ? QString() : node.probe.error;
    entry.meshFresh = !freshness.stale();
    entry.reachedBy = reachedByCell(node, view);
    entry.reachedByWhom = reachedBySentence(node);
    if (!entry.meshFresh) {
        entry.reachedByWhom =
            QStringLiteral("%1 ago: %2").arg(durationText(*freshness.age), entry.reachedByWhom);
        entry.reachedBy = {QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted};
    }
    return entry;
}

} // namespace

int MessengerModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MessengerModel::data(const QModelIndex& index, int role) const
{
    const MessengerEntry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry)
        return {};
    const CellText plain;
    const CellText& cell = index.column() == State       ? entry->state
                           : index.column() == ReachedBy ? entry->reachedBy
                                                         : plain;
    switch (role) {
    case Qt::DisplayRole: {
        const std::array<QString, ColumnCount> texts{entry->name,  entry->state.text,     entry->roundTrip,
                                                     entry->tried, entry->reachedBy.text, entry->endpoint};
        return texts[static_cast<std::size_t>(index.column())];
    }
    case StateRole:
        return QVariant::fromValue(cell.mark);
    case ToneRole:
        return QVariant::fromValue(cell.tone);
    case SecondLineRole:
        return index.column() == State ? entry->stateNote : QString();
    case HistoryRole:
        return index.column() == RoundTrip ? QVariant::fromValue(entry->history) : QVariant();
    case SourceRole:
        return QVariant::fromValue(index.column() == ReachedBy ? Source::Database : Source::Messenger);
    case FreshRole:
        return index.column() != ReachedBy || entry->meshFresh;
    case Qt::ToolTipRole:
        return index.column() == ReachedBy  ? entry->reachedByWhom
               : index.column() == State    ? entry->error
               : index.column() == Endpoint ? entry->endpoint
                                            : QString();
    case Qt::AccessibleTextRole:
        return index.column() == Node
                   ? QStringLiteral("%1, messenger: %2, round trip %3, reached by: %4")
                         .arg(entry->name, entry->state.text, entry->roundTrip, entry->reachedBy.text)
                   : index.data(Qt::DisplayRole);
    case IdRole:
        return entry->node.toString();
    default:
        return {};
    }
}

QVariant MessengerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<QString, ColumnCount> titles{
        QStringLiteral("Node"),  QStringLiteral("State"),      QStringLiteral("Round trip"),
        QStringLiteral("Tried"), QStringLiteral("Reached by"), QStringLiteral("Endpoint")};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return titles[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole && section == Tried)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

void MessengerModel::show(const ClusterView& view, const Freshness& freshness)
{
    std::vector<MessengerEntry> entries;
    entries.reserve(view.nodes.size());
    for (const NodeView& node : view.nodes)
        entries.push_back(messengerEntryOf(node, view, freshness));
    merge(std::move(entries));
}

const MessengerEntry* MessengerModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)] : nullptr;
}

QString MessengerModel::copyText(int row) const
{
    QStringList parts;
    for (int column = 0; column < ColumnCount; ++column)
        parts << index(row, column).data().toString();
    return parts.join(u'\t');
}

MessengerModel::ColumnSet MessengerModel::changedColumns(const MessengerEntry& before,
                                                         const MessengerEntry& after) const
{
    ColumnSet changed = 0;
    const auto note = [&](bool differs, Column column) {
        if (differs)
            changed |= 1U << column;
    };
    note(before.state != after.state || before.stateNote != after.stateNote || before.error != after.error,
         State);
    note(before.roundTrip != after.roundTrip || before.history != after.history, RoundTrip);
    note(before.tried != after.tried, Tried);
    note(before.reachedBy != after.reachedBy || before.reachedByWhom != after.reachedByWhom ||
             before.meshFresh != after.meshFresh,
         ReachedBy);
    note(before.endpoint != after.endpoint, Endpoint);
    // Its accessible text says the whole row.
    note(before.name != after.name || changed & (1U << State | 1U << RoundTrip | 1U << ReachedBy), Node);
    return changed;
}

} // namespace rollcall
