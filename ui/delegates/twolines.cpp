#include "ui/delegates/twolines.h"

#include "ui/theme/typography.h"

#include <QFontMetrics>
#include <QPainter>

namespace rollcall
{

TwoLines TwoLines::in(const QRect& box)
{
    const int line = roomFor(16);
    const int top = box.y() + (box.height() - 2 * line) / 2;
    return {QRect(box.x(), top, box.width(), line), QRect(box.x(), top + line + 1, box.width(), line)};
}

void paintSecondLine(QPainter& painter, const QRect& line, const QString& text, const QFont& font,
                     const QColor& color)
{
    painter.setFont(font);
    painter.setPen(color);
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, line.width());
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

} // namespace rollcall
