#include "ui/widgets/statepainter.h"

#include "ui/theme/drawing.h"
#include "ui/theme/typography.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr qreal gridSize = 16;
constexpr qreal chipLeft = 6;
constexpr qreal chipMark = 8;
constexpr qreal chipGap = 5;
constexpr qreal chipRight = 7;
constexpr int probesShown = 14;

QPen roundPen(const QColor& color, qreal width)
{
    return {color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

QFont chipFont()
{
    return textFont(TextStyle::Small);
}

QPolygonF octagon()
{
    constexpr qreal low = 1, high = 15, cut = 4.1;
    return {{low + cut, low},   {high - cut, low}, {high, low + cut}, {high, high - cut},
            {high - cut, high}, {low + cut, high}, {low, high - cut}, {low, low + cut}};
}

QPainterPath questionMark()
{
    QPainterPath path(QPointF(6.1, 6.5));
    path.cubicTo(6.1, 5.4, 6.9, 4.7, 8, 4.7);
    path.cubicTo(9.1, 4.7, 9.9, 5.4, 9.9, 6.4);
    path.cubicTo(9.9, 7.7, 8, 7.8, 8, 9.1);
    return path;
}

QPolygonF crownShape()
{
    return {{2, 5}, {5.2, 7.7}, {8, 2.8}, {10.8, 7.7}, {14, 5}, {12.9, 12.7}, {3.1, 12.7}};
}

/// Moves the painter onto the grid of 16 inside box.
void toGrid(QPainter& painter, const QRectF& box)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.topLeft());
    painter.scale(box.width() / gridSize, box.height() / gridSize);
}

QString chipText(const UnitChip& chip)
{
    return chip.kind == UnitChip::Kind::Unknown ? QStringLiteral("? ") + chip.name : chip.name;
}

} // namespace

void StatePainter::mark(Mark which, const QRectF& box)
{
    mark(which, box, inkOf(which));
}

void StatePainter::mark(Mark which, const QRectF& box, const QColor& ink)
{
    if (which == Mark::None)
        return;
    const PainterState state(m_painter);
    toGrid(m_painter, box);
    grid(which, ink);
}

void StatePainter::grid(Mark which, const QColor& ink)
{
    QPainter& p = m_painter;
    const auto fill = [&] {
        p.setPen(Qt::NoPen);
        p.setBrush(ink);
    };
    const auto stroke = [&](const QColor& color, qreal width) {
        p.setPen(roundPen(color, width));
        p.setBrush(Qt::NoBrush);
    };
    constexpr QPointF center(8, 8);
    switch (which) {
    case Mark::Healthy:
        fill();
        p.drawEllipse(center, 7, 7);
        stroke(m_tokens.mark, 1.7);
        p.drawPolyline(QPolygonF{{4.7, 8.2}, {7, 10.5}, {11.3, 5.8}});
        break;
    case Mark::Degraded:
        p.setPen(roundPen(ink, 2));
        p.setBrush(ink);
        p.drawPolygon(QPolygonF{{8, 2.2}, {14.4, 13.4}, {1.6, 13.4}});
        stroke(m_tokens.mark, 1.7);
        p.drawLine(QPointF(8, 6), QPointF(8, 9.6));
        p.drawPoint(QPointF(8, 12.1));
        break;
    case Mark::Down:
        fill();
        p.drawPolygon(octagon());
        stroke(m_tokens.mark, 1.7);
        p.drawLine(QPointF(5.5, 5.5), QPointF(10.5, 10.5));
        p.drawLine(QPointF(10.5, 5.5), QPointF(5.5, 10.5));
        break;
    case Mark::Draining:
        stroke(ink, 1.6);
        p.drawEllipse(center, 6.2, 6.2);
        fill();
        p.drawPie(QRectF(2.6, 2.6, 10.8, 10.8), 180 * 16, 180 * 16);
        break;
    case Mark::Maintenance:
        fill();
        p.drawRoundedRect(QRectF(1, 1, 14, 14), 3, 3);
        stroke(m_tokens.mark, 1.8);
        p.drawLine(QPointF(6, 5), QPointF(6, 11));
        p.drawLine(QPointF(10, 5), QPointF(10, 11));
        break;
    case Mark::Idle:
        stroke(ink, 1.6);
        p.drawEllipse(center, 6.2, 6.2);
        break;
    case Mark::Unknown: {
        constexpr qreal width = 1.4;
        QPen dashed(ink, width, Qt::CustomDashLine, Qt::FlatCap);
        dashed.setDashPattern({2.6 / width, 1.4 / width});
        p.setPen(dashed);
        p.setBrush(Qt::NoBrush);
        p.drawEllipse(center, 6.4, 6.4);
        stroke(ink, width);
        p.drawPath(questionMark());
        p.setPen(roundPen(ink, 1.6));
        p.drawPoint(QPointF(8, 11.3));
        break;
    }
    case Mark::Tick:
        stroke(ink, 2);
        p.drawPolyline(QPolygonF{{2.6, 8.6}, {6.2, 12.2}, {13.4, 4.4}});
        break;
    case Mark::Dash:
        stroke(ink, 2);
        p.drawLine(QPointF(3.6, 8), QPointF(12.4, 8));
        break;
    case Mark::Crown:
        p.setPen(QPen(ink, 0.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        p.setBrush(ink);
        p.drawPolygon(crownShape());
        break;
    case Mark::None:
        break;
    }
}

void StatePainter::crown(Crown which, const QRectF& box, const QColor& ink)
{
    if (which == Crown::Primary) {
        mark(Mark::Crown, box, ink);
    } else if (which == Crown::Successor) {
        const PainterState state(m_painter);
        toGrid(m_painter, box);
        m_painter.setPen(roundPen(ink, 1.3));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawPolygon(crownShape());
    }
}

int StatePainter::chipHeight()
{
    return roomFor(20);
}

int StatePainter::chipWidth(const UnitChip& chip)
{
    const qreal text = QFontMetricsF(chipFont()).horizontalAdvance(chipText(chip));
    const qreal sign = chip.kind == UnitChip::Kind::Unknown ? 0 : chipMark + chipGap;
    return qRound(chipLeft + sign + text + chipRight);
}

void StatePainter::chip(const UnitChip& chip, const QRectF& rect, bool fresh)
{
    using Kind = UnitChip::Kind;
    const PainterState state(m_painter);
    const bool unknown = chip.kind == Kind::Unknown;
    const bool running = chip.kind == Kind::Running;
    if (unknown)
        drawPanel(m_painter, rect, controlRadius, QColor(), m_tokens.field, true);
    else
        drawPanel(m_painter, rect, controlRadius, running && fresh ? m_tokens.sunken : m_tokens.surface,
                  m_tokens.border);

    const QColor quiet = fresh ? m_tokens.text2 : m_tokens.text3;
    const QRectF box(rect.x() + chipLeft, rect.center().y() - chipMark / 2, chipMark, chipMark);
    const QPointF center = box.center();
    m_painter.setRenderHint(QPainter::Antialiasing);
    const auto ring = [&](const QColor& ink) {
        m_painter.setPen(QPen(ink, 1.4));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawEllipse(center, 2.8, 2.8);
    };
    switch (chip.kind) {
    case Kind::Running:
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(fresh ? m_tokens.healthy.ink : m_tokens.text3);
        m_painter.drawEllipse(center, 3, 3);
        break;
    case Kind::Standby:
        ring(quiet);
        break;
    case Kind::Busy:
        ring(m_tokens.text3);
        break;
    case Kind::Stopped:
        m_painter.setPen(QPen(quiet, 1.4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRect(QRectF(center.x() - 2.5, center.y() - 2.5, 5, 5));
        break;
    case Kind::Failed:
        mark(Mark::Down, box.adjusted(-1, -1, 1, 1), fresh ? m_tokens.down.ink : m_tokens.text3);
        break;
    case Kind::Unknown:
        break;
    }

    m_painter.setFont(chipFont());
    m_painter.setPen(fresh && (running || chip.kind == Kind::Failed) ? m_tokens.text : quiet);
    const qreal left = chipLeft + (unknown ? 0 : chipMark + chipGap);
    m_painter.drawText(rect.adjusted(left, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
                       chipText(chip));
}

void StatePainter::failure(QPointF center, qreal reach)
{
    m_painter.setPen(roundPen(m_tokens.down.ink, 0.9));
    m_painter.drawLine(center + QPointF(-reach, -reach), center + QPointF(reach, reach));
    m_painter.drawLine(center + QPointF(reach, -reach), center + QPointF(-reach, reach));
}

void StatePainter::sparkline(const QList<float>& history, const QRectF& box, bool fresh)
{
    const qsizetype first = std::max<qsizetype>(0, history.size() - probesShown);
    float low = 0, high = 0;
    bool any = false;
    for (qsizetype i = first; i < history.size(); ++i) {
        const float value = history[i];
        if (value < 0)
            continue;
        low = any ? std::min(low, value) : value;
        high = any ? std::max(high, value) : value;
        any = true;
    }
    const PainterState state(m_painter);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setBrush(Qt::NoBrush);
    const qreal step = box.width() / (probesShown - 1);
    const QRectF area = box.adjusted(0, 2.5, 0, -2.5);
    const auto place = [&](qsizetype i) {
        const qreal x = box.right() - step * qreal(history.size() - 1 - i);
        const float value = history[i];
        if (value < 0)
            return QPointF(x, area.bottom());
        const qreal part = high > low ? qreal((value - low) / (high - low)) : 0.5;
        return QPointF(x, area.bottom() - part * area.height());
    };
    const QColor ink = fresh ? m_tokens.text3 : m_tokens.field;
    QPolygonF line;
    const auto flush = [&] {
        m_painter.setPen(roundPen(ink, 1.2));
        if (line.size() == 1)
            m_painter.drawPoint(line.first());
        else
            m_painter.drawPolyline(line);
        line.clear();
    };
    for (qsizetype i = first; i < history.size(); ++i) {
        if (history[i] >= 0) {
            line.append(place(i));
            continue;
        }
        flush();
        failure(place(i), 0.8);
    }
    const bool answered = !line.isEmpty();
    flush();
    if (answered) {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(ink);
        m_painter.drawEllipse(place(history.size() - 1), 1.4, 1.4);
    }
}

void StatePainter::remove(const QRectF& box, bool allowed, bool hovered)
{
    const PainterState state(m_painter);
    if (allowed)
        drawPanel(m_painter, box, controlRadius, hovered ? m_tokens.down.tint : m_tokens.surface,
                  m_tokens.down.ink);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(roundPen(allowed ? m_tokens.down.ink : m_tokens.ctl, allowed ? 1.6 : 1.4));
    const QPointF center = box.center();
    constexpr qreal reach = 3.6;
    m_painter.drawLine(center + QPointF(-reach, -reach), center + QPointF(reach, reach));
    m_painter.drawLine(center + QPointF(reach, -reach), center + QPointF(-reach, reach));
}

} // namespace rollcall
