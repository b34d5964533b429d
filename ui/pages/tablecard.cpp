#include "ui/pages/tablecard.h"

#include "ui/delegates/tablelook.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QTableView>

#include <algorithm>

namespace rollcall
{

TableCard::TableCard(const QString& title, const QString& name, int rowHeight, QWidget* parent)
    : Card(title, parent)
    , m_table(new QTableView(this))
{
    setFlush();
    dressTable(m_table, rowHeight);
    m_table->setAccessibleName(name);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::customContextMenuRequested, this, &TableCard::openMenu);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const std::optional<NamedNode> node = nodeOf(index))
            Q_EMIT nodeAsked(node->id);
    });
}

void TableCard::setTrailing(QWidget* widget)
{
    Card::setTrailing(widget);
    QWidget* last = widget;
    for (QWidget* each : widget->findChildren<QWidget*>())
        if (each->focusPolicy() & Qt::TabFocus)
            last = each;
    if (last->focusPolicy() & Qt::TabFocus)
        setTabOrder(last, m_table);
}

void TableCard::openMenu(const QPoint& at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    fillMenu(*menu, index);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void TableCard::fillMenu(QMenu& menu, const QModelIndex& index)
{
    addShowNode(menu, index);
    menu.addAction(QStringLiteral("&Copy Row"), this, &TableCard::copy);
}

void TableCard::addShowNode(QMenu& menu, const QModelIndex& index)
{
    if (const std::optional<NamedNode> node = nodeOf(index))
        menu.addAction(QStringLiteral("&Show %1").arg(node->name), this,
                       [this, id = node->id] { Q_EMIT nodeAsked(id); });
}

void TableCard::copy()
{
    const QModelIndex current = m_table->currentIndex();
    if (const QString text = current.isValid() ? copyText(current) : QString(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void TableCard::fitRows(int rows, int atLeast, int atMost)
{
    m_table->setFixedHeight(m_table->horizontalHeader()->height() +
                            std::clamp(rows, atLeast, atMost) *
                                m_table->verticalHeader()->defaultSectionSize());
}

bool TableCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace rollcall
