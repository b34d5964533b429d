#include "model/tables/nodefilterproxy.h"

#include "model/tables/nodetablemodel.h"

namespace rollcall
{

int compareNaturally(QStringView left, QStringView right)
{
    const auto numberAt = [](QStringView text, qsizetype from) {
        qsizetype end = from;
        while (end < text.size() && text[end].isDigit())
            ++end;
        return text.sliced(from, end - from);
    };
    const auto withoutZeros = [](QStringView number) {
        while (number.size() > 1 && number.front() == u'0')
            number = number.sliced(1);
        return number;
    };
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < left.size() && j < right.size()) {
        if (left[i].isDigit() && right[j].isDigit()) {
            const QStringView a = numberAt(left, i);
            const QStringView b = numberAt(right, j);
            const QStringView x = withoutZeros(a);
            const QStringView y = withoutZeros(b);
            if (x.size() != y.size())
                return x.size() < y.size() ? -1 : 1;
            if (const int order = x.compare(y); order != 0)
                return order;
            i += a.size();
            j += b.size();
        } else {
            const char16_t a = left[i].toCaseFolded().unicode();
            const char16_t b = right[j].toCaseFolded().unicode();
            if (a != b)
                return a < b ? -1 : 1;
            ++i;
            ++j;
        }
    }
    if (i < left.size() || j < right.size())
        return i < left.size() ? 1 : -1;
    return left.compare(right);
}

NodeFilterProxy::NodeFilterProxy(QObject* parent)
    : QSortFilterProxyModel(parent)
{
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

QVariant NodeFilterProxy::data(const QModelIndex& index, int role) const
{
    if (m_oneLine && role == SecondLineRole)
        return {};
    return QSortFilterProxyModel::data(index, role);
}

QVariant NodeFilterProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    // Without its sparkline the round trip is a plain number, and its header stands above it.
    if (m_oneLine && section == NodeTableModel::Messenger && role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    return QSortFilterProxyModel::headerData(section, orientation, role);
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
    const int byName = compareNaturally(left->view.row.name, right->view.row.name);
    return byName != 0 ? byName : compareNaturally(left->cluster, right->cluster);
}

bool NodeFilterProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    if (left.column() == NodeTableModel::Node)
        return compareNames(left.row(), right.row()) < 0;
    const QVariant a = left.data(SortRole);
    const QVariant b = right.data(SortRole);
    if (a.typeId() == QMetaType::QString) {
        const int order = compareNaturally(a.toString(), b.toString());
        return order != 0 ? order < 0 : compareNames(left.row(), right.row()) < 0;
    }
    const qint64 x = a.toLongLong();
    const qint64 y = b.toLongLong();
    return x != y ? x < y : compareNames(left.row(), right.row()) < 0;
}

} // namespace rollcall
