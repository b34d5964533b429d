#pragma once

#include <QFontMetrics>
#include <QRectF>
#include <QString>

class QPainter;

namespace rollcall
{

/// Text whose digits all take the width of the widest one, so that a changing number does not jitter. Qt 6.4
/// cannot switch on a font's tabular digits, and some fonts (Inter) have proportional ones.
namespace TabularText
{

qreal width(const QFontMetricsF& metrics, QStringView text);

/// Draws one line with the painter's font and pen; alignment is horizontal and vertical.
void draw(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, QStringView text);

} // namespace TabularText

} // namespace rollcall
