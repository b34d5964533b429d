#pragma once

#include "ui/pages/page.h"

class QGridLayout;

namespace rollcall
{

class CardArea;
class EmptyState;
class EventsCard;
class ForecastCard;
class HealthCard;
class ProblemsCard;
class ServiceCard;
class TimelineCard;

/// The state of the cluster on one page, in a fixed order: Cluster Health above Service Status above Open
/// Problems; at the right what happens next and what happened; the timeline at the foot. In a narrow window
/// the right column goes below the left, and the page scrolls.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    explicit OverviewPage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("Overview"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    QWidget* mainPane() override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(bool narrow);
    /// Tab follows the eye: rows that come later stand in their card, not at the end of the page.
    void orderFocus();
    void act(const Problem& problem);

    CardArea* m_scroll;
    QGridLayout* m_grid;
    HealthCard* m_health;
    ServiceCard* m_services;
    ProblemsCard* m_problems;
    ForecastCard* m_forecast;
    EventsCard* m_events;
    TimelineCard* m_timeline;
    QList<QWidget*> m_focusOrder;
    std::optional<bool> m_narrow;
};

} // namespace rollcall
