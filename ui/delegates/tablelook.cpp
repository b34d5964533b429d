#include "ui/delegates/tablelook.h"

#include "ui/theme/typography.h"

#include <QCursor>
#include <QEvent>
#include <QHeaderView>
#include <QListView>
#include <QTableView>

namespace rollcall
{

namespace
{

/// Repaints the rows under the pointer as wholes: Qt only repaints the cell.
class RowHover final : public QObject
{
public:
    explicit RowHover(QTableView* table)
        : QObject(table)
        , m_table(table)
    {
        table->viewport()->setMouseTracking(true);
        table->viewport()->installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::MouseMove || event->type() == QEvent::Leave ||
            event->type() == QEvent::Wheel) {
            const QPoint at = m_table->viewport()->mapFromGlobal(QCursor::pos());
            const int row = event->type() == QEvent::Leave ? -1 : m_table->rowAt(at.y());
            if (row != m_row) {
                repaintRow(m_row);
                repaintRow(row);
                m_row = row;
            }
        }
        return QObject::eventFilter(watched, event);
    }

private:
    void repaintRow(int row)
    {
        if (row >= 0)
            m_table->viewport()->update(0, m_table->rowViewportPosition(row), m_table->viewport()->width(),
                                        m_table->rowHeight(row));
    }

    QTableView* m_table;
    int m_row = -1;
};

} // namespace

void dressTable(QTableView* table, int rowHeight)
{
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setCornerButtonEnabled(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setMinimumSectionSize(roomFor(rowHeight));
    table->verticalHeader()->setDefaultSectionSize(roomFor(rowHeight));
    QHeaderView* header = table->horizontalHeader();
    header->setHighlightSections(false);
    header->setMinimumSectionSize(24);
    header->setFixedHeight(roomFor(28));
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    new RowHover(table);
}

void dressList(QListView* list)
{
    list->setFrameShape(QFrame::NoFrame);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setUniformItemSizes(false);
    list->setMouseTracking(true);
}

} // namespace rollcall
