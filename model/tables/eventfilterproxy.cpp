#include "model/tables/eventfilterproxy.h"

#include "model/tables/eventtablemodel.h"

namespace rollcall
{

void EventFilterProxy::setText(const QString& text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
}

void EventFilterProxy::setSeverity(std::optional<Severity> severity)
{
    m_severity = severity;
    invalidateRowsFilter();
}

void EventFilterProxy::setNode(const QString& name)
{
    m_node = name;
    invalidateRowsFilter();
}

void EventFilterProxy::setKind(const QString& kind)
{
    m_kind = kind;
    invalidateRowsFilter();
}

bool EventFilterProxy::isFiltering() const
{
    return !m_words.isEmpty() || m_severity || !m_node.isEmpty() || !m_kind.isEmpty();
}

bool EventFilterProxy::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (!isFiltering())
        return true;
    const auto* events = qobject_cast<const EventTableModel*>(sourceModel());
    const Event* event = events ? events->eventAt(row) : nullptr;
    if (!event)
        return true;
    if ((m_severity && event->severity != *m_severity) || (!m_node.isEmpty() && event->nodeName != m_node) ||
        (!m_kind.isEmpty() && event->kind != m_kind))
        return false;
    const QString text = events->index(row, 0, parent).data(FilterRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace rollcall
