#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/timelinewidget.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <array>

namespace rollcall
{

namespace
{

using Kind = NodeStretch::Kind;

constexpr std::array legendOrder{Kind::Primary,     Kind::Alive, Kind::Draining,
                                 Kind::Maintenance, Kind::Down,  Kind::KeyMismatch};
constexpr int swatchWidth = 20;
constexpr int swatchGap = 6;
constexpr int entryGap = 16;
constexpr qreal bandHeight = 8;
constexpr qreal hatchStep = 8;

QRectF centered(const QRectF& rect, qreal height)
{
    return {rect.x(), rect.center().y() - height / 2, rect.width(), height};
}

/// Lines at 45 degrees through the whole band, from a fixed origin so that neighbours match.
void hatch(QPainter& painter, const QRectF& band, bool rising)
{
    const qreal h = band.height();
    for (qreal x = band.x() - h; x < band.right() + h; x += hatchStep) {
        if (rising)
            painter.drawLine(QPointF(x, band.bottom()), QPointF(x + h, band.top()));
        else
            painter.drawLine(QPointF(x, band.top()), QPointF(x + h, band.bottom()));
    }
}

} // namespace

QString timelineWord(Kind kind)
{
    switch (kind) {
    case Kind::Primary:
        return QStringLiteral("Primary");
    case Kind::Alive:
        return QStringLiteral("Alive");
    case Kind::Draining:
        return QStringLiteral("Draining");
    case Kind::Maintenance:
        return QStringLiteral("Maintenance");
    case Kind::Down:
        return QStringLiteral("Down");
    case Kind::KeyMismatch:
        return QStringLiteral("Key mismatch");
    }
    return {};
}

void drawTimelineBrush(QPainter& painter, Kind kind, const QRectF& rect, const QPalette& palette)
{
    const PainterState state(painter);
    const Tokens& tokens = Tokens::of(palette);
    const QRectF band = centered(rect, bandHeight);
    painter.setRenderHint(QPainter::Antialiasing);
    switch (kind) {
    case Kind::Primary:
        drawPanel(painter, rect, 2, tokens.term, QColor());
        break;
    case Kind::Alive:
        painter.fillRect(centered(rect, 3), tokens.alive);
        break;
    case Kind::Draining:
        painter.fillRect(band, tokens.draining.ink);
        break;
    case Kind::Maintenance:
        painter.fillRect(band, tokens.maintenance.tint);
        painter.setClipRect(band);
        painter.setPen(QPen(tokens.maintenance.ink, 1.3));
        hatch(painter, band, true);
        break;
    case Kind::Down:
        painter.fillRect(band, tokens.down.tint);
        painter.setClipRect(band);
        painter.setPen(QPen(tokens.down.ink, 1));
        hatch(painter, band, true);
        hatch(painter, band, false);
        break;
    case Kind::KeyMismatch:
        painter.setClipRect(band);
        for (qreal x = band.x(); x < band.right(); x += 4)
            painter.fillRect(QRectF(x, band.y(), 2, band.height()), tokens.degraded.ink);
        break;
    }
}

TimelineLegend::TimelineLegend(QWidget* parent)
    : QWidget(parent)
{
    setFont(textFont(TextStyle::Small));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Legend of the timeline"));
}

void TimelineLegend::setTimeline(const Timeline& timeline)
{
    std::vector<Kind> kinds;
    for (const Kind kind : legendOrder) {
        const bool used =
            std::any_of(timeline.rows.begin(), timeline.rows.end(), [kind](const NodePast& row) {
                return std::any_of(row.segments.begin(), row.segments.end(),
                                   [kind](const NodeStretch& stretch) { return stretch.kind == kind; });
            });
        if (used || kind == Kind::Primary || kind == Kind::Alive)
            kinds.push_back(kind);
    }
    if (kinds == m_kinds)
        return;
    m_kinds = std::move(kinds);
    updateGeometry();
    update();
}

QSize TimelineLegend::sizeHint() const
{
    int width = 0;
    for (const Kind kind : m_kinds)
        width += swatchWidth + swatchGap + fontMetrics().horizontalAdvance(timelineWord(kind)) + entryGap;
    return {width - entryGap, roomFor(20)};
}

void TimelineLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(Tokens::of(this).text2);
    int x = 0;
    for (const Kind kind : m_kinds) {
        drawTimelineBrush(painter, kind, QRectF(x, height() / 2.0 - 5, swatchWidth, 10), palette());
        x += swatchWidth + swatchGap;
        const QString word = timelineWord(kind);
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, word);
        x += fontMetrics().horizontalAdvance(word) + entryGap;
    }
}

} // namespace rollcall
