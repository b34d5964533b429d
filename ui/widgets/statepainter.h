#pragma once

#include "model/tables/roles.h"
#include "ui/theme/tokens.h"

#include <QRectF>

class QFont;
class QPainter;

namespace rollcall
{

/// Draws every small sign of the console: shape, word and colour of a state always go together.
/// Shapes are drawn on a grid of 16 and scaled into the box: 12, 14 (tables), 16, 24 (details) and 32 px
/// (verdict). The painter's own state is left as it was.
class StatePainter
{
public:
    StatePainter(QPainter& painter, const Tokens& tokens)
        : m_painter(painter)
        , m_tokens(tokens)
    {
    }

    void mark(Mark mark, const QRectF& box);
    /// In a colour of the caller's: text3 for what is not fresh.
    void mark(Mark mark, const QRectF& box, const QColor& ink);

    /// Filled for the primary, an outline for the successor; always in text, never gold.
    void crown(Crown crown, const QRectF& box, const QColor& ink);

    /// A unit as a chip: rect is as wide as chipWidth() says and 20 px high.
    void chip(const UnitChip& chip, const QRectF& rect, bool fresh = true);
    static int chipWidth(const UnitChip& chip);
    static int chipHeight();

    /// Round trips as a line, the last one with a dot; failures are red crosses on the base line.
    void sparkline(const QList<float>& history, const QRectF& box, bool fresh = true);

    /// The cross that removes a node: red with an outline when it may be, grey otherwise.
    void remove(const QRectF& box, bool allowed, bool hovered = false);

private:
    QColor inkOf(Mark mark) const { return m_tokens.state(mark).ink; }
    void failure(QPointF center, qreal reach);
    void grid(Mark mark, const QColor& ink);

    QPainter& m_painter;
    const Tokens& m_tokens;
};

} // namespace rollcall
