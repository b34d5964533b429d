#include "ui/widgets/loadbar.h"

#include "model/tables/timetext.h"
#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/tabulartext.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr int barWidth = 120;
constexpr qreal barHeight = 8;
constexpr int gap = 8;

} // namespace

LoadBar::LoadBar(QWidget* parent)
    : QWidget(parent)
{
    setFont(textFont(TextStyle::Small));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setLoad(0, 0);
}

QString LoadBar::textOf(double now, double after)
{
    return QStringLiteral("%1 → %2").arg(std::lround(now * 100)).arg(percentText(after));
}

void LoadBar::setLoad(double now, double after)
{
    m_now = now;
    m_after = after;
    setAccessibleName(
        tr("Load %1 now, %2 after the loss of the primary").arg(percentText(now), percentText(after)));
    updateGeometry();
    update();
}

QSize LoadBar::sizeHint() const
{
    const qreal text = TabularText::width(QFontMetricsF(font()), textOf(m_now, m_after));
    return {barWidth + gap + int(std::ceil(text)), std::max(fontMetrics().height(), int(barHeight))};
}

void LoadBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    const QRectF bar(0, std::round((height() - barHeight) / 2), barWidth, barHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(bar, 2, 2);
    painter.setClipPath(outline);
    const auto part = [&](double load) { return bar.x() + std::clamp(load, 0.0, 1.0) * bar.width(); };
    painter.fillRect(bar, tokens.divider);
    // Above all processors busy the added part is in the colour of a warning: the load does not fit.
    painter.fillRect(QRectF(bar.topLeft(), QPointF(part(m_after), bar.bottom())),
                     m_after > 1 ? tokens.degraded.ink : tokens.alive);
    painter.fillRect(QRectF(bar.topLeft(), QPointF(part(m_now), bar.bottom())), tokens.term);
    painter.restore();
    painter.setPen(tokens.text2);
    TabularText::draw(painter, QRectF(barWidth + gap, 0, width() - barWidth - gap, height()), Qt::AlignLeft,
                      textOf(m_now, m_after));
}

} // namespace rollcall
