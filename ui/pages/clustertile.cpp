#include "ui/pages/clustertile.h"

#include "model/core/durationtext.h"
#include "ui/pages/markstrip.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int factHeight = 22;
constexpr int captionWidth = 97;

Ink inkOf(const ClusterEntry& entry)
{
    if (entry.unknown())
        return Ink::Text2;
    switch (entry.health) {
    case Health::Healthy:
        return Ink::Healthy;
    case Health::Degraded:
        return Ink::Degraded;
    case Health::Critical:
        return Ink::Down;
    }
    Q_UNREACHABLE();
}

} // namespace

ClusterTile::ClusterTile(QWidget* parent)
    : Card({}, parent)
    , m_mark(new StateMark(20, this))
    , m_name(new ElidedLabel({}, TextStyle::Value, Ink::Text, this))
    , m_state(new TextLabel({}, TextStyle::Small, QFont::Medium, Ink::Text2, this))
    , m_sentence(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_nodes(new MarkStrip(this))
    , m_age(new TextLabel({}, TextStyle::Small, Ink::Text3, this))
    , m_retry(new LinkButton(QStringLiteral("Retry"), this))
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_sentence->setMinimumHeight(m_sentence->fontMetrics().lineSpacing() * 2 + 2);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_mark);
    head->addWidget(m_name, 1);
    head->addWidget(m_state);
    body()->setSpacing(0);
    body()->addLayout(head);
    body()->addSpacing(8);
    body()->addWidget(m_sentence);
    body()->addSpacing(8);
    body()->addWidget(m_nodes);
    body()->addSpacing(8);
    m_primary = addFact(QStringLiteral("Primary"));
    m_availability = addFact(QStringLiteral("High availability"));
    m_balancing = addFact(QStringLiteral("Load balancing"));
    body()->addSpacing(6);
    body()->addWidget(new SectionLine({}, this));
    body()->addSpacing(6);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_age, 1);
    foot->addWidget(m_retry);
    body()->addLayout(foot);
    m_age->setMinimumHeight(20);
    connect(m_retry, &QPushButton::clicked, this, &ClusterTile::retryAsked);
}

ClusterTile::Fact ClusterTile::addFact(const QString& caption)
{
    auto* line = new QWidget(this);
    line->setMinimumHeight(factHeight);
    auto* label = new TextLabel(caption, TextStyle::Small, Ink::Text2, line);
    label->setMinimumWidth(captionWidth);
    Fact fact{new StateMark(12, line), new TextLabel({}, TextStyle::Small, QFont::Medium, Ink::Text, line),
              new TextLabel({}, TextStyle::Small, Ink::Text2, line)};
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(5);
    row->addWidget(label);
    row->addWidget(fact.mark);
    row->addWidget(fact.value);
    row->addWidget(fact.note, 1);
    body()->addWidget(line);
    return fact;
}

void ClusterTile::set(const Fact& fact, Mark mark, const QString& value, const QString& note)
{
    fact.mark->setMark(mark, value);
    fact.mark->setVisible(mark != Mark::None);
    fact.value->setText(value);
    fact.note->setText(note);
}

void ClusterTile::present(const ClusterEntry& entry)
{
    m_profile = entry.profile;
    const QString state = ClusterListModel::stateOf(entry);
    m_mark->setMark(ClusterListModel::markOfCluster(entry), state);
    m_name->setText(entry.name);
    m_state->setInk(inkOf(entry));
    m_state->setText(state);
    m_sentence->setText(ClusterListModel::sentenceOf(entry));
    m_sentence->setToolTip(ClusterListModel::sentenceOf(entry));
    setDashed(entry.unknown());
    const QString unknown = QStringLiteral("Unknown");
    if (entry.unknown()) {
        m_nodes->setMarks(QList<Mark>(entry.nodeMarks.size(), Mark::Unknown));
        for (const Fact& fact : {m_primary, m_availability, m_balancing})
            set(fact, Mark::None, unknown);
    } else {
        m_nodes->setMarks(entry.nodeMarks);
        if (entry.primary.isEmpty())
            set(m_primary, Mark::Dash, QStringLiteral("None"));
        else
            set(m_primary, Mark::Crown, entry.primary, QStringLiteral("epoch %1").arg(entry.epoch));
        const auto onOff = [](const Fact& fact, bool on) {
            set(fact, on ? Mark::Tick : Mark::Dash, on ? QStringLiteral("On") : QStringLiteral("Off"));
        };
        onOff(m_availability, entry.mode == Mode::HighAvailability);
        onOff(m_balancing, entry.mode != Mode::Single);
    }
    if (entry.freshness.age)
        m_age->setText(
            (entry.unknown() ? QStringLiteral("Last known %1 ago") : QStringLiteral("Updated %1 ago"))
                .arg(durationText(*entry.freshness.age)));
    else
        m_age->setText(entry.trouble.isEmpty() ? QStringLiteral("Connecting…")
                                               : QStringLiteral("Never connected"));
    m_retry->setVisible(entry.unknown());
    setAccessibleName(QStringLiteral("%1, %2. %3").arg(entry.name, state, m_sentence->text()));
}

void ClusterTile::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT opened();
}

void ClusterTile::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT opened();
    else
        Card::keyPressEvent(event);
}

} // namespace rollcall
