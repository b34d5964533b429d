#pragma once

#include "ui/pages/page.h"
#include "ui/pages/termhistorycard.h"

class QGridLayout;

namespace rollcall
{

class CardArea;
class ForecastCard;
class SuccessionCard;
class TakeoverCard;
class TimelineCard;
class TimingsCard;

/// Everything about who is primary: whether another node takes over by itself, how soon and who; the line of
/// successors; the last day of every node; and the history of terms with the phases of each takeover. In a
/// narrow window the cards stand below each other, and the page scrolls.
class HighAvailabilityPage final : public Page
{
    Q_OBJECT

public:
    explicit HighAvailabilityPage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("High Availability"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    bool focusFilter() override;
    QWidget* mainPane() override;

    void setLoader(TermHistoryCard::Loader loader);
    void reset(); ///< another cluster
    TermHistoryCard& history() { return *m_history; }
    SuccessionCard& succession() { return *m_succession; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(bool narrow);
    QList<QWidget*> cards() const;

    CardArea* m_scroll;
    QGridLayout* m_grid;
    TakeoverCard* m_takeover;
    TimingsCard* m_timings;
    SuccessionCard* m_succession;
    ForecastCard* m_forecast;
    TimelineCard* m_timeline;
    TermHistoryCard* m_history;
    std::optional<bool> m_narrow;
};

} // namespace rollcall
