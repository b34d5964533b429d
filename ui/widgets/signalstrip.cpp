#include "ui/widgets/signalstrip.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/tabulartext.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr int stripHeight = 40;
constexpr int axisDesign = 20;
constexpr qreal tickHeight = 30;
constexpr qreal blockHeight = 22;
constexpr qreal baseGap = 4; ///< between what is drawn and the lower edge of the strip
using ProbeOutcome = SignalSample::Result;

} // namespace

SignalStrip::SignalStrip(Look look, QWidget* parent)
    : QWidget(parent)
    , m_look(look)
{
    setFont(textFont(TextStyle::Caption));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("History of the signal"));
}

void SignalStrip::setSamples(const QList<SignalSample>& samples, const QString& start, const QString& end,
                             int changeAt, const QString& change)
{
    m_samples = samples;
    m_start = start;
    m_end = end;
    m_changeAt = changeAt > 0 && changeAt < samples.size() ? changeAt : -1;
    m_change = m_changeAt < 0 ? QString() : change;
    m_cursor = std::min(m_cursor, int(samples.size()) - 1);
    const auto bad = std::count_if(samples.begin(), samples.end(),
                                   [](const SignalSample& s) { return s.result == ProbeOutcome::Bad; });
    setAccessibleDescription(tr("%1 samples, %2 failed").arg(samples.size()).arg(bad));
    update();
}

void SignalStrip::setEmptyText(const QString& text)
{
    m_empty = text;
    update();
}

QSize SignalStrip::sizeHint() const
{
    return {306, stripHeight + roomFor(axisDesign)};
}

QSize SignalStrip::minimumSizeHint() const
{
    const int words = fontMetrics().horizontalAdvance(m_start + m_end + m_change);
    return {std::max(120, words + 32), sizeHint().height()};
}

QRectF SignalStrip::plot() const
{
    return QRectF(0, 0, width(), stripHeight);
}

QRectF SignalStrip::sampleRect(int index) const
{
    const QRectF area = plot();
    const qreal step = area.width() / std::max<qreal>(1, qreal(m_samples.size()));
    const qreal height = m_look == Look::Blocks ? blockHeight : tickHeight;
    return {area.x() + step * index, area.bottom() - baseGap - height, step, height};
}

int SignalStrip::sampleAt(QPointF point) const
{
    if (m_samples.isEmpty() || !plot().contains(point))
        return -1;
    return std::clamp(int(point.x() / plot().width() * qreal(m_samples.size())), 0,
                      int(m_samples.size()) - 1);
}

void SignalStrip::paintTicks(QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(this);
    for (int i = 0; i < m_samples.size(); ++i) {
        const QRectF rect = sampleRect(i);
        const qreal x = std::round(rect.x());
        switch (m_samples[i].result) {
        case ProbeOutcome::Good:
            painter.fillRect(QRectF(x, rect.y(), 2, rect.height()), tokens.healthy.ink);
            break;
        case ProbeOutcome::Bad:
            painter.fillRect(QRectF(x, rect.bottom() - 8, 2, 8), tokens.down.ink);
            break;
        case ProbeOutcome::None:
            painter.fillRect(QRectF(x, rect.bottom() - 3, 2, 3), tokens.ctl);
            break;
        }
    }
}

void SignalStrip::paintLine(QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(this);
    float highest = 0;
    for (const SignalSample& sample : m_samples)
        if (sample.result == ProbeOutcome::Good)
            highest = std::max(highest, sample.milliseconds);
    const QRectF area = plot();
    drawRule(painter, area.left(), area.right(), area.bottom() - 1, tokens.divider);
    painter.setPen(tokens.text3);
    // The scale's upper end is a round number of milliseconds.
    const double scale = highest <= 3 ? 3 : std::ceil(double(highest) / 5) * 5;
    painter.drawText(QRectF(0, -1, width(), 14), Qt::AlignLeft | Qt::AlignTop,
                     QStringLiteral("%1\u202Fms").arg(scale));

    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPen line(tokens.healthy.ink, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    const QPen cross(tokens.down.ink, 1.4, Qt::SolidLine, Qt::RoundCap);
    const qreal top = area.top() + 14, bottom = area.bottom() - 5;
    QPolygonF points;
    const auto flush = [&] {
        painter.setPen(line);
        if (points.size() == 1)
            painter.drawPoint(points.first());
        else
            painter.drawPolyline(points);
        points.clear();
    };
    for (int i = 0; i < m_samples.size(); ++i) {
        const SignalSample& sample = m_samples[i];
        const qreal x = sampleRect(i).center().x();
        if (sample.result == ProbeOutcome::Good) {
            points.append(
                QPointF(x, bottom - std::min(1.0, double(sample.milliseconds) / scale) * (bottom - top)));
            continue;
        }
        flush();
        if (sample.result == ProbeOutcome::None)
            continue;
        painter.setPen(cross);
        const QPointF center(x, area.bottom() - 8);
        painter.drawLine(center + QPointF(-2, -2), center + QPointF(2, 2));
        painter.drawLine(center + QPointF(2, -2), center + QPointF(-2, 2));
    }
    flush();
}

void SignalStrip::paintBlocks(QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(this);
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < m_samples.size(); ++i) {
        const QRectF rect = sampleRect(i).adjusted(0, 0, -1.5, 0);
        switch (m_samples[i].result) {
        case ProbeOutcome::Good:
            painter.fillRect(rect, tokens.healthy.ink);
            break;
        case ProbeOutcome::Bad: {
            painter.setPen(QPen(tokens.down.ink, 1));
            painter.setBrush(tokens.down.tint);
            const QRectF inside = rect.adjusted(0.5, 0.5, -0.5, -0.5);
            painter.drawRect(inside);
            painter.drawLine(inside.bottomLeft(), inside.topRight());
            break;
        }
        case ProbeOutcome::None:
            painter.fillRect(QRectF(rect.x(), rect.bottom() - 3, std::min<qreal>(rect.width(), 2), 3),
                             tokens.ctl);
            break;
        }
    }
}

void SignalStrip::paintAxis(QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(this);
    const QRectF axis(0, stripHeight, width(), height() - stripHeight);
    painter.setPen(tokens.text3);
    const QFontMetricsF metrics(font());
    TabularText::draw(painter, axis, Qt::AlignLeft, m_start);
    TabularText::draw(painter, axis, Qt::AlignRight, m_end);
    if (m_changeAt < 0)
        return;
    const qreal x = std::round(sampleRect(m_changeAt).x());
    QPen dashed(tokens.text, hairline(painter), Qt::CustomDashLine, Qt::FlatCap);
    dashed.setDashPattern({2, 2});
    painter.setPen(dashed);
    painter.drawLine(QPointF(x + 0.5, 0), QPointF(x + 0.5, stripHeight));
    // The time of the change stands under its line, unless that would touch the words at the ends.
    const qreal width2 = TabularText::width(metrics, m_change);
    const qreal left = TabularText::width(metrics, m_start) + 8;
    const qreal right = axis.right() - TabularText::width(metrics, m_end) - 8;
    if (right - left < width2)
        return;
    const qreal at = std::clamp(x - width2 / 2, left, right - width2);
    painter.setPen(tokens.text3);
    TabularText::draw(painter, QRectF(at, axis.y(), width2, axis.height()), Qt::AlignLeft, m_change);
}

void SignalStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    if (m_samples.isEmpty()) {
        painter.setPen(tokens.text3);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, m_empty);
        return;
    }
    if (m_look == Look::Ticks)
        paintTicks(painter);
    else if (m_look == Look::Line)
        paintLine(painter);
    else
        paintBlocks(painter);
    paintAxis(painter);
    if (hasFocus() && m_cursor >= 0) {
        const QRectF rect = sampleRect(m_cursor);
        drawFocusRing(painter, QRectF(rect.center().x() - 5, rect.y() - 3, 10, rect.height() + 5), 3,
                      tokens.focus);
    }
}

void SignalStrip::read(int index)
{
    if (index < 0 || index >= m_samples.size())
        return;
    m_cursor = index;
    const QString text = m_samples[index].tooltip;
    setAccessibleDescription(text);
    QToolTip::showText(mapToGlobal(sampleRect(index).bottomLeft().toPoint()), text, this);
    update();
}

void SignalStrip::keyPressEvent(QKeyEvent* event)
{
    const int last = int(m_samples.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Right:
        read(std::min(m_cursor + 1, last));
        break;
    case Qt::Key_Left:
        read(m_cursor < 0 ? last : std::max(m_cursor - 1, 0));
        break;
    case Qt::Key_Home:
        read(0);
        break;
    case Qt::Key_End:
        read(last);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void SignalStrip::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    if (m_cursor < 0 && event->reason() != Qt::MouseFocusReason)
        m_cursor = int(m_samples.size()) - 1;
    update();
}

void SignalStrip::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool SignalStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = sampleAt(help->pos());
        if (index >= 0 && !m_samples[index].tooltip.isEmpty())
            QToolTip::showText(help->globalPos(), m_samples[index].tooltip, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace rollcall
