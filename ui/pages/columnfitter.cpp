#include "ui/pages/columnfitter.h"

#include "ui/theme/typography.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int cellMargin = 8;

} // namespace

ColumnFitter::ColumnFitter(QTableView* table, Plan plan)
    : QObject(table)
    , m_table(table)
    , m_plan(std::move(plan))
{
    QHeaderView* header = table->horizontalHeader();
    // Only what is on the screen counts: measuring ten thousand rows would take longer than showing them.
    header->setResizeContentsPrecision(0);
    header->setSectionResizeMode(QHeaderView::Interactive);
    table->viewport()->installEventFilter(this);
    connect(header, &QHeaderView::sectionResized, this, [this, header](int column, int, int size) {
        // A drag of the person's, not this class's own doing.
        if (!m_fitting && size > 0 && (header->underMouse() || header->hasFocus()))
            m_dragged.insert(column, size);
    });
}

void ColumnFitter::setHidden(const QList<int>& columns)
{
    m_hidden = columns;
    fit();
}

void ColumnFitter::forget()
{
    m_widest.clear();
    fit();
}

int ColumnFitter::contentWidth(int column) const
{
    if (const auto dragged = m_dragged.constFind(column); dragged != m_dragged.cend())
        return *dragged;
    if (m_plan.elided.contains(column))
        return m_plan.base.value(column);
    int& widest = m_widest[column];
    const auto need = m_plan.needs.constFind(column);
    const QAbstractItemModel* model = m_table->model();
    const int rows = model->rowCount();
    const int first = std::max(0, m_table->rowAt(0));
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    QStyleOptionViewItem option;
    option.initFrom(m_table);
    option.font = m_table->font();
    option.widget = m_table;
    for (int row = first; row <= (last < 0 ? rows - 1 : last); ++row) {
        const QModelIndex index = model->index(row, column);
        widest =
            std::max(widest, need != m_plan.needs.cend()
                                 ? (*need)(index)
                                 : m_table->itemDelegateForIndex(index)->sizeHint(option, index).width());
    }
    // The leftmost title stands at the margin of the page, further in than the others.
    const QHeaderView* header = m_table->horizontalHeader();
    const int margin = header->visualIndex(column) == 0 ? cellMargin : 0;
    return std::max(widest, header->sectionSizeHint(column) + margin);
}

void ColumnFitter::shareOut(QHash<int, int>& widths, int extra) const
{
    QList<int> takers;
    for (int column : m_plan.growing)
        if (widths.contains(column))
            takers << column;
    if (extra <= 0 || takers.isEmpty())
        return;
    const auto others = static_cast<int>(takers.size()) - 1;
    const int each = others > 0 ? extra / 2 / others : 0;
    for (int column : std::as_const(takers))
        widths[column] += column == takers.first() ? extra - each * others : each;
}

void ColumnFitter::fit()
{
    if (m_fitting || !m_table->model())
        return;
    m_fitting = true;
    QHeaderView* header = m_table->horizontalHeader();
    QHash<int, int> contents;
    QHash<int, int> widths;
    int needed = 0;
    int total = 0;
    for (auto it = m_plan.base.cbegin(); it != m_plan.base.cend(); ++it) {
        if (m_hidden.contains(it.key()))
            continue;
        const int content = contentWidth(it.key());
        contents.insert(it.key(), content);
        widths.insert(it.key(), m_dragged.contains(it.key()) ? content : std::max(content, it.value()));
        needed += content;
        total += widths.value(it.key());
    }
    const int room = m_table->viewport()->width();
    // Before a column is hidden, all of them give up what is more than their contents.
    if (total > room) {
        widths = contents;
        total = needed;
    }
    for (int column : std::as_const(m_plan.dispensable)) {
        if (total <= room)
            break;
        total -= widths.take(column);
    }
    shareOut(widths, room - total);
    for (int column = 0; column < header->count(); ++column) {
        const bool shown = widths.contains(column);
        if (header->isSectionHidden(column) == shown)
            header->setSectionHidden(column, !shown);
        if (shown && header->sectionSize(column) != widths.value(column))
            header->resizeSection(column, widths.value(column));
    }
    m_fitting = false;
}

bool ColumnFitter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        fit();
    return QObject::eventFilter(watched, event);
}

} // namespace rollcall
