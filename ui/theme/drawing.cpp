#include "ui/theme/drawing.h"

#include <QPen>

#include <algorithm>
#include <cmath>

namespace rollcall
{

qreal deviceScale(const QPainter& painter)
{
    // Not the device's own ratio: a widget that is grabbed for a picture is painted at another one.
    const QTransform& transform = painter.deviceTransform();
    const qreal scale = std::hypot(transform.m11(), transform.m12());
    return scale > 0 ? scale : 1.0;
}

qreal hairline(const QPainter& painter)
{
    const qreal scale = deviceScale(painter);
    return std::max(1.0, std::floor(scale + 0.01)) / scale;
}

void drawPanel(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& outline,
               bool dashed)
{
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    QRectF box = rect;
    if (outline.isValid()) {
        const qreal width = hairline(painter);
        QPen pen(outline, width);
        if (dashed)
            pen.setDashPattern({3 / width, 2 / width});
        painter.setPen(pen);
        box.adjust(width / 2, width / 2, -width / 2, -width / 2);
    } else {
        painter.setPen(Qt::NoPen);
    }
    painter.drawRoundedRect(box, radius, radius);
}

void drawRule(QPainter& painter, qreal left, qreal right, qreal y, const QColor& color)
{
    painter.fillRect(QRectF(left, y, right - left, hairline(painter)), color);
}

void drawFocusRing(QPainter& painter, const QRectF& rect, qreal radius, const QColor& color)
{
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 2));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
}

} // namespace rollcall
