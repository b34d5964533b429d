#include "ui/delegates/eventdelegate.h"

#include "model/tables/roles.h"
#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/tabulartext.h"

#include <QAbstractItemView>
#include <QFontMetrics>
#include <QPainter>

#include <cmath>

namespace rollcall
{

namespace
{

constexpr int timeGap = 14;
constexpr int markSize = 14;
constexpr int markGap = 8;
constexpr int trailGap = 12;
constexpr int rowDesign = 28;
constexpr int dayDesign = 24;

int timeWidth()
{
    return int(std::ceil(TabularText::width(QFontMetricsF(textFont(TextStyle::Small)), u"00:00")));
}

} // namespace

void EventDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    const PainterState state(*painter);
    const Tokens& tokens = Tokens::of(option.palette);
    QRect row = option.rect;
    const QFont small = textFont(TextStyle::Small);
    const QFontMetrics smallMetrics(small);

    const QString day = index.data(DayRole).toString();
    if (!day.isEmpty()) {
        const QRect heading(row.topLeft(), QSize(row.width(), roomFor(dayDesign)));
        painter->setFont(small);
        painter->setPen(tokens.text3);
        painter->drawText(heading, Qt::AlignLeft | Qt::AlignVCenter, day);
        drawRule(*painter, heading.x() + smallMetrics.horizontalAdvance(day) + 8,
                 heading.x() + heading.width(), heading.center().y() + 1, tokens.divider);
        row.setTop(heading.bottom() + 1);
    }

    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const bool selectable = view && view->selectionMode() != QAbstractItemView::NoSelection;
    const bool selected = selectable && option.state.testFlag(QStyle::State_Selected);
    if (selected)
        drawPanel(*painter, row, controlRadius, tokens.selBg, QColor());
    else if (selectable && option.state.testFlag(QStyle::State_MouseOver))
        drawPanel(*painter, row, controlRadius, tokens.hover, QColor());
    if (option.state.testFlag(QStyle::State_HasFocus) &&
        option.state.testFlag(QStyle::State_KeyboardFocusChange))
        drawFocusRing(*painter, row, controlRadius, tokens.focus);

    int x = row.x();
    painter->setFont(small);
    painter->setPen(tokens.text3);
    TabularText::draw(*painter, QRect(x, row.y(), timeWidth(), row.height()), Qt::AlignLeft,
                      index.data(TimeTextRole).toString());
    x += timeWidth() + timeGap;
    StatePainter(*painter, tokens)
        .mark(index.data(StateRole).value<Mark>(),
              QRectF(x, row.y() + (row.height() - markSize) / 2, markSize, markSize));
    x += markSize + markGap;

    const QString trail = index.data(TrailingRole).toString();
    int right = row.x() + row.width();
    if (!trail.isEmpty()) {
        const int width = smallMetrics.horizontalAdvance(trail);
        painter->setPen(tokens.text2);
        painter->drawText(QRect(right - width, row.y(), width + 1, row.height()),
                          Qt::AlignLeft | Qt::AlignVCenter, trail);
        right -= width + trailGap;
    }
    const QFont base = textFont(TextStyle::Base);
    painter->setFont(base);
    painter->setPen(selected ? tokens.selText : tokens.text);
    painter->drawText(
        QRect(x, row.y(), right - x, row.height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(base).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, right - x));
}

QSize EventDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const int text =
        QFontMetrics(textFont(TextStyle::Base)).horizontalAdvance(index.data(Qt::DisplayRole).toString());
    const int height =
        roomFor(rowDesign) + (index.data(DayRole).toString().isEmpty() ? 0 : roomFor(dayDesign));
    return {timeWidth() + timeGap + markSize + markGap + text, height};
}

} // namespace rollcall
