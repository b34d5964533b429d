#pragma once

#include <QColor>
#include <QPainter>

namespace rollcall
{

inline constexpr qreal controlRadius = 4;
inline constexpr qreal cardRadius = 6;
inline constexpr qreal tileRadius = 8;

/// Pixels of the device for one pixel of the design: the screen's scale, and whatever the painter adds.
qreal deviceScale(const QPainter& painter);

/// Width of a line that is one pixel of the design and covers whole pixels of the device, at any scale.
qreal hairline(const QPainter& painter);

/// A rounded panel inside rect with a one pixel outline; an invalid colour leaves that part out.
void drawPanel(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& outline,
               bool dashed = false);

/// A horizontal line of one pixel, its upper edge at y.
void drawRule(QPainter& painter, qreal left, qreal right, qreal y, const QColor& color);

/// The ring around what has the keyboard: 2 px wide, its outer edge on rect.
void drawFocusRing(QPainter& painter, const QRectF& rect, qreal radius, const QColor& color);

/// Keeps a painter's state and gives it back at the end of a block.
class PainterState
{
public:
    explicit PainterState(QPainter& painter)
        : m_painter(painter)
    {
        m_painter.save();
    }
    ~PainterState() { m_painter.restore(); }
    Q_DISABLE_COPY_MOVE(PainterState)

private:
    QPainter& m_painter;
};

} // namespace rollcall
