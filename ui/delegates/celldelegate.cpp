#include "ui/delegates/celldelegate.h"

#include "ui/theme/drawing.h"
#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/tabulartext.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>

#include <cmath>

namespace rollcall
{

namespace
{

constexpr int nearSide = 8; ///< padding on the side that the text is aligned to
constexpr int farSide = 4;
constexpr int pageMargin = 16; ///< of the first column, so that it stands under the page's heading
constexpr int selectionBar = 3;

const QTableView* tableOf(const QStyleOptionViewItem& option)
{
    return qobject_cast<const QTableView*>(option.widget);
}

bool isFirstShown(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QTableView* table = tableOf(option);
    if (!table)
        return option.viewItemPosition == QStyleOptionViewItem::Beginning;
    if (!table->verticalHeader()->isHidden())
        return false; // what stands beside the rows has the margin
    const QHeaderView* header = table->horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int logical = header->logicalIndex(visual);
        if (!header->isSectionHidden(logical))
            return logical == index.column();
    }
    return false;
}

/// Hover is of the whole row, not of the cell under the pointer.
bool isRowHovered(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QTableView* table = tableOf(option);
    if (!table || !table->underMouse())
        return option.state.testFlag(QStyle::State_MouseOver);
    const QModelIndex under = table->indexAt(table->viewport()->mapFromGlobal(QCursor::pos()));
    return under.isValid() && under.row() == index.row();
}

bool isRowFocused(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    return view && view->hasFocus() && view->currentIndex().row() == index.row() &&
           view->window()->testAttribute(Qt::WA_KeyboardFocusChange);
}

QRect paddedBox(const QRect& rect, Qt::Alignment alignment, bool first)
{
    const bool right = alignment.testFlag(Qt::AlignRight);
    const int left = right ? farSide : first ? pageMargin : nearSide;
    return rect.adjusted(left, 0, right ? -nearSide : -farSide, -1);
}

} // namespace

CellDelegate::CellDelegate(Qt::Alignment alignment, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_alignment(alignment)
{
}

CellDelegate::Cell CellDelegate::cellOf(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QVariant fresh = index.data(FreshRole);
    return {
        .index = index,
        .tokens = Tokens::of(option.palette),
        .box = paddedBox(option.rect, m_alignment, isFirstShown(option, index)),
        .font = textFont(TextStyle::Base),
        .small = textFont(TextStyle::Small),
        .selected = option.state.testFlag(QStyle::State_Selected),
        .hovered = isRowHovered(option, index),
        .fresh = !fresh.isValid() || fresh.toBool(),
    };
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const PainterState state(*painter);
    const Cell cell = cellOf(option, index);
    const Tokens& tokens = cell.tokens;
    const QRect row = option.rect;
    const bool first = isFirstShown(option, index);
    const QColor back = cell.selected ? tokens.selBg : cell.hovered ? tokens.hover : tokens.surface;
    painter->fillRect(row, back);
    drawRule(*painter, row.x(), row.x() + row.width(), row.y() + row.height() - hairline(*painter),
             tokens.divider);
    if (cell.selected && first)
        painter->fillRect(QRect(row.topLeft(), QSize(selectionBar, row.height() - 1)), tokens.accent);
    if (isRowFocused(option, index)) {
        painter->fillRect(QRect(row.x(), row.y(), row.width(), 2), tokens.focus);
        painter->fillRect(QRect(row.x(), row.y() + row.height() - 3, row.width(), 2), tokens.focus);
    }
    painter->setClipRect(row);
    painter->setFont(cell.font);
    paintCell(*painter, cell);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Cell cell = cellOf(option, index);
    const int padding = option.rect.width() - cell.box.width();
    const bool twoLines = !index.data(SecondLineRole).toString().isEmpty();
    return {contentWidth(cell) + padding, roomFor(twoLines ? 44 : 32)};
}

QColor CellDelegate::toneColor(const Cell& cell) const
{
    const QVariant tone = cell.index.data(ToneRole);
    if (!cell.fresh && tone.isValid() && tone.value<Tone>() != Tone::Muted)
        return cell.tokens.text;
    switch (tone.isValid() ? tone.value<Tone>() : Tone::Normal) {
    case Tone::Muted:
        return cell.tokens.text2;
    case Tone::Warning:
        return cell.tokens.degraded.ink;
    case Tone::Critical:
        return cell.tokens.down.ink;
    case Tone::Normal:
    case Tone::Strong:
        break;
    }
    return cell.selected ? cell.tokens.selText : cell.tokens.text;
}

QFont CellDelegate::toneFont(const Cell& cell) const
{
    switch (cell.index.data(ToneRole).value<Tone>()) {
    case Tone::Muted:
        return cell.small;
    case Tone::Strong:
    case Tone::Warning:
    case Tone::Critical:
        return textFont(TextStyle::Base, QFont::Medium);
    case Tone::Normal:
        break;
    }
    return cell.font;
}

void CellDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    painter.setFont(toneFont(cell));
    painter.setPen(toneColor(cell));
    TabularText::draw(painter, cell.box, m_alignment, cell.index.data(Qt::DisplayRole).toString());
}

int CellDelegate::contentWidth(const Cell& cell) const
{
    const QString text = cell.index.data(Qt::DisplayRole).toString();
    return int(std::ceil(TabularText::width(QFontMetricsF(toneFont(cell)), text)));
}

void CellDelegate::paintMarkAndText(QPainter& painter, const Cell& cell, int markSize, int gap) const
{
    const Mark mark = cell.index.data(StateRole).value<Mark>();
    QRectF text = cell.box;
    if (mark != Mark::None) {
        const QRectF box(cell.box.x(), cell.box.y() + (cell.box.height() - markSize) / 2, markSize, markSize);
        StatePainter(painter, cell.tokens)
            .mark(mark, box, cell.fresh ? cell.tokens.state(mark).ink : cell.tokens.text3);
        text.setLeft(box.right() + gap);
    }
    painter.setFont(toneFont(cell));
    painter.setPen(toneColor(cell));
    TabularText::draw(painter, text, Qt::AlignLeft, cell.index.data(Qt::DisplayRole).toString());
}

int CellDelegate::markAndTextWidth(const Cell& cell, int markSize, int gap) const
{
    const bool marked = cell.index.data(StateRole).value<Mark>() != Mark::None;
    return CellDelegate::contentWidth(cell) + (marked ? markSize + gap : 0);
}

} // namespace rollcall
