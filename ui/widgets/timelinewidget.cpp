#include "ui/widgets/timelinewidget.h"

#include "model/tables/timetext.h"
#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/tabulartext.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace rollcall
{

namespace
{

using namespace std::chrono_literals;

constexpr int gapAfterNames = 16;
constexpr int leastNameWidth = 68;
constexpr int stateSize = 12;
constexpr int stateRoom = 28; ///< right of the line "now"
constexpr qreal leastSegment = 6;
constexpr qreal barHeight = 14;
constexpr int manyRows = 6;
constexpr int allShownUpTo = 8;

/// Had a term, or was anything other than alive.
bool changed(const NodePast& node)
{
    return std::any_of(node.segments.begin(), node.segments.end(),
                       [](const NodeStretch& stretch) { return stretch.kind != NodeStretch::Kind::Alive; });
}

/// Distance of the axis labels that leaves each of them room.
qint64 tickStep(qint64 length, qreal width, qreal labelWidth)
{
    static constexpr std::array<Millis, 9> steps{1min, 5min, 15min, 30min, 1h, 3h, 6h, 12h, 24h};
    for (const Millis step : steps)
        if (qreal(step.count()) / qreal(length) * width >= labelWidth * 2)
            return step.count();
    return steps.back().count();
}

} // namespace

TimelineWidget::TimelineWidget(QWidget* parent)
    : QWidget(parent)
{
    setFont(textFont(TextStyle::Small));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Failover timeline"));
}

void TimelineWidget::setTimeline(const Timeline& timeline)
{
    if (timeline == m_given)
        return;
    const int heightBefore = sizeHint().height();
    m_given = timeline;
    m_timeline = timeline;
    if (rowCount() > allShownUpTo)
        std::erase_if(m_timeline.rows, [](const NodePast& node) { return !changed(node); });
    if (m_cursor && !segmentAt(*m_cursor))
        m_cursor.reset();
    if (sizeHint().height() != heightBefore)
        updateGeometry();
    update();
}

QStringList TimelineWidget::shownNames() const
{
    QStringList names;
    for (const NodePast& node : m_timeline.rows)
        names.append(node.name);
    return names;
}

QString TimelineWidget::moreText() const
{
    const auto hidden = int(m_given.rows.size()) - rowCount();
    if (hidden == 0)
        return {};
    return hidden == 1 ? tr("1 more node without change") : tr("%1 more nodes without change").arg(hidden);
}

int TimelineWidget::rowHeight() const
{
    return roomFor(rowCount() >= manyRows ? 16 : 24);
}

int TimelineWidget::nameWidth() const
{
    int widest = leastNameWidth;
    for (const NodePast& row : m_timeline.rows)
        widest = std::max(widest, fontMetrics().horizontalAdvance(row.name));
    return widest + gapAfterNames;
}

int TimelineWidget::axisHeight() const
{
    return roomFor(20);
}

QRectF TimelineWidget::plot() const
{
    const int left = nameWidth();
    return QRectF(left, 0, std::max(1, width() - left - stateRoom), rowHeight() * rowCount());
}

qreal TimelineWidget::xOf(qint64 time) const
{
    const QRectF area = plot();
    const qint64 length = std::max<qint64>(1, m_timeline.to - m_timeline.from);
    const qreal part = qreal(time - m_timeline.from) / qreal(length);
    return area.x() + std::clamp(part, 0.0, 1.0) * area.width();
}

QRectF TimelineWidget::segmentRect(int row, const NodeStretch& segment) const
{
    const QRectF area = plot();
    qreal left = xOf(segment.from);
    qreal right = xOf(segment.to);
    if (right - left < leastSegment) {
        left = std::max(area.x(), std::min(left, area.right() - leastSegment));
        right = std::max(right, left + leastSegment);
    }
    const qreal height = std::min<qreal>(barHeight, rowHeight());
    const qreal top = row * rowHeight() + (rowHeight() - height) / 2;
    return {left, top, right - left, height};
}

const NodeStretch* TimelineWidget::segmentAt(const Position& position) const
{
    if (position.row < 0 || position.row >= rowCount())
        return nullptr;
    const auto& segments = m_timeline.rows[size_t(position.row)].segments;
    return position.segment >= 0 && position.segment < int(segments.size())
               ? &segments[size_t(position.segment)]
               : nullptr;
}

std::optional<TimelineWidget::Position> TimelineWidget::positionAt(QPointF point) const
{
    if (rowCount() == 0 || point.y() < 0)
        return {};
    const int row = int(point.y()) / rowHeight();
    if (row >= rowCount())
        return {};
    // A later segment is painted over an earlier one, so it is found first.
    const auto& segments = m_timeline.rows[size_t(row)].segments;
    for (int i = int(segments.size()) - 1; i >= 0; --i) {
        const QRectF rect = segmentRect(row, segments[size_t(i)]);
        if (point.x() >= rect.left() && point.x() <= rect.right())
            return Position{row, i};
    }
    return {};
}

QSize TimelineWidget::sizeHint() const
{
    const int more = !moreText().isEmpty() ? rowHeight() : 0;
    return {640, rowHeight() * std::max(1, rowCount()) + more + axisHeight()};
}

QSize TimelineWidget::minimumSizeHint() const
{
    return {nameWidth() + 160 + stateRoom, sizeHint().height()};
}

void TimelineWidget::paintAxis(QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(this);
    const QRectF area = plot();
    const qreal bottom = area.bottom() + (!moreText().isEmpty() ? rowHeight() : 0);
    painter.setFont(textFont(TextStyle::Caption));
    const QFontMetricsF metrics(painter.font());
    const qreal labelWidth = TabularText::width(metrics, u"00:00");
    const QString nowText = tr("now");
    const qint64 length = m_timeline.to - m_timeline.from;
    if (length > 0) {
        const qint64 step = tickStep(length, area.width(), labelWidth);
        // Ticks stand at round times of day of this place.
        const QDateTime start = QDateTime::fromMSecsSinceEpoch(m_timeline.from);
        const qint64 sinceMidnight = start.time().msecsSinceStartOfDay();
        const qreal nowLeft =
            area.right() -
            QFontMetricsF(textFont(TextStyle::Caption, QFont::DemiBold)).horizontalAdvance(nowText);
        for (qint64 at = m_timeline.from + (step - sinceMidnight % step) % step; at < m_timeline.to;
             at += step) {
            const qreal x = std::round(xOf(at));
            painter.fillRect(QRectF(x, area.top(), hairline(painter), bottom - area.top()), tokens.divider);
            if (x + labelWidth / 2 > nowLeft - 4)
                continue;
            painter.setPen(tokens.text3);
            TabularText::draw(painter, QRectF(x - labelWidth, bottom, 2 * labelWidth, axisHeight()),
                              Qt::AlignHCenter | Qt::AlignVCenter, clockText(at));
        }
    }
    painter.setFont(textFont(TextStyle::Caption, QFont::DemiBold));
    painter.setPen(tokens.text);
    painter.drawText(QRectF(area.right() - 40, bottom, 80, axisHeight()), Qt::AlignCenter, nowText);
    painter.fillRect(QRectF(std::round(area.right()), area.top(), hairline(painter), bottom - area.top()),
                     tokens.text2);
}

void TimelineWidget::paintRow(QPainter& painter, int row) const
{
    const Tokens& tokens = Tokens::of(this);
    const NodePast& node = m_timeline.rows[size_t(row)];
    const int top = row * rowHeight();
    painter.setFont(font());
    painter.setPen(tokens.text2);
    painter.drawText(QRect(0, top, nameWidth(), rowHeight()), Qt::AlignLeft | Qt::AlignVCenter, node.name);

    for (int i = 0; i < int(node.segments.size()); ++i) {
        const NodeStretch& segment = node.segments[size_t(i)];
        const QRectF rect = segmentRect(row, segment);
        // What is under a later segment is wiped, or an alive line would show through a hatch.
        if (segment.kind != NodeStretch::Kind::Alive)
            painter.fillRect(rect.adjusted(-1, 0, 1, 0), tokens.surface);
        const bool term = segment.kind == NodeStretch::Kind::Primary;
        drawTimelineBrush(painter, segment.kind, term ? rect.adjusted(1, 0, -1, 0) : rect, palette());
        if (term && !segment.label.isEmpty()) {
            painter.setFont(textFont(TextStyle::Caption, QFont::Medium));
            painter.setPen(tokens.onAccent);
            const QRectF inside = rect.adjusted(7, 0, -5, 0);
            if (painter.fontMetrics().horizontalAdvance(segment.label) <= inside.width())
                painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter, segment.label);
        }
        if (m_cursor && hasFocus() && m_cursor->row == row && m_cursor->segment == i)
            drawFocusRing(painter, rect.adjusted(-3, -1, 3, 1), 3, tokens.focus);
    }
    const QRectF state(width() - stateRoom + (stateRoom - stateSize) / 2 + 5,
                       top + (rowHeight() - stateSize) / 2.0, stateSize, stateSize);
    StatePainter(painter, tokens).mark(node.now, state);
}

void TimelineWidget::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_given.rows.empty())
        return;
    paintAxis(painter);
    for (int row = 0; row < rowCount(); ++row)
        paintRow(painter, row);
    const Tokens& tokens = Tokens::of(this);
    // The line "now" stands in front of the bars.
    painter.fillRect(QRectF(std::round(plot().right()), 0, hairline(painter), plot().bottom()), tokens.text2);
    if (!moreText().isEmpty()) {
        painter.setFont(font());
        painter.setPen(tokens.text3);
        painter.drawText(QRectF(0, plot().bottom(), width(), rowHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                         moreText());
    }
}

void TimelineWidget::moveTo(Position position)
{
    const NodeStretch* segment = segmentAt(position);
    if (!segment)
        return;
    m_cursor = position;
    setAccessibleDescription(segment->toolTip);
    const QRectF rect = segmentRect(position.row, *segment);
    QToolTip::showText(mapToGlobal(rect.center().toPoint() + QPoint(0, int(barHeight))), segment->toolTip,
                       this);
    update();
}

void TimelineWidget::keyPressEvent(QKeyEvent* event)
{
    if (rowCount() == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    Position next = m_cursor.value_or(Position{0, -1});
    const auto segmentsOf = [this](int row) { return int(m_timeline.rows[size_t(row)].segments.size()); };
    const auto goToRow = [&](int row) {
        next.row = std::clamp(row, 0, rowCount() - 1);
        next.segment = std::clamp(next.segment, 0, std::max(0, segmentsOf(next.row) - 1));
    };
    switch (event->key()) {
    case Qt::Key_Right:
        next.segment = std::min(next.segment + 1, segmentsOf(next.row) - 1);
        break;
    case Qt::Key_Left:
        next.segment = std::max(next.segment - 1, 0);
        break;
    case Qt::Key_Home:
        next.segment = 0;
        break;
    case Qt::Key_End:
        next.segment = segmentsOf(next.row) - 1;
        break;
    case Qt::Key_Down:
        goToRow(next.row + (m_cursor ? 1 : 0));
        break;
    case Qt::Key_Up:
        goToRow(next.row - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor)
            Q_EMIT nodeActivated(m_timeline.rows[size_t(m_cursor->row)].name);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    moveTo(next);
}

void TimelineWidget::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int row = int(event->position().y()) / rowHeight();
    if (row >= 0 && row < rowCount())
        Q_EMIT nodeActivated(m_timeline.rows[size_t(row)].name);
}

void TimelineWidget::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    // Focus is always visible: the first bar wears the ring until another one is chosen.
    if (!m_cursor && rowCount() > 0 && event->reason() != Qt::MouseFocusReason)
        m_cursor = Position{0, 0};
    update();
}

void TimelineWidget::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool TimelineWidget::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto position = positionAt(help->pos());
        if (position && !segmentAt(*position)->toolTip.isEmpty())
            QToolTip::showText(help->globalPos(), segmentAt(*position)->toolTip, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace rollcall
