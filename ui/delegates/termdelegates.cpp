#include "ui/delegates/termdelegates.h"

#include "model/tables/takeoverphases.h"
#include "ui/delegates/twolines.h"
#include "ui/theme/typography.h"
#include "ui/widgets/phasebar.h"
#include "ui/widgets/tabulartext.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr int totalRoom = 52; ///< "2.1 s", "999 ms"
constexpr int barGap = 8;
constexpr qreal cellBarHeight = 8;
constexpr int leastCellBar = 96;
constexpr int mostCellBar = 240;

QString secondLineOf(const QModelIndex& index)
{
    return index.data(SecondLineRole).toString();
}

} // namespace

MomentDelegate::MomentDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void MomentDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const QString second = secondLineOf(cell.index);
    const TwoLines lines = TwoLines::in(cell.box);
    painter.setFont(toneFont(cell));
    painter.setPen(toneColor(cell));
    TabularText::draw(painter, second.isEmpty() ? cell.box : lines.upper, Qt::AlignLeft,
                      cell.index.data(Qt::DisplayRole).toString());
    if (!second.isEmpty())
        paintSecondLine(painter, lines.lower, second, cell.small, cell.tokens.text2);
}

int MomentDelegate::contentWidth(const Cell& cell) const
{
    return std::max(CellDelegate::contentWidth(cell),
                    QFontMetrics(cell.small).horizontalAdvance(secondLineOf(cell.index)));
}

PhasesDelegate::PhasesDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void PhasesDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const auto phases = cell.index.data(PhasesRole).value<TakeoverPhases>();
    painter.setFont(toneFont(cell));
    painter.setPen(phases.isEmpty() ? cell.tokens.text2 : toneColor(cell));
    const QString total = cell.index.data(Qt::DisplayRole).toString();
    if (phases.isEmpty()) {
        TabularText::draw(painter, cell.box, Qt::AlignLeft, total);
        return;
    }
    const TwoLines lines = TwoLines::in(cell.box);
    const qreal text = std::max<qreal>(totalRoom, TabularText::width(QFontMetricsF(painter.font()), total));
    TabularText::draw(painter, QRectF(lines.upper.x(), lines.upper.y(), text, lines.upper.height()),
                      Qt::AlignLeft, total);
    const qreal left = lines.upper.x() + text + barGap;
    const qreal width = std::min<qreal>(mostCellBar, lines.upper.right() - left);
    if (width > 8)
        drawPhases(painter,
                   QRectF(left, lines.upper.y() + std::round((lines.upper.height() - cellBarHeight) / 2),
                          width, cellBarHeight),
                   phases, cell.tokens);
    paintSecondLine(painter, lines.lower, secondLineOf(cell.index), cell.small, cell.tokens.text2);
}

int PhasesDelegate::contentWidth(const Cell& cell) const
{
    return std::max(totalRoom + barGap + leastCellBar,
                    QFontMetrics(cell.small).horizontalAdvance(secondLineOf(cell.index)));
}

} // namespace rollcall
