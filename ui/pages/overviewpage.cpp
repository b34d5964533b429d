#include "ui/pages/overviewpage.h"

#include "ui/pages/cardarea.h"
#include "ui/pages/eventscard.h"
#include "ui/pages/forecastcard.h"
#include "ui/pages/healthcard.h"
#include "ui/pages/problemscard.h"
#include "ui/pages/servicecard.h"
#include "ui/pages/timelinecard.h"
#include "ui/widgets/buttons.h"

#include <QGridLayout>
#include <QResizeEvent>

#include <algorithm>

namespace rollcall
{

namespace
{

/// Of the whole window, navigation included: 1120 px minus the navigation's 200.
constexpr int narrowBelow = 1120 - 200;
constexpr int rightColumn = 360;
constexpr int rightColumnAtMost = 480; ///< where nodes have long names
constexpr int leftMinimum = 560;

} // namespace

OverviewPage::OverviewPage(QWidget* parent)
    : Page(parent)
    , m_scroll(new CardArea)
    , m_health(new HealthCard)
    , m_services(new ServiceCard)
    , m_problems(new ProblemsCard)
    , m_forecast(new ForecastCard)
    , m_events(new EventsCard)
    , m_timeline(new TimelineCard)
{
    m_grid = new QGridLayout;
    m_scroll->setCards(m_grid);
    m_scroll->fill(this);
    for (QWidget* card :
         std::initializer_list<QWidget*>{m_health, m_services, m_problems, m_forecast, m_events, m_timeline})
        card->setParent(m_scroll->widget());
    arrange(false);

    connect(m_health, &HealthCard::requested, this, &Page::requested);
    connect(m_health, &HealthCard::moreAsked, this, &Page::nodesAsked);
    connect(m_services, &ServiceCard::requested, this, &Page::requested);
    connect(m_forecast, &ForecastCard::requested, this, &Page::requested);
    connect(m_problems, &ProblemsCard::acted, this, &OverviewPage::act);
    connect(m_problems, &ProblemsCard::moreAsked, this, &Page::nodesAsked);
    connect(m_problems, &ProblemsCard::addNodeAsked, this, &Page::addNodeAsked);
    connect(m_events, &EventsCard::allAsked, this, [this] { Q_EMIT eventsAsked({}); });
    connect(m_events, &EventsCard::eventActivated, this,
            [this](const Event& event) { Q_EMIT eventsAsked(event.nodeName); });
    connect(m_timeline, &TimelineCard::nodeActivated, this,
            [this](const QString& name) { Q_EMIT eventsAsked(name); });
}

void OverviewPage::arrange(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    for (QWidget* card :
         std::initializer_list<QWidget*>{m_health, m_services, m_problems, m_forecast, m_events, m_timeline})
        m_grid->removeWidget(card);
    for (int row = 0; row < 8; ++row)
        m_grid->setRowStretch(row, 0);
    if (narrow) {
        int row = 0;
        for (QWidget* card : std::initializer_list<QWidget*>{m_health, m_services, m_problems, m_forecast,
                                                             m_events, m_timeline})
            m_grid->addWidget(card, row++, 0);
        m_grid->setColumnMinimumWidth(0, 0);
        m_grid->setColumnMinimumWidth(1, 0);
        m_grid->setColumnStretch(0, 1);
        m_grid->setColumnStretch(1, 0);
        m_forecast->setMaximumWidth(QWIDGETSIZE_MAX);
        m_events->setMaximumWidth(QWIDGETSIZE_MAX);
        m_events->setMinimumHeight(280);
        m_grid->setRowStretch(6, 1);
        return;
    }
    m_grid->addWidget(m_health, 0, 0);
    m_grid->addWidget(m_services, 1, 0);
    m_grid->addWidget(m_problems, 2, 0);
    m_grid->addWidget(m_forecast, 0, 1);
    m_grid->addWidget(m_events, 1, 1, 2, 1);
    m_grid->addWidget(m_timeline, 3, 0, 1, 2);
    m_grid->setColumnMinimumWidth(0, leftMinimum);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, 0);
    for (QWidget* card : std::initializer_list<QWidget*>{m_forecast, m_events})
        card->setMaximumWidth(rightColumnAtMost);
    m_grid->setColumnMinimumWidth(1, rightColumn);
    m_events->setMinimumHeight(0);
    m_grid->setRowStretch(2, 1);
}

void OverviewPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    arrange(event->size().width() < narrowBelow);
}

void OverviewPage::present(const ClusterView& view, const Freshness& freshness)
{
    m_health->present(view, freshness);
    m_services->present(view, freshness);
    m_problems->present(view, freshness);
    m_forecast->present(view, freshness);
    m_events->present(view, freshness);
    m_timeline->present(view, freshness);
    orderFocus();
}

void OverviewPage::orderFocus()
{
    QList<QWidget*> order;
    for (Card* card :
         std::initializer_list<Card*>{m_health, m_services, m_problems, m_forecast, m_events, m_timeline}) {
        QList<QWidget*> inside = card->findChildren<QWidget*>();
        inside.removeIf([](const QWidget* widget) { return !(widget->focusPolicy() & Qt::TabFocus); });
        // The link beside the title was made last and stands first.
        std::stable_partition(inside.begin(), inside.end(), [card](QWidget* widget) {
            return widget->parentWidget() == card && qobject_cast<LinkButton*>(widget);
        });
        order += inside;
    }
    if (order == m_focusOrder)
        return;
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
    m_focusOrder = order;
}

QWidget* OverviewPage::mainPane()
{
    return m_health;
}

void OverviewPage::act(const Problem& problem)
{
    switch (problem.action) {
    case ProblemAction::None:
        break;
    case ProblemAction::ShowNode:
        Q_EMIT nodeAsked(problem.node);
        break;
    case ProblemAction::EnableLoadBalancing:
        Q_EMIT requested(Intent::enable(Feature::LoadBalancing));
        break;
    case ProblemAction::EnableHighAvailability:
        Q_EMIT requested(Intent::enable(Feature::HighAvailability));
        break;
    case ProblemAction::Resume:
        Q_EMIT requested(Intent::forNode(Act::Resume, {}));
        break;
    case ProblemAction::ShowEvents:
        Q_EMIT eventsAsked({});
        break;
    }
}

} // namespace rollcall
