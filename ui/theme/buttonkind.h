#pragma once

class QPushButton;
class QWidget;

namespace rollcall
{

/// What RollcallStyle makes of a QPushButton.
enum class ButtonKind {
    Plain,
    Accent, ///< the default action; at most one in a window
    Danger, ///< text in the colour of Down: stops or removes something, and asks first
    Link,   ///< text in the colour of links, no outline; stays focusable
    Chip,   ///< checkable filter: selBg and an accent outline while checked
    Ghost,  ///< only an icon, with a background under the pointer
};

void setButtonKind(QPushButton* button, ButtonKind kind);
ButtonKind buttonKind(const QWidget* button);

/// 24 px high instead of 28, with small text.
void setSmallButton(QPushButton* button);
bool isSmallButton(const QWidget* button);

} // namespace rollcall
