#include "ui/theme/rollcallstyle.h"

#include "ui/theme/buttonkind.h"
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"

#include <QAbstractScrollArea>
#include <QFocusFrame>
#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace rollcall
{

namespace
{

constexpr int focusGap = 1;
constexpr int focusWidth = 2;
constexpr int inputPadding = 6;
constexpr int arrowRoom = 24;

template <class Option>
const Option* as(const QStyleOption* option)
{
    return qstyleoption_cast<const Option*>(option);
}

} // namespace

RollcallStyle::RollcallStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

void RollcallStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (widget->inherits("QPushButton") || widget->inherits("QHeaderView") || widget->inherits("QTabBar") ||
        widget->inherits("QSplitterHandle") || widget->inherits("QScrollBar"))
        widget->setAttribute(Qt::WA_Hover);
}

bool RollcallStyle::drawPanels(PrimitiveElement element, const QStyleOption* option, QPainter& painter,
                               const QWidget* widget) const
{
    const Tokens& tokens = Tokens::of(option->palette);
    switch (element) {
    case PE_PanelButtonCommand:
    case PE_FrameDefaultButton:
        stylepaint::pushButtonPanel(*option, painter, widget);
        return true;
    case PE_PanelButtonTool:
        stylepaint::toolButtonPanel(*option, painter);
        return true;
    case PE_PanelLineEdit:
        if (const auto* frame = as<QStyleOptionFrame>(option); frame && frame->lineWidth > 0)
            stylepaint::inputPanel(*option, painter);
        return true;
    case PE_FrameLineEdit:
        stylepaint::inputPanel(*option, painter);
        return true;
    case PE_Frame:
    case PE_FrameGroupBox:
    case PE_FrameMenu:
    case PE_FrameTabWidget:
        drawPanel(painter, option->rect, 0, QColor(), tokens.border);
        return true;
    case PE_PanelScrollAreaCorner: // between two scroll bars
        painter.fillRect(option->rect, tokens.canvas);
        return true;
    case PE_PanelMenu:
        painter.fillRect(option->rect, tokens.surface);
        return true;
    case PE_PanelMenuBar:
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase:
    case PE_PanelToolBar:
        return true;
    case PE_PanelTipLabel:
        drawPanel(painter, option->rect, 0, tokens.surface, tokens.ctl);
        return true;
    case PE_FrameFocusRect:
        // Push buttons and inputs wear the FocusRing; here come check boxes, radio buttons and links.
        return true;
    default:
        return false;
    }
}

bool RollcallStyle::drawIndicators(PrimitiveElement element, const QStyleOption* option,
                                   QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(option->palette);
    const bool enabled = option->state.testFlag(State_Enabled);
    const auto chevron = [&](Icon icon) {
        const qreal size = std::min({16, option->rect.width(), option->rect.height()});
        const QPointF corner = QRectF(option->rect).center() - QPointF(size / 2, size / 2);
        drawIcon(painter, icon, QRectF(corner, QSizeF(size, size)), enabled ? tokens.text2 : tokens.disabled);
        return true;
    };
    switch (element) {
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        stylepaint::checkBox(*option, painter);
        return true;
    case PE_IndicatorRadioButton:
        stylepaint::radioButton(*option, painter);
        return true;
    case PE_IndicatorArrowDown:
        return chevron(Icon::ChevronDown);
    case PE_IndicatorArrowUp:
        return chevron(Icon::ChevronUp);
    case PE_IndicatorArrowLeft:
        return chevron(Icon::ChevronLeft);
    case PE_IndicatorArrowRight:
        return chevron(Icon::ChevronRight);
    default:
        return false;
    }
}

void RollcallStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                  const QWidget* widget) const
{
    if (drawPanels(element, option, *painter, widget) || drawIndicators(element, option, *painter))
        return;
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void RollcallStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const
{
    switch (element) {
    case CE_PushButtonBevel:
        stylepaint::pushButtonPanel(*option, *painter, widget);
        return;
    case CE_PushButtonLabel:
        if (const auto* button = as<QStyleOptionButton>(option))
            stylepaint::pushButtonLabel(*button, *painter, widget);
        return;
    case CE_Header:
        if (const auto* header = as<QStyleOptionHeader>(option))
            stylepaint::header(*header, *painter);
        return;
    case CE_HeaderEmptyArea: {
        const Tokens& tokens = Tokens::of(option->palette);
        painter->fillRect(option->rect, tokens.sunken);
        drawRule(*painter, option->rect.x(), option->rect.x() + option->rect.width(),
                 option->rect.y() + option->rect.height() - hairline(*painter), tokens.border);
        return;
    }
    case CE_Splitter:
        stylepaint::splitterHandle(*option, *painter);
        return;
    case CE_MenuItem:
        if (const auto* item = as<QStyleOptionMenuItem>(option))
            stylepaint::menuItem(*item, *painter);
        return;
    case CE_MenuEmptyArea:
        return;
    case CE_MenuBarItem:
        if (const auto* item = as<QStyleOptionMenuItem>(option))
            stylepaint::menuBarItem(*item, *painter);
        return;
    case CE_MenuBarEmptyArea:
        stylepaint::menuBarBackground(*option, *painter);
        return;
    case CE_TabBarTab:
        if (const auto* tab = as<QStyleOptionTab>(option))
            stylepaint::tab(*tab, *painter);
        return;
    case CE_ProgressBar:
        if (const auto* bar = as<QStyleOptionProgressBar>(option))
            stylepaint::progressBar(*bar, *painter);
        return;
    case CE_FocusFrame:
        drawFocusRing(*painter, option->rect, controlRadius + focusGap + focusWidth / 2.0,
                      Tokens::of(option->palette).focus);
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void RollcallStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                       QPainter* painter, const QWidget* widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto* slider = as<QStyleOptionSlider>(option))
            stylepaint::scrollBar(*slider, *painter);
    } else if (control == CC_ComboBox) {
        if (const auto* combo = as<QStyleOptionComboBox>(option))
            stylepaint::comboBox(*combo, *painter);
    } else if (control == CC_SpinBox) {
        if (const auto* spin = as<QStyleOptionSpinBox>(option))
            stylepaint::spinBox(*spin, *painter);
    } else {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

int RollcallStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_ScrollBarExtent:
    case PM_ButtonMargin:
        return 12;
    case PM_ScrollBarSliderMin:
        return 24;
    case PM_SplitterWidth:
        return 5;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
    case PM_MenuBarHMargin:
        return 8;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ButtonDefaultIndicator:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarVMargin:
    case PM_MenuBarItemSpacing:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
    case PM_ToolTipLabelFrameWidth:
        return 4;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return focusGap + focusWidth;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int RollcallStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* returned) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animation_Duration:
    case SH_Widget_Animate:
    case SH_ScrollView_FrameOnlyAroundContents:
    case SH_Header_ArrowAlignment:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_UnderlineShortcut:
    case SH_FocusFrame_AboveWidget:
        return 1;
    case SH_Table_GridLineColor:
        return int((option ? Tokens::of(option->palette) : Tokens::light()).divider.rgb());
    case SH_FocusFrame_Mask:
        if (auto* mask = qstyleoption_cast<QStyleHintReturnMask*>(returned); mask && option) {
            const int width = focusWidth;
            mask->region = QRegion(option->rect) - option->rect.adjusted(width, width, -width, -width);
        }
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QSize RollcallStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                                      const QWidget* widget) const
{
    switch (type) {
    case CT_PushButton: {
        const ButtonKind kind = buttonKind(widget);
        const int height = roomFor(isSmallButton(widget) ? 24 : 28);
        if (kind == ButtonKind::Link)
            return {contents.width(), height};
        if (kind == ButtonKind::Ghost)
            return {height, height};
        int padding = 12;
        if (isSmallButton(widget))
            padding = 10;
        const auto* button = as<QStyleOptionButton>(option);
        const bool menu = button && button->features.testFlag(QStyleOptionButton::HasMenu);
        // Qt counts 4 px between icon and text, the design 8.
        const int gap = button && !button->icon.isNull() && !button->text.isEmpty() ? 4 : 0;
        return {contents.width() + 2 * padding + gap + (menu ? 20 : 0), height};
    }
    case CT_LineEdit:
        return {QProxyStyle::sizeFromContents(type, option, contents, widget).width(), roomFor(28)};
    case CT_ComboBox:
    case CT_SpinBox:
        return {contents.width() + inputPadding + arrowRoom + 4, roomFor(28)};
    case CT_HeaderSection: {
        const auto* header = as<QStyleOptionHeader>(option);
        if (!header)
            break;
        // Qt measures with a bold font, the header is painted in its own. Room for the sort arrow is always
        // kept, partly in the padding, so that sorting moves nothing. Qt does not say here which section is
        // the first one, whose left padding is larger; its cells have that too.
        const QFontMetrics metrics = widget ? QFontMetrics(widget->font()) : header->fontMetrics;
        return {metrics.horizontalAdvance(header->text) + 12 + 5, roomFor(28)};
    }
    case CT_MenuItem: {
        const auto* item = as<QStyleOptionMenuItem>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {contents.width(), 9};
        const bool keys = item && item->text.contains(QLatin1Char('\t'));
        const int keyWidth = item ? item->reservedShortcutWidth : 0;
        return {contents.width() + 24 + 24 + (keys || keyWidth > 0 ? keyWidth + 24 : 16), roomFor(28)};
    }
    case CT_MenuBarItem:
        return {contents.width() + 16, roomFor(27)};
    case CT_MenuBar:
        return {contents.width(), roomFor(28)};
    case CT_TabBarTab: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return {size.width(), roomFor(32)};
    }
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, contents, widget);
}

QRect RollcallStyle::subElementRect(SubElement element, const QStyleOption* option,
                                    const QWidget* widget) const
{
    if (element == SE_PushButtonContents || element == SE_PushButtonBevel)
        return option->rect;
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect RollcallStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                    SubControl part, const QWidget* widget) const
{
    const QRect inside = option->rect.adjusted(inputPadding, 1, -arrowRoom, -1);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return inside;
    if (control == CC_SpinBox) {
        const QRect arrows(inside.right() + 1, option->rect.y(), arrowRoom, option->rect.height() / 2);
        switch (part) {
        case SC_SpinBoxEditField:
            return inside;
        case SC_SpinBoxUp:
            return arrows;
        case SC_SpinBoxDown:
            return arrows.translated(0, arrows.height());
        default:
            break;
        }
    }
    if (control == CC_ScrollBar) {
        const auto* slider = as<QStyleOptionSlider>(option);
        if (slider && (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine))
            return {};
        if (slider && part == SC_ScrollBarGroove)
            return option->rect;
        if (slider &&
            (part == SC_ScrollBarSlider || part == SC_ScrollBarAddPage || part == SC_ScrollBarSubPage))
            return stylepaint::scrollBarPart(*slider, part);
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QIcon RollcallStyle::standardIcon(StandardPixmap pixmap, const QStyleOption* option,
                                  const QWidget* widget) const
{
    const Tokens& tokens = option   ? Tokens::of(option->palette)
                           : widget ? Tokens::of(widget)
                                    : Tokens::light();
    switch (pixmap) {
    case SP_LineEditClearButton:
    case SP_TitleBarCloseButton:
    case SP_DialogCloseButton:
        return icon(Icon::Close, tokens);
    default:
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

} // namespace rollcall
