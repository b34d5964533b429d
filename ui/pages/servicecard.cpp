#include "ui/pages/servicecard.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int serviceRowHeight = 44;
constexpr int serviceRowsPadding = 1; ///< the last row reaches the edge
constexpr int serviceNameWidth = 64;
constexpr int buttonWidth = 80;

} // namespace

UnitRow::UnitRow(QWidget* parent)
    : QWidget(parent)
    , m_name(new TextLabel({}, TextStyle::Base, QFont::DemiBold, Ink::Text, this))
    , m_mark(new StateMark(16, this))
    , m_text(new TextLabel({}, TextStyle::Base, Ink::Text, this))
    , m_note(new ElidedLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_restart(plainButton(QStringLiteral("Restart…"), this))
    , m_stop(plainButton(QStringLiteral("Stop…"), this))
    , m_start(plainButton(QStringLiteral("Start"), this))
{
    setFixedHeight(roomFor(serviceRowHeight));
    m_name->setMinimumWidth(serviceNameWidth);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_name);
    layout->addWidget(m_mark);
    layout->addWidget(m_text);
    layout->addWidget(m_note, 1);
    for (QPushButton* button : {m_start, m_restart, m_stop}) {
        button->setMinimumWidth(buttonWidth);
        layout->addWidget(button);
    }
    connect(m_restart, &QPushButton::clicked, this, [this] { ask(Act::RestartUnit); });
    connect(m_stop, &QPushButton::clicked, this, [this] { ask(Act::StopUnit); });
    connect(m_start, &QPushButton::clicked, this, [this] { ask(Act::StartUnit); });
}

void UnitRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawRule(painter, 0, width(), 0, Tokens::of(this).divider);
}

void UnitRow::ask(Act act)
{
    Q_EMIT requested(Intent::forUnit(act, m_unit));
}

void UnitRow::present(const UnitSummary& unit, const ClusterView& view, const Freshness& freshness)
{
    m_unit = unit.name;
    m_name->setText(unit.name);
    const bool stale = freshness.stale();
    m_mark->setMark(stale ? Mark::Unknown : unit.mark, unit.text);
    m_text->setText(unit.text);
    m_note->setText(stale ? QStringLiteral("Last known; the database does not answer") : unit.note);
    const auto dress = [&](QPushButton* button, Act act) {
        const QString reason = offReason(Intent::forUnit(act, unit.name), view, freshness);
        setOffReason(button, reason);
        button->setAccessibleName(QStringLiteral("%1 %2").arg(button->text().remove(u'…'), unit.name));
    };
    dress(m_restart, Act::RestartUnit);
    dress(m_stop, Act::StopUnit);
    dress(m_start, Act::StartUnit);
    m_start->setVisible(unit.held);
    m_restart->setVisible(unit.running || !unit.held);
    m_stop->setVisible(unit.running || !unit.held);
}

ServiceCard::ServiceCard(QWidget* parent)
    : Card(QStringLiteral("Service Status"), parent)
    , m_empty(new TextLabel(QStringLiteral("No node has reported a unit yet."), TextStyle::Base, Ink::Text2,
                            this))
{
    setBottomPadding(serviceRowsPadding);
    body()->setSpacing(0);
    body()->addWidget(m_empty);
    m_empty->hide();
}

void ServiceCard::present(const ClusterView& view, const Freshness& freshness)
{
    const std::vector<UnitSummary> units = summarizeUnits(view);
    while (m_rows.size() > units.size()) {
        delete m_rows.back();
        m_rows.pop_back();
    }
    while (m_rows.size() < units.size()) {
        auto* row = new UnitRow(this);
        connect(row, &UnitRow::requested, this, &ServiceCard::requested);
        body()->addWidget(row);
        m_rows.push_back(row);
    }
    for (std::size_t i = 0; i < units.size(); ++i)
        m_rows[i]->present(units[i], view, freshness);
    m_empty->setVisible(units.empty());
    setBottomPadding(units.empty() ? 12 : serviceRowsPadding);
    m_empty->setText(freshness.never() ? QStringLiteral("Reading units…")
                                       : QStringLiteral("No node has reported a unit yet."));
}

} // namespace rollcall
