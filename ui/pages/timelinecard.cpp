#include "ui/pages/timelinecard.h"

#include "ui/widgets/timelinewidget.h"

#include <QVBoxLayout>

namespace rollcall
{

TimelineCard::TimelineCard(QWidget* parent)
    : Card(QStringLiteral("Failover Timeline"), parent)
    , m_timeline(new TimelineWidget(this))
    , m_legend(new TimelineLegend(this))
{
    setTitleNote(QStringLiteral("last 24 hours"));
    setTrailing(m_legend);
    body()->addWidget(m_timeline);
    connect(m_timeline, &TimelineWidget::nodeActivated, this, &TimelineCard::nodeActivated);
}

void TimelineCard::present(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never())
        return;
    Timeline next = buildTimeline(view, freshness);
    // A second moves the 24 hours by a hundredth of a pixel: a repaint every few seconds is enough, unless
    // something happened.
    const auto shape = [](const Timeline& timeline) {
        std::vector<std::pair<NodeStretch::Kind, QString>> parts;
        for (const NodePast& row : timeline.rows) {
            parts.emplace_back(NodeStretch::Kind::Alive, row.name + row.stateWord);
            for (const NodeStretch& stretch : row.segments)
                parts.emplace_back(stretch.kind, stretch.label);
        }
        return parts;
    };
    constexpr qint64 repaintAfter = 5000;
    if (next.to - m_shown.to < repaintAfter && next.to >= m_shown.to && shape(next) == shape(m_shown))
        return;
    m_timeline->setTimeline(next);
    m_legend->setTimeline(next);
    m_shown = std::move(next);
}

} // namespace rollcall
