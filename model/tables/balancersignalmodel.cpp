#include "model/tables/balancersignalmodel.h"

#include <array>

namespace rollcall
{

int BalancerSignalModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BalancerSignalModel::data(const QModelIndex& index, int role) const
{
    const BalancerSignalEntry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: {
        const std::array<QString, ColumnCount> texts{entry->name, entry->signal.text, entry->words,
                                                     entry->health};
        return texts[static_cast<std::size_t>(column)];
    }
    case StateRole:
        return QVariant::fromValue(column == Signal ? entry->signal.mark : Mark::None);
    case ToneRole:
        return QVariant::fromValue(column == Signal ? entry->signal.tone : Tone::Normal);
    case SecondLineRole:
        return column == Words ? entry->more : QString();
    case FreshRole:
        return entry->fresh;
    case SourceRole:
        return QVariant::fromValue(Source::Balancer);
    case Qt::ToolTipRole:
        return column == Words    ? QStringList{entry->words, entry->more}.join(u'\n').trimmed()
               : column == Health ? entry->health
                                  : QString();
    case Qt::AccessibleTextRole:
        return column == Node ? QStringLiteral("%1, load balancer: %2. %3 %4")
                                    .arg(entry->name, entry->signal.text, entry->words, entry->more)
                                    .trimmed()
                              : index.data(Qt::DisplayRole);
    case IdRole:
        return entry->node.toString();
    default:
        return {};
    }
}

QVariant BalancerSignalModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<QString, ColumnCount> titles{
        QStringLiteral("Node"), QStringLiteral("Load balancer"), QStringLiteral("In words"),
        QStringLiteral("Health check")};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return titles[static_cast<std::size_t>(section)];
    return {};
}

const BalancerSignalEntry* BalancerSignalModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)] : nullptr;
}

QString BalancerSignalModel::copyText(int row) const
{
    QStringList parts;
    for (int column = 0; column < ColumnCount; ++column)
        parts << index(row, column).data().toString();
    return parts.join(u'\t');
}

BalancerSignalModel::ColumnSet BalancerSignalModel::changedColumns(const BalancerSignalEntry& before,
                                                                   const BalancerSignalEntry& after) const
{
    constexpr ColumnSet all = (1U << ColumnCount) - 1;
    if (before == after)
        return 0;
    BalancerSignalEntry aged = after; // what changes with every reading
    aged.more = before.more;
    return aged == before ? ColumnSet(1U << Words | 1U << Node) : all;
}

} // namespace rollcall
