#include "ui/pages/highavailabilitypage.h"

#include "ui/pages/cardarea.h"
#include "ui/pages/forecastcard.h"
#include "ui/pages/successioncard.h"
#include "ui/pages/takeovercard.h"
#include "ui/pages/timelinecard.h"
#include "ui/pages/timingscard.h"

#include <QGridLayout>
#include <QResizeEvent>

namespace rollcall
{

namespace
{

/// Of the whole window, navigation included: 1120 px minus the navigation's 200.
constexpr int narrowPage = 1120 - 200;
constexpr int forecastColumn = 360;
constexpr int cardsRow = 268; ///< the timings with three lines of what they mean
constexpr int timingsColumn = 276;

} // namespace

HighAvailabilityPage::HighAvailabilityPage(QWidget* parent)
    : Page(parent)
    , m_scroll(new CardArea)
    , m_takeover(new TakeoverCard)
    , m_timings(new TimingsCard)
    , m_succession(new SuccessionCard)
    , m_forecast(new ForecastCard(ForecastCard::Detail::Full))
    , m_timeline(new TimelineCard)
    , m_history(new TermHistoryCard)
{
    m_grid = new QGridLayout;
    m_scroll->setCards(m_grid);
    m_scroll->fill(this);
    // Tab follows the eye: parents are given in the order of reading.
    for (QWidget* card : cards())
        card->setParent(m_scroll->widget());
    arrange(false);

    connect(m_takeover, &TakeoverCard::requested, this, &Page::requested);
    connect(m_timings, &TimingsCard::requested, this, &Page::requested);
    connect(m_forecast, &ForecastCard::requested, this, &Page::requested);
    connect(m_succession, &SuccessionCard::requested, this, &Page::requested);
    connect(m_succession, &SuccessionCard::nodeAsked, this, &Page::nodeAsked);
    connect(m_succession, &SuccessionCard::addNodeAsked, this, &Page::addNodeAsked);
    connect(m_timeline, &TimelineCard::nodeActivated, this,
            [this](const QString& name) { Q_EMIT eventsAsked(name); });
    connect(m_history, &TermHistoryCard::nodeAsked, this, &Page::nodeAsked);
}

QList<QWidget*> HighAvailabilityPage::cards() const
{
    return {m_takeover, m_forecast, m_succession, m_timings, m_timeline, m_history};
}

void HighAvailabilityPage::arrange(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    for (QWidget* card : cards())
        m_grid->removeWidget(card);
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, 0);
    m_grid->setRowMinimumHeight(1, narrow ? 0 : cardsRow);
    for (int column = 0; column < 3; ++column) {
        m_grid->setColumnStretch(column, 0);
        m_grid->setColumnMinimumWidth(column, 0);
    }
    if (narrow) {
        int row = 0;
        for (QWidget* card : cards())
            m_grid->addWidget(card, row++, 0);
        m_timings->setMaximumWidth(QWIDGETSIZE_MAX);
        m_grid->setColumnStretch(0, 1);
        m_grid->setRowStretch(row - 1, 1);
        return;
    }
    m_grid->addWidget(m_takeover, 0, 0, 1, 3);
    m_grid->addWidget(m_forecast, 1, 0);
    m_grid->addWidget(m_succession, 1, 1);
    m_grid->addWidget(m_timings, 1, 2);
    m_grid->addWidget(m_timeline, 2, 0, 1, 3);
    m_grid->addWidget(m_history, 3, 0, 1, 3);
    m_timings->setMaximumWidth(timingsColumn);
    m_grid->setColumnMinimumWidth(0, forecastColumn);
    m_grid->setColumnMinimumWidth(2, timingsColumn);
    m_grid->setColumnStretch(1, 1);
    m_grid->setRowStretch(3, 1);
}

void HighAvailabilityPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    arrange(event->size().width() < narrowPage);
}

void HighAvailabilityPage::present(const ClusterView& view, const Freshness& freshness)
{
    m_takeover->present(view, freshness);
    m_forecast->present(view, freshness);
    m_succession->present(view, freshness);
    m_timings->present(view, freshness);
    m_timeline->present(view, freshness);
    m_history->present(view, freshness);
}

bool HighAvailabilityPage::focusFilter()
{
    m_history->focusFilter();
    m_scroll->ensureWidgetVisible(m_history);
    return true;
}

QWidget* HighAvailabilityPage::mainPane()
{
    return m_takeover;
}

void HighAvailabilityPage::setLoader(TermHistoryCard::Loader loader)
{
    m_history->setLoader(std::move(loader));
}

void HighAvailabilityPage::reset()
{
    m_history->reset();
}

} // namespace rollcall
