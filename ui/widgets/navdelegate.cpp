#include "ui/widgets/navdelegate.h"

#include "model/tables/roles.h"
#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/tabulartext.h"

#include <QPainter>

namespace rollcall
{

namespace
{

constexpr int outer = 8;  ///< between the edge of the navigation and the highlight
constexpr int inner = 16; ///< between the edge and the icon
constexpr int textLeft = 42;

NavKind kindOf(const QModelIndex& index)
{
    const QVariant kind = index.data(NavKindRole);
    return kind.isValid() ? kind.value<NavKind>() : NavKind::Item;
}

} // namespace

void NavDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const PainterState state(*painter);
    const Tokens& tokens = Tokens::of(option.palette);
    const QRect row = option.rect;
    const NavKind kind = kindOf(index);
    if (kind == NavKind::Gap)
        return;
    if (kind == NavKind::Line) {
        drawRule(*painter, row.x() + inner, row.right() + 1 - inner, row.center().y(), tokens.border);
        return;
    }
    const QRect inside = row.adjusted(inner, 0, -inner, 0);
    if (kind == NavKind::Heading) {
        painter->setFont(textFont(TextStyle::Small, QFont::DemiBold));
        painter->setPen(tokens.text3);
        painter->drawText(inside, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(),
                                                            Qt::ElideRight, inside.width()));
        return;
    }

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool current = index.data(NavCurrentRole).toBool();
    const QRect highlight = row.adjusted(outer, 0, -outer, 0);
    if (selected)
        drawPanel(*painter, highlight, controlRadius, tokens.selBg, QColor());
    else if (enabled && option.state.testFlag(QStyle::State_MouseOver))
        drawPanel(*painter, highlight, controlRadius, tokens.hover, QColor());
    if (option.state.testFlag(QStyle::State_HasFocus) &&
        option.state.testFlag(QStyle::State_KeyboardFocusChange))
        drawFocusRing(*painter, highlight, controlRadius, tokens.focus);

    const QRectF glyph(inside.x(), row.center().y() - 7, 16, 16);
    const QVariant mark = index.data(StateRole);
    if (mark.isValid())
        StatePainter(*painter, tokens).mark(mark.value<Mark>(), glyph);
    else if (const QVariant which = index.data(NavIconRole); which.isValid())
        drawIcon(*painter, Icon(which.toInt()), glyph,
                 !enabled   ? tokens.disabled
                 : selected ? tokens.accent
                            : tokens.text2);

    int right = inside.right() + 1;
    if (const int count = index.data(NavCountRole).toInt(); count > 0) {
        const QString text = QString::number(count);
        painter->setFont(textFont(TextStyle::Small, QFont::DemiBold));
        painter->setPen(tokens.text2);
        TabularText::draw(*painter, inside, Qt::AlignRight, text);
        right -= painter->fontMetrics().horizontalAdvance(text) + 8;
    } else if (current) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(tokens.accent);
        painter->drawEllipse(QPointF(right - 3, row.center().y() + 0.5), 3, 3);
        right -= 6 + 8;
    }
    const QRect text(row.x() + textLeft, row.y(), right - row.x() - textLeft, row.height());
    painter->setFont(textFont(TextStyle::Base, selected || current ? QFont::DemiBold : QFont::Normal));
    painter->setPen(!enabled ? tokens.disabled : selected ? tokens.selText : tokens.text);
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(),
                                                        Qt::ElideRight, text.width()));
}

QSize NavDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    switch (kindOf(index)) {
    case NavKind::Gap:
        return {0, 8};
    case NavKind::Line:
        return {0, 17};
    case NavKind::Heading:
        return {0, roomFor(28)};
    case NavKind::Item:
        break;
    }
    const int text = QFontMetrics(textFont(TextStyle::Base, QFont::DemiBold))
                         .horizontalAdvance(index.data(Qt::DisplayRole).toString());
    const int count = index.data(NavCountRole).toInt() > 0 || index.data(NavCurrentRole).toBool() ? 24 : 0;
    return {textLeft + text + inner + count, roomFor(32)};
}

} // namespace rollcall
