#include "ui/delegates/sentencedelegate.h"

#include "ui/delegates/twolines.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace rollcall
{

SentenceDelegate::SentenceDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void SentenceDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const QString second = cell.index.data(SecondLineRole).toString();
    const TwoLines lines = TwoLines::in(cell.box);
    const QRect line = second.isEmpty() ? cell.box : lines.upper;
    const QFont font = toneFont(cell);
    painter.setFont(font);
    painter.setPen(toneColor(cell));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(cell.index.data(Qt::DisplayRole).toString(),
                                                   Qt::ElideRight, line.width()));
    if (!second.isEmpty())
        paintSecondLine(painter, lines.lower, second, cell.small, cell.tokens.text2);
}

int SentenceDelegate::contentWidth(const Cell& cell) const
{
    return std::max(CellDelegate::contentWidth(cell),
                    QFontMetrics(cell.small).horizontalAdvance(cell.index.data(SecondLineRole).toString()));
}

} // namespace rollcall
