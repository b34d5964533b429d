#include "model/tables/clusterlistmodel.h"

#include "model/tables/presentation.h"

namespace rollcall
{

void ClusterEntry::take(const ClusterView& view)
{
    known = true;
    health = view.health;
    sentence = view.sentence;
    mode = view.facts.cluster.mode;
    primary = view.primary ? view.primary->name : QString();
    epoch = view.primary ? view.primary->epoch : 0;
    nodeMarks.clear();
    for (const NodeView& node : view.nodes)
        nodeMarks.append(stateMark(node));
}

int ClusterListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant ClusterListModel::data(const QModelIndex& index, int role) const
{
    const ClusterEntry* entry = index.isValid() ? clusterAt(index.row()) : nullptr;
    if (!entry)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return entry->name;
    case Qt::ToolTipRole:
    case VerdictRole:
        return sentenceOf(*entry);
    case StateRole:
        return QVariant::fromValue(markOfCluster(*entry));
    case FreshRole:
        return !entry->unknown();
    case IdRole:
        return entry->profile;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2. %3").arg(entry->name, stateOf(*entry), sentenceOf(*entry));
    default:
        return {};
    }
}

void ClusterListModel::show(std::vector<ClusterEntry> clusters)
{
    merge(std::move(clusters));
}

const ClusterEntry* ClusterListModel::clusterAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)] : nullptr;
}

Mark ClusterListModel::markOfCluster(const ClusterEntry& entry)
{
    return entry.unknown() ? Mark::Unknown : markOf(entry.health);
}

QString ClusterListModel::stateOf(const ClusterEntry& entry)
{
    return entry.unknown() ? QStringLiteral("Unknown") : titleOf(entry.health);
}

QString ClusterListModel::sentenceOf(const ClusterEntry& entry)
{
    if (!entry.unknown())
        return entry.sentence;
    if (!entry.trouble.isEmpty())
        return entry.trouble;
    return entry.known ? QStringLiteral("The database does not answer, so the state is unknown.")
                       : QStringLiteral("Connecting…");
}

ClusterListModel::ColumnSet ClusterListModel::changedColumns(const ClusterEntry& before,
                                                             const ClusterEntry& after) const
{
    return before == after ? 0 : 1;
}

} // namespace rollcall
