#pragma once

#include "model/tables/roles.h"

#include <QColor>

class QPalette;
class QWidget;

namespace rollcall
{

/// The colour of a state's shape and word, and the tint behind a banner or badge of that state.
struct StateColors {
    QColor ink;
    QColor tint;
};

/// Every colour of the console. Two instances exist, light() and dark(); a widget finds the one that it is
/// painted with from its palette, so the palette is the only thing that changes when the theme does.
/// The contrasts (4.5 : 1 for text, 3 : 1 for graphics, WCAG 2.1 §1.4.3 and §1.4.11) are proved by
/// tests/theme.
struct Tokens {
    bool isDark = false;
    QColor nav;        ///< menu bar, left navigation
    QColor canvas;     ///< page behind cards, toolbar, dialogs: QPalette::Window
    QColor surface;    ///< cards, tables, inputs, buttons: Base, Button
    QColor sunken;     ///< table header, running chip, stale tile: AlternateBase
    QColor hover;      ///< row, button and navigation item under the pointer: Midlight
    QColor border;     ///< outline of a card: Mid
    QColor divider;    ///< line between rows: Light
    QColor ctl;        ///< outline of a button
    QColor field;      ///< outline of an input, a check box, an unknown unit: Dark
    QColor text;       ///< WindowText, Text, ButtonText
    QColor text2;      ///< secondary text
    QColor text3;      ///< captions, headers: PlaceholderText
    QColor disabled;   ///< group Disabled of every text role
    QColor accent;     ///< links, selection bar: Link
    QColor accentFill; ///< default button, ticked box
    QColor onAccent;
    QColor selBg; ///< Highlight
    QColor selText;
    QColor focus; ///< ring around what has the keyboard
    QColor term;  ///< timeline: bar of a primary's term
    QColor alive; ///< timeline: line of a living node
    QColor mark;  ///< the sign cut into a filled state shape
    StateColors healthy;
    StateColors degraded;
    StateColors down;
    StateColors draining;
    StateColors maintenance;
    StateColors idle; ///< Unknown looks the same

    /// Tick is Healthy's, Dash is Idle's, Crown and None are text.
    StateColors state(Mark mark) const;

    static const Tokens& light();
    static const Tokens& dark();
    /// dark() when the palette's Window is darker than the middle grey.
    static const Tokens& of(const QPalette& palette);
    static const Tokens& of(const QWidget* widget);

    /// The palette that carries these tokens, for the groups Active, Inactive and Disabled.
    QPalette palette() const;
};

} // namespace rollcall
