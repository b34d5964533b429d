#pragma once

#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionSpinBox;
class QStyleOptionSlider;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionTab;
class QStyleOptionProgressBar;
class QWidget;

/// The parts that RollcallStyle draws, one function a control. Each reads its colours from the option's
/// palette.
namespace rollcall::stylepaint
{

void pushButtonPanel(const QStyleOption& option, QPainter& painter, const QWidget* widget);
void pushButtonLabel(const QStyleOptionButton& option, QPainter& painter, const QWidget* widget);
void toolButtonPanel(const QStyleOption& option, QPainter& painter);
void inputPanel(const QStyleOption& option, QPainter& painter);
void checkBox(const QStyleOption& option, QPainter& painter);
void radioButton(const QStyleOption& option, QPainter& painter);

void comboBox(const QStyleOptionComboBox& option, QPainter& painter);
void spinBox(const QStyleOptionSpinBox& option, QPainter& painter);
void scrollBar(const QStyleOptionSlider& option, QPainter& painter);
/// Slider, or the page before or after it. There are no arrow buttons: the groove is the whole bar.
QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part);

void header(const QStyleOptionHeader& option, QPainter& painter);
void splitterHandle(const QStyleOption& option, QPainter& painter);
void menuItem(const QStyleOptionMenuItem& option, QPainter& painter);
void menuBarItem(const QStyleOptionMenuItem& option, QPainter& painter);
void menuBarBackground(const QStyleOption& option, QPainter& painter);
void tab(const QStyleOptionTab& option, QPainter& painter);
void progressBar(const QStyleOptionProgressBar& option, QPainter& painter);

} // namespace rollcall::stylepaint
