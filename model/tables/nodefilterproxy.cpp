#include "model/tables/nodefilterproxy.h"

#include "model/tables/nodetablemodel.h"

namespace rollcall
{

NodeFilterProxy::NodeFilterProxy(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    setSortRole(SortRole);
    setDynamicSortFilter(true);
}

void NodeFilterProxy::setText(const QString& text)
{
    if (m_text == text)
        return;
    m_text = text;
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
}

void NodeFilterProxy::setState(const QString& title)
{
    if (m_state == title)
        return;
    m_state = title;
    invalidateRowsFilter();
}

bool NodeFilterProxy::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (m_words.isEmpty() && m_state.isEmpty())
        return true;
    const auto* nodes = qobject_cast<const NodeTableModel*>(sourceModel());
    const NodeEntry* entry = nodes ? nodes->entryAt(row) : nullptr;
    if (!entry || entry->loading)
        return true;
    if (!m_state.isEmpty() && NodeTableModel::stateOf(*entry) != m_state)
        return false;
    if (m_words.isEmpty())
        return true;
    const QString text = nodes->index(row, NodeTableModel::Node, parent).data(FilterRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

int NodeFilterProxy::compareNames(int leftRow, int rightRow) const
{
    const auto* nodes = qobject_cast<const NodeTableModel*>(sourceModel());
    const NodeEntry* left = nodes ? nodes->entryAt(leftRow) : nullptr;
    const NodeEntry* right = nodes ? nodes->entryAt(rightRow) : nullptr;
    if (!left || !right)
        return 0;
    const int byName = m_collator.compare(left->view.row.name, right->view.row.name);
    return byName != 0 ? byName : m_collator.compare(left->cluster, right->cluster);
}

bool NodeFilterProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    if (left.column() == NodeTableModel::Node)
        return compareNames(left.row(), right.row()) < 0;
    const QVariant a = left.data(SortRole);
    const QVariant b = right.data(SortRole);
    if (a.typeId() == QMetaType::QString) {
        const int order = m_collator.compare(a.toString(), b.toString());
        return order != 0 ? order < 0 : compareNames(left.row(), right.row()) < 0;
    }
    const qint64 x = a.toLongLong();
    const qint64 y = b.toLongLong();
    return x != y ? x < y : compareNames(left.row(), right.row()) < 0;
}

} // namespace rollcall
