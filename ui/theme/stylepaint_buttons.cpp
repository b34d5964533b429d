#include "ui/theme/buttonkind.h"
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/tokens.h"

#include <QPainterPath>
#include <QStyle>
#include <QStyleOption>
#include <QWidget>

namespace rollcall::stylepaint
{

namespace
{

constexpr int iconGap = 8;

struct Look {
    QColor fill;
    QColor outline;
    QColor text;
};

Look lookOf(const QStyleOption& option, ButtonKind kind)
{
    const Tokens& tokens = Tokens::of(option.palette);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool pressed = option.state.testFlag(QStyle::State_Sunken);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    const bool checked = option.state.testFlag(QStyle::State_On);

    if (kind == ButtonKind::Link)
        return {QColor(), QColor(), enabled ? tokens.accent : tokens.disabled};
    if (kind == ButtonKind::Ghost)
        return {enabled && (pressed || hovered) ? tokens.hover : QColor(), QColor(),
                enabled ? tokens.text2 : tokens.disabled};
    if (!enabled)
        return {tokens.canvas, tokens.border, tokens.disabled};
    if (kind == ButtonKind::Accent) {
        const QColor fill = pressed   ? tokens.accentFill.darker(115)
                            : hovered ? tokens.accentFill.darker(107)
                                      : tokens.accentFill;
        return {fill, QColor(), tokens.onAccent};
    }
    if (checked)
        return {tokens.selBg, tokens.accent, tokens.selText};
    const QColor fill = pressed ? tokens.sunken : hovered ? tokens.hover : tokens.surface;
    if (kind == ButtonKind::Chip)
        return {fill, tokens.border, tokens.text2};
    return {fill, tokens.ctl, kind == ButtonKind::Danger ? tokens.down.ink : tokens.text};
}

QColor inputOutline(const Tokens& tokens, const QStyleOption& option)
{
    return option.state.testFlag(QStyle::State_Enabled) ? tokens.field : tokens.border;
}

QColor inputFill(const Tokens& tokens, const QStyleOption& option)
{
    return option.state.testFlag(QStyle::State_Enabled) ? tokens.surface : tokens.canvas;
}

} // namespace

void pushButtonPanel(const QStyleOption& option, QPainter& painter, const QWidget* widget)
{
    const Look look = lookOf(option, buttonKind(widget));
    if (look.fill.isValid() || look.outline.isValid())
        drawPanel(painter, option.rect, controlRadius, look.fill, look.outline);
}

void pushButtonLabel(const QStyleOptionButton& option, QPainter& painter, const QWidget* widget)
{
    const PainterState state(painter);
    const Look look = lookOf(option, buttonKind(widget));
    const bool menu = option.features.testFlag(QStyleOptionButton::HasMenu);
    const QSize iconSize = option.icon.isNull() ? QSize(0, 0) : option.iconSize;
    const int textWidth = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    int width = textWidth + (menu ? iconGap + 12 : 0);
    if (!iconSize.isEmpty())
        width += iconSize.width() + (option.text.isEmpty() ? 0 : iconGap);
    int x = option.rect.x() + (option.rect.width() - width) / 2;
    if (!iconSize.isEmpty()) {
        const QRect box(QPoint(x, option.rect.center().y() - iconSize.height() / 2 + 1), iconSize);
        option.icon.paint(&painter, box, Qt::AlignCenter,
                          option.state.testFlag(QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled);
        x += iconSize.width() + iconGap;
    }
    painter.setPen(look.text);
    const int flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextDontClip;
    painter.drawText(QRect(x, option.rect.y(), textWidth + 1, option.rect.height()), flags, option.text);
    if (menu)
        drawIcon(painter, Icon::ChevronDown,
                 QRectF(x + textWidth + iconGap, option.rect.center().y() - 5.5, 12, 12), look.text);
}

void toolButtonPanel(const QStyleOption& option, QPainter& painter)
{
    const Tokens& tokens = Tokens::of(option.palette);
    const bool on = option.state & (QStyle::State_Sunken | QStyle::State_On);
    if (option.state.testFlag(QStyle::State_Enabled) &&
        (on || option.state.testFlag(QStyle::State_MouseOver)))
        drawPanel(painter, option.rect, controlRadius, on ? tokens.selBg : tokens.hover, QColor());
}

void inputPanel(const QStyleOption& option, QPainter& painter)
{
    const Tokens& tokens = Tokens::of(option.palette);
    drawPanel(painter, option.rect, controlRadius, inputFill(tokens, option), inputOutline(tokens, option));
}

void checkBox(const QStyleOption& option, QPainter& painter)
{
    const Tokens& tokens = Tokens::of(option.palette);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool on = option.state.testFlag(QStyle::State_On);
    const bool partly = option.state.testFlag(QStyle::State_NoChange);
    if (!on && !partly) {
        drawPanel(painter, option.rect, 3, inputFill(tokens, option), inputOutline(tokens, option));
        return;
    }
    drawPanel(painter, option.rect, 3, enabled ? tokens.accentFill : tokens.disabled, QColor());
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(option.rect.topLeft());
    painter.scale(option.rect.width() / 16.0, option.rect.height() / 16.0);
    painter.setPen(QPen(tokens.onAccent, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (partly)
        painter.drawLine(QPointF(4.8, 8), QPointF(11.2, 8));
    else
        painter.drawPolyline(QPolygonF{{4.7, 8.2}, {7, 10.5}, {11.3, 5.8}});
}

void radioButton(const QStyleOption& option, QPainter& painter)
{
    const Tokens& tokens = Tokens::of(option.palette);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const QRectF box(option.rect);
    if (!option.state.testFlag(QStyle::State_On)) {
        drawPanel(painter, box, box.width() / 2, inputFill(tokens, option), inputOutline(tokens, option));
        return;
    }
    drawPanel(painter, box, box.width() / 2, enabled ? tokens.accentFill : tokens.disabled, QColor());
    const qreal inset = box.width() * 0.3125;
    drawPanel(painter, box.adjusted(inset, inset, -inset, -inset), box.width() / 2, tokens.onAccent,
              QColor());
}

void comboBox(const QStyleOptionComboBox& option, QPainter& painter)
{
    inputPanel(option, painter);
    const Tokens& tokens = Tokens::of(option.palette);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    drawIcon(painter, Icon::ChevronDown,
             QRectF(option.rect.right() - 21, option.rect.center().y() - 7, 16, 16),
             enabled ? tokens.text2 : tokens.disabled);
}

void spinBox(const QStyleOptionSpinBox& option, QPainter& painter)
{
    inputPanel(option, painter);
    const Tokens& tokens = Tokens::of(option.palette);
    const auto arrow = [&](Icon icon, qreal y, QAbstractSpinBox::StepEnabledFlag step) {
        const bool on = option.state.testFlag(QStyle::State_Enabled) && option.stepEnabled.testFlag(step);
        drawIcon(painter, icon, QRectF(option.rect.right() - 18, y, 12, 12),
                 on ? tokens.text2 : tokens.disabled);
    };
    arrow(Icon::ChevronUp, option.rect.center().y() - 11, QAbstractSpinBox::StepUpEnabled);
    arrow(Icon::ChevronDown, option.rect.center().y(), QAbstractSpinBox::StepDownEnabled);
}

} // namespace rollcall::stylepaint
