#pragma once

#include "model/tables/timeline.h"
#include "ui/widgets/card.h"

namespace rollcall
{

class TimelineLegend;
class TimelineWidget;

/// Failover Timeline: who was primary when, and what happened to the others.
class TimelineCard final : public Card
{
    Q_OBJECT

public:
    explicit TimelineCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void nodeActivated(const QString& name);

private:
    TimelineWidget* m_timeline;
    TimelineLegend* m_legend;
    Timeline m_shown;
};

} // namespace rollcall
