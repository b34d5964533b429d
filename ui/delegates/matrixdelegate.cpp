#include "ui/delegates/matrixdelegate.h"

#include "ui/widgets/statepainter.h"

#include <QPainter>

namespace rollcall
{

namespace
{

constexpr int matrixMark = 14;
constexpr int matrixTick = 12;
constexpr int matrixGap = 4;
constexpr int paddingShift = 2; ///< a cell's padding is 8 at the left and 4 at the right

int matrixMarkSize(const QModelIndex& index)
{
    return index.data(StateRole).value<Mark>() == Mark::Tick ? matrixTick : matrixMark;
}

} // namespace

MatrixDelegate::MatrixDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void MatrixDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const Mark mark = cell.index.data(StateRole).value<Mark>();
    const int size = matrixMarkSize(cell.index);
    if (!m_compact) {
        paintMarkAndText(painter, cell, size, matrixGap);
        return;
    }
    if (mark == Mark::None)
        return; // nothing was looked at
    const QRectF box(cell.box.x() + (cell.box.width() - size) / 2.0 - paddingShift,
                     cell.box.y() + (cell.box.height() - size) / 2.0, size, size);
    StatePainter(painter, cell.tokens)
        .mark(mark, box, cell.fresh ? cell.tokens.state(mark).ink : cell.tokens.text3);
}

int MatrixDelegate::contentWidth(const Cell& cell) const
{
    return m_compact ? matrixMark : markAndTextWidth(cell, matrixMark, matrixGap);
}

} // namespace rollcall
