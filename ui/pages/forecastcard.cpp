#include "ui/pages/forecastcard.h"

#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "ui/pages/factline.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/loadbar.h"

#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

ForecastCard::ForecastCard(Detail detail, QWidget* parent)
    : Card(QStringLiteral("If the primary fails now"), parent)
    , m_handOver(new LinkButton(QStringLiteral("Hand over…"), this))
    , m_load(new LoadBar(this))
{
    setTrailing(m_handOver);
    connect(m_handOver, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::HandOver, {})); });
    body()->setSpacing(0);
    m_successor = addLine(QStringLiteral("Successor"));
    if (detail == Detail::Full)
        m_second = addLine(QStringLiteral("Second in line"));
    m_takeover = addLine(QStringLiteral("Expected takeover"));
    m_capacity = addLine(QStringLiteral("Capacity left"));
    m_loadLine = addLine(QStringLiteral("Load"));
    m_loadLine->setWidget(m_load);
    m_blockers = addLine(QStringLiteral("Blockers"));
    body()->addStretch(1);
}

FactLine* ForecastCard::addLine(const QString& caption)
{
    auto* line = new FactLine(caption, this);
    body()->addWidget(line);
    return line;
}

void ForecastCard::setAll(Mark mark, const QString& value)
{
    for (FactLine* line : {m_successor, m_second, m_takeover, m_capacity, m_loadLine, m_blockers})
        if (line)
            line->set(mark, value);
}

void ForecastCard::present(const ClusterView& view, const Freshness& freshness)
{
    const Forecast& forecast = view.forecast;
    setOffReason(m_handOver, offReason(Intent::forNode(Act::HandOver, {}), view, freshness));
    if (freshness.never()) {
        setAll(Mark::None, emDash);
        return;
    }
    // The lease may name a node that is not in the cluster any more.
    setTitle(!view.primary                  ? QStringLiteral("While no node is primary")
             : view.primary->name.isEmpty() ? QStringLiteral("If the primary fails now")
                                            : QStringLiteral("If %1 fails now").arg(view.primary->name));
    if (freshness.stale()) {
        setAll(Mark::Unknown, QStringLiteral("Unknown"));
        m_loadLine->set(Mark::None, QStringLiteral("Unknown"));
        return;
    }
    presentSuccessors(view);
    const auto ready = successorsIn(view);
    const Millis holdBack = forecast.expectedTakeover - view.facts.timings.worstHostDeath();
    if (forecast.automatic && !forecast.successor.isNull())
        m_takeover->set(Mark::None, atMost(forecast.expectedTakeover),
                        QStringLiteral("silence %1%2, claim %3")
                            .arg(durationText(view.facts.timings.ttl + view.facts.timings.poll),
                                 holdBack > Millis(0)
                                     ? QStringLiteral(", hold-back %1").arg(durationText(holdBack))
                                     : QString(),
                                 durationText(LeaseTimings::takeoverAllowance)));
    else
        m_takeover->set(Mark::None, QStringLiteral("By hand"),
                        ready.empty() ? QStringLiteral("no node is ready")
                                      : QStringLiteral("%1 is ready").arg(ready.front()->row.name));
    const QString left =
        QStringLiteral("%1 of %2").arg(forecast.nodesLeft).arg(nodeCount(forecast.nodesServing));
    m_capacity->set(Mark::None, forecast.nodesServing > 0 ? left : emDash);
    m_load->setLoad(forecast.load, forecast.loadAfter);
    if (forecast.nodesLeft > 0)
        m_loadLine->showWidget();
    else
        m_loadLine->set(Mark::None,
                        forecast.nodesServing > 0 ? QStringLiteral("Nothing is left to carry it") : emDash);
    if (forecast.blockers.empty())
        m_blockers->set(Mark::Tick, QStringLiteral("None"));
    else if (!forecast.reason.isEmpty()) // short: the card is narrow, and its note may be elided
        m_blockers->set(Mark::Degraded,
                        forecast.successor.isNull() ? QStringLiteral("Nobody is ready")
                                                    : QStringLiteral("Nobody at once"),
                        forecast.reason);
    else
        m_blockers->set(Mark::Degraded, forecast.blockers.front());
}

void ForecastCard::presentSuccessors(const ClusterView& view)
{
    if (view.forecast.successorName.isEmpty())
        m_successor->set(Mark::Dash, QStringLiteral("None"));
    else
        m_successor->setSuccessor(view.forecast.successorName,
                                  view.forecast.holdBack ? view.forecast.holdBack->words() : QString());
    if (!m_second)
        return;
    const auto second = std::find_if(view.nodes.begin(), view.nodes.end(),
                                     [](const NodeView& node) { return node.succession == 2; });
    if (second == view.nodes.end())
        m_second->set(Mark::Dash, QStringLiteral("None"));
    else
        m_second->set(Mark::None, second->row.name);
}

} // namespace rollcall
