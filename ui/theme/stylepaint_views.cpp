#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/tokens.h"

#include <QGuiApplication>
#include <QPainterPath>
#include <QStyle>
#include <QStyleOption>

#include <algorithm>

namespace rollcall::stylepaint
{

namespace
{

constexpr int menuPadding = 12;
constexpr int menuIcon = 16;
constexpr int shortestThumb = 24;

/// A small filled triangle, as the sorted column carries it.
void sortArrow(QPainter& painter, QPointF center, bool up, const QColor& color)
{
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const qreal d = up ? 1 : -1;
    painter.drawPolygon(QPolygonF{center + QPointF(-2.5, 2 * d), center + QPointF(2.5, 2 * d),
                                  center + QPointF(0, -2.5 * d)});
}

} // namespace

QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part)
{
    const bool upright = option.orientation == Qt::Vertical;
    const QRect bar = option.rect;
    const int length = upright ? bar.height() : bar.width();
    const qint64 span = qint64(option.maximum) - option.minimum;
    int slider = length;
    if (span > 0 && length > shortestThumb)
        slider = std::clamp(int(length * qint64(option.pageStep) / (span + option.pageStep)), shortestThumb,
                            length);
    const int start = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                                      length - slider, option.upsideDown);
    const auto piece = [&](int from, int to) {
        return upright ? QRect(bar.x(), bar.y() + from, bar.width(), to - from)
                       : QRect(bar.x() + from, bar.y(), to - from, bar.height());
    };
    if (part == QStyle::SC_ScrollBarSlider)
        return piece(start, start + slider);
    return part == QStyle::SC_ScrollBarSubPage ? piece(0, start) : piece(start + slider, length);
}

void scrollBar(const QStyleOptionSlider& option, QPainter& painter)
{
    const Tokens& tokens = Tokens::of(option.palette);
    painter.fillRect(option.rect, tokens.canvas);
    if (option.maximum <= option.minimum)
        return;
    const QRectF slider = scrollBarPart(option, QStyle::SC_ScrollBarSlider);
    const QRectF thumb =
        option.orientation == Qt::Vertical ? slider.adjusted(2, 0, -2, 0) : slider.adjusted(0, 2, 0, -2);
    const bool held =
        option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Sunken);
    drawPanel(painter, thumb, 4, held ? tokens.field : tokens.ctl, QColor());
}

void header(const QStyleOptionHeader& option, QPainter& painter)
{
    const PainterState state(painter);
    const Tokens& tokens = Tokens::of(option.palette);
    const bool hovered =
        option.state.testFlag(QStyle::State_MouseOver) && option.state.testFlag(QStyle::State_Enabled);
    painter.fillRect(option.rect, hovered ? tokens.hover : tokens.sunken);
    drawRule(painter, option.rect.x(), option.rect.x() + option.rect.width(),
             option.rect.y() + option.rect.height() - hairline(painter), tokens.border);

    const bool right = option.textAlignment.testFlag(Qt::AlignRight);
    const bool first = option.position == QStyleOptionHeader::Beginning ||
                       option.position == QStyleOptionHeader::OnlyOneSection;
    const int left = first ? 16 : 8;
    const QRect box = option.rect.adjusted(right ? 4 : left, 0, right ? -8 : -4, -1);
    const int width = option.fontMetrics.horizontalAdvance(option.text);
    painter.setPen(tokens.text3);
    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    const int arrow = sorted ? 8 : 0;
    QRect text = box;
    if (right)
        text.setRight(box.right() - arrow);
    painter.drawText(text, Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::TextSingleLine,
                     option.text);
    if (sorted) {
        const qreal x = right ? box.right() - 3 : box.x() + width + 5;
        // Qt calls an ascending order "SortDown".
        sortArrow(painter, QPointF(x, box.center().y() + 2),
                  option.sortIndicator == QStyleOptionHeader::SortDown, tokens.text3);
    }
}

void splitterHandle(const QStyleOption& option, QPainter& painter)
{
    const Tokens& tokens = Tokens::of(option.palette);
    const bool flat =
        option.state.testFlag(QStyle::State_Horizontal); // it moves sideways: the handle is upright
    const QRectF box(option.rect);
    const bool hovered =
        option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Sunken);
    if (!flat)
        drawRule(painter, box.left(), box.right(), box.top(), tokens.border);
    const QRectF grip = flat ? QRectF(box.center().x() - 1.5, box.center().y() - 16, 3, 32)
                             : QRectF(box.center().x() - 16, box.bottom() - 3, 32, 3);
    drawPanel(painter, grip, 1.5, hovered ? tokens.field : tokens.ctl, QColor());
}

void menuItem(const QStyleOptionMenuItem& option, QPainter& painter)
{
    const PainterState state(painter);
    const Tokens& tokens = Tokens::of(option.palette);
    painter.fillRect(option.rect, tokens.surface);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        drawRule(painter, option.rect.x(), option.rect.right() + 1, option.rect.center().y(), tokens.divider);
        return;
    }
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    if (enabled && option.state.testFlag(QStyle::State_Selected))
        drawPanel(painter, option.rect.adjusted(4, 0, -4, 0), controlRadius, tokens.selBg, QColor());
    const QColor ink = enabled ? tokens.text : tokens.disabled;

    const QRect box = option.rect.adjusted(menuPadding, 0, -menuPadding, 0);
    const QRectF glyph(box.x(), box.center().y() - 7, menuIcon, menuIcon);
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked)
        drawIcon(painter, Icon::Check, glyph, ink);
    else if (!option.icon.isNull())
        option.icon.paint(&painter, glyph.toRect(), Qt::AlignCenter,
                          enabled ? QIcon::Normal : QIcon::Disabled);

    const QRect line = box.adjusted(menuIcon + 8, 0, 0, 0);
    const qsizetype tabStop = option.text.indexOf(QLatin1Char('\t'));
    painter.setFont(option.font);
    painter.setPen(ink);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextSingleLine,
                     option.text.left(tabStop));
    if (tabStop >= 0) {
        painter.setPen(enabled ? tokens.text3 : tokens.disabled);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                         option.text.mid(tabStop + 1));
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        drawIcon(painter, Icon::ChevronRight, QRectF(box.right() - 11, box.center().y() - 5.5, 12, 12), ink);
}

void menuBarBackground(const QStyleOption& option, QPainter& painter)
{
    painter.fillRect(option.rect, Tokens::of(option.palette).nav);
}

void menuBarItem(const QStyleOptionMenuItem& option, QPainter& painter)
{
    const PainterState state(painter);
    const Tokens& tokens = Tokens::of(option.palette);
    painter.fillRect(option.rect, tokens.nav);
    // The bar draws no frame of its own: its lowest line is the page's upper edge.
    const bool open =
        option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_Enabled);
    if (open)
        drawPanel(painter, option.rect.adjusted(0, 3, 0, -4), controlRadius, tokens.selBg, QColor());
    painter.setPen(option.state.testFlag(QStyle::State_Enabled) ? tokens.text : tokens.disabled);
    painter.drawText(option.rect,
                     Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine | Qt::TextDontClip,
                     option.text);
}

void tab(const QStyleOptionTab& option, QPainter& painter)
{
    const PainterState state(painter);
    const Tokens& tokens = Tokens::of(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    if (!selected && enabled && option.state.testFlag(QStyle::State_MouseOver))
        painter.fillRect(option.rect.adjusted(0, 0, 0, -1), tokens.hover);
    const qreal bottom = option.rect.y() + option.rect.height();
    if (selected)
        painter.fillRect(QRectF(option.rect.x(), bottom - 2, option.rect.width(), 2), tokens.accent);
    painter.setPen(!enabled ? tokens.disabled : selected ? tokens.text : tokens.text2);
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
    if (option.state.testFlag(QStyle::State_HasFocus))
        drawFocusRing(painter, QRectF(option.rect).adjusted(1, 1, -1, -3), controlRadius, tokens.focus);
}

void progressBar(const QStyleOptionProgressBar& option, QPainter& painter)
{
    const Tokens& tokens = Tokens::of(option.palette);
    constexpr qreal thickness = 6;
    const QRectF groove(option.rect.x(), option.rect.center().y() - thickness / 2 + 0.5, option.rect.width(),
                        thickness);
    drawPanel(painter, groove, thickness / 2, tokens.divider, QColor());
    const int span = option.maximum - option.minimum;
    if (span <= 0)
        return; // of unknown length: a word says "Checking…", nothing moves
    const qreal part = std::clamp(double(option.progress - option.minimum) / span, 0.0, 1.0);
    if (part > 0)
        drawPanel(painter,
                  QRectF(groove.topLeft(), QSizeF(std::max(thickness, groove.width() * part), thickness)),
                  thickness / 2, tokens.accentFill, QColor());
}

} // namespace rollcall::stylepaint
