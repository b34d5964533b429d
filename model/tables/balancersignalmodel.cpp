#include "model/tables/balancersignalmodel.h"

#include "model/core/durationtext.h"

#include <array>

namespace rollcall
{

QString balancerAskedText(const NodeView& node)
{
    const BalancerReport& report = node.row.report.balancer;
    if (!node.reportHolds() || !report.askedAgo || report.told == BalancerView::Unknown)
        return emDash;
    return durationText(*report.askedAgo + node.row.heartbeatAge.value_or(Millis(0)));
}

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
        const std::array<QString, ColumnCount> texts{entry->name, entry->signal.text, entry->asked,
                                                     entry->words, entry->health};
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
        QStringLiteral("Node"), QStringLiteral("Load balancer"), QStringLiteral("Asked"),
        QStringLiteral("In words"), QStringLiteral("Health check")};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return titles[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole && section == Asked)
        return int(Qt::AlignRight | Qt::AlignVCenter);
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
    aged.asked = before.asked;
    aged.more = before.more;
    return aged == before ? ColumnSet(1U << Asked | 1U << Words | 1U << Node) : all;
}

} // namespace rollcall
