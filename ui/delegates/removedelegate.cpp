#include "ui/delegates/nodedelegates.h"
#include "ui/widgets/statepainter.h"

#include <QAbstractItemView>
#include <QCursor>
#include <QKeyEvent>
#include <QMouseEvent>

namespace rollcall
{

namespace
{

constexpr int crossSize = 24;

} // namespace

RemoveDelegate::RemoveDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void RemoveDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    if (!cell.index.data(RemovableRole).isValid())
        return;
    // The column is just as wide as the cross and its margins, so the cell's padding does not count.
    const QRect room = cell.box.adjusted(-8, 0, 4, 0);
    const QRectF box(room.x() + (room.width() - crossSize) / 2, room.y() + (room.height() - crossSize) / 2,
                     crossSize, crossSize);
    StatePainter(painter, cell.tokens)
        .remove(box, cell.index.data(RemovableRole).toBool(), cell.hovered && !cell.selected);
}

int RemoveDelegate::contentWidth(const Cell&) const
{
    return crossSize - 4;
}

bool RemoveDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                 const QModelIndex& index)
{
    bool asked = false;
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        asked = mouse->button() == Qt::LeftButton && option.rect.contains(mouse->position().toPoint());
    } else if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        asked = key == Qt::Key_Space || key == Qt::Key_Select;
    }
    if (!asked)
        return CellDelegate::editorEvent(event, model, option, index);
    if (index.data(RemovableRole).toBool())
        Q_EMIT removeAsked(index);
    return true;
}

} // namespace rollcall
