#pragma once

#include <QColor>
#include <QFont>
#include <QRect>
#include <QString>

class QPainter;

namespace rollcall
{

/// Upper and lower half of a cell with two lines; 16 px a line, in the middle of the cell.
struct TwoLines {
    QRect upper;
    QRect lower;

    static TwoLines in(const QRect& box);
};

/// The quiet second line of a cell, elided at its end.
void paintSecondLine(QPainter& painter, const QRect& line, const QString& text, const QFont& font,
                     const QColor& color);

} // namespace rollcall
