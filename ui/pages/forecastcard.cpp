#include "ui/pages/forecastcard.h"

#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/loadbar.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int lineHeight = 28;
constexpr int captionWidth = 128;

QWidget* lineWidget(const QString& caption, QHBoxLayout*& row, QWidget* parent)
{
    auto* line = new QWidget(parent);
    line->setMinimumHeight(roomFor(lineHeight));
    row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* label = new TextLabel(caption, TextStyle::Base, Ink::Text2, line);
    label->setMinimumWidth(captionWidth);
    row->addWidget(label);
    return line;
}

} // namespace

ForecastCard::ForecastCard(QWidget* parent)
    : Card(QStringLiteral("If the primary fails now"), parent)
    , m_handOver(new LinkButton(QStringLiteral("Hand over…"), this))
    , m_load(new LoadBar(this))
    , m_noLoad(new TextLabel({}, TextStyle::Base, QFont::DemiBold, Ink::Text, this))
{
    setTrailing(m_handOver);
    connect(m_handOver, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::HandOver, {})); });
    body()->setSpacing(0);
    m_successor = addLine(QStringLiteral("Successor"));
    m_takeover = addLine(QStringLiteral("Expected takeover"));
    m_capacity = addLine(QStringLiteral("Capacity left"));
    QHBoxLayout* row = nullptr;
    body()->addWidget(lineWidget(QStringLiteral("Load"), row, this));
    row->addWidget(m_load);
    row->addWidget(m_noLoad);
    row->addStretch(1);
    m_blockers = addLine(QStringLiteral("Blockers"));
    body()->addStretch(1);
}

ForecastCard::Line ForecastCard::addLine(const QString& caption)
{
    QHBoxLayout* row = nullptr;
    QWidget* widget = lineWidget(caption, row, this);
    Line line{new StateMark(14, widget),
              new TextLabel({}, TextStyle::Base, QFont::DemiBold, Ink::Text, widget),
              new ElidedLabel({}, TextStyle::Small, Ink::Text2, widget)};
    row->addWidget(line.mark);
    row->addSpacing(6);
    row->addWidget(line.value);
    row->addSpacing(8);
    row->addWidget(line.note, 1);
    body()->addWidget(widget);
    return line;
}

void ForecastCard::set(const Line& line, Mark mark, const QString& value, const QString& note)
{
    line.mark->setMark(mark, value);
    line.mark->setVisible(mark != Mark::None);
    // The gap belongs to the mark: without one the value stands at the line's beginning.
    auto* row = static_cast<QHBoxLayout*>(line.mark->parentWidget()->layout());
    row->itemAt(2)->spacerItem()->changeSize(mark == Mark::None ? 0 : 6, 1);
    row->invalidate();
    line.value->setText(value);
    line.note->setText(note);
}

void ForecastCard::present(const ClusterView& view, const Freshness& freshness)
{
    const Forecast& forecast = view.forecast;
    setOffReason(m_handOver, offReason(Intent::forNode(Act::HandOver, {}), view, freshness));
    const QString dash = QStringLiteral("—");
    if (freshness.never()) {
        for (const Line& line : {m_successor, m_takeover, m_capacity, m_blockers})
            set(line, Mark::None, dash);
        m_load->hide();
        m_noLoad->setText(dash);
        return;
    }
    setTitle(view.primary ? QStringLiteral("If %1 fails now").arg(view.primary->name)
                          : QStringLiteral("While no node is primary"));
    if (freshness.stale()) {
        for (const Line& line : {m_successor, m_takeover, m_capacity, m_blockers})
            set(line, Mark::Unknown, QStringLiteral("Unknown"));
        m_load->hide();
        m_noLoad->show();
        m_noLoad->setText(QStringLiteral("Unknown"));
        return;
    }
    const auto ready = successorsIn(view);
    if (forecast.successorName.isEmpty()) {
        set(m_successor, Mark::Dash, QStringLiteral("None"));
    } else {
        set(m_successor, Mark::Crown, forecast.successorName);
        m_successor.mark->setCrown(Crown::Successor);
    }
    if (forecast.automatic && !forecast.successor.isNull())
        set(m_takeover, Mark::None, durationText(forecast.expectedTakeover),
            QStringLiteral("lease %1 + poll %2")
                .arg(durationText(view.facts.timings.ttl), durationText(view.facts.timings.poll)));
    else
        set(m_takeover, Mark::None, QStringLiteral("By hand"),
            ready.empty() ? QStringLiteral("no node is ready")
                          : QStringLiteral("%1 is ready").arg(ready.front()->row.name));
    const QString left =
        QStringLiteral("%1 of %2").arg(forecast.nodesLeft).arg(nodeCount(forecast.nodesServing));
    set(m_capacity, Mark::None, forecast.nodesServing > 0 ? left : dash);
    const bool anyLeft = forecast.nodesLeft > 0;
    m_load->setVisible(anyLeft);
    m_noLoad->setVisible(!anyLeft);
    m_noLoad->setText(forecast.nodesServing > 0 ? QStringLiteral("Nothing is left to carry it") : dash);
    m_load->setLoad(forecast.load, forecast.loadAfter);
    if (forecast.blockers.empty())
        set(m_blockers, Mark::Tick, QStringLiteral("None"));
    else
        set(m_blockers, Mark::Degraded, forecast.blockers.front());
}

} // namespace rollcall
