#pragma once

#include <QFont>

namespace rollcall
{

/// Sizes of text, scaled from the application's font, whose 13 px at 96 dpi are the base.
enum class TextStyle {
    Caption, ///< 11: chart axes, key caps
    Small,   ///< 12: second lines, headers of tables
    Base,    ///< 13
    Value,   ///< 15, 600
    Title,   ///< 17, 600: heading of a page
    Verdict, ///< 20, 600
    Welcome, ///< 26, 600
};

/// The application's font in that size, and in the style's own weight.
QFont textFont(TextStyle style);
QFont textFont(TextStyle style, QFont::Weight weight);

/// A height of the design in pixels, plus what the application's line of text exceeds 18 px by, so that
/// large fonts are not cut.
int roomFor(int height);

} // namespace rollcall
