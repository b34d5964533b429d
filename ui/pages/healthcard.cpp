#include "ui/pages/healthcard.h"

#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "ui/pages/factcolumn.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace rollcall
{

namespace
{

constexpr int verdictMark = 32;

QFrame* line(QFrame::Shape shape, QWidget* parent)
{
    auto* frame = new QFrame(parent);
    frame->setFrameShape(shape);
    frame->setFrameShadow(QFrame::Plain);
    frame->setForegroundRole(QPalette::Light);
    if (shape == QFrame::VLine)
        frame->setFixedWidth(1);
    else
        frame->setFixedHeight(1);
    return frame;
}

std::vector<MarkCounts::Count> countsOf(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.stale())
        return {{Mark::Unknown, QStringLiteral("Unknown"), static_cast<int>(view.nodes.size())}};
    // In the order of the picture: what is well first, what is worst last but one.
    static const std::array order{NodeState::Healthy,     NodeState::Idle, NodeState::Draining,
                                  NodeState::Maintenance, NodeState::Down, NodeState::Degraded};
    std::vector<MarkCounts::Count> counts;
    for (NodeState state : order) {
        MarkCounts::Count count{markOf(state), {}, 0};
        QStringList words;
        for (const NodeView& node : view.nodes) {
            if (stateMark(node) != count.mark)
                continue;
            ++count.count;
            if (!words.contains(stateTitle(node)))
                words << stateTitle(node);
        }
        count.word = words.join(QStringLiteral(" or "));
        if (count.count > 0)
            counts.push_back(count);
    }
    return counts;
}

} // namespace

HealthCard::HealthCard(QWidget* parent)
    : Card(QStringLiteral("Cluster Health"), parent)
    , m_mark(new StateMark(verdictMark, this))
    , m_verdict(new TextLabel({}, TextStyle::Verdict, Ink::Text, this))
    , m_sentence(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_nodes(new FactColumn(QStringLiteral("Nodes"), this))
    , m_counts(new MarkCounts(this))
    , m_primary(new FactColumn(QStringLiteral("Primary"), this))
    , m_term(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_balancing(new SwitchColumn(Feature::LoadBalancing, this))
    , m_availability(new SwitchColumn(Feature::HighAvailability, this))
{
    auto* more = new LinkButton(QStringLiteral("More info"), this);
    setTrailing(more);
    connect(more, &QPushButton::clicked, this, &HealthCard::moreAsked);
    m_sentence->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_verdict);
    words->addWidget(m_sentence);
    auto* verdict = new QHBoxLayout;
    verdict->setSpacing(12);
    verdict->addWidget(m_mark, 0, Qt::AlignVCenter);
    verdict->addLayout(words, 1);
    m_nodes->setFoot(m_counts);
    m_term->setMinimumHeight(24);
    m_primary->setFoot(m_term);
    auto* facts = new QHBoxLayout;
    facts->setSpacing(12);
    facts->addWidget(m_nodes, 136);
    facts->addWidget(line(QFrame::VLine, this));
    facts->addWidget(m_primary, 115);
    facts->addWidget(line(QFrame::VLine, this));
    facts->addWidget(m_balancing, 139);
    facts->addWidget(line(QFrame::VLine, this));
    facts->addWidget(m_availability, 153);
    body()->setSpacing(0);
    body()->addLayout(verdict);
    body()->addSpacing(8);
    body()->addWidget(line(QFrame::HLine, this));
    body()->addSpacing(12);
    body()->addLayout(facts);
    for (SwitchColumn* column : {m_balancing, m_availability})
        connect(column, &SwitchColumn::requested, this, &HealthCard::requested);
}

void HealthCard::present(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never()) {
        m_mark->setMark(Mark::Unknown, QStringLiteral("Unknown"));
        m_verdict->setText(QStringLiteral("Unknown"));
        m_sentence->setText(QStringLiteral("Reading the cluster…"));
        m_nodes->setValue(Mark::None, QStringLiteral("—"));
        m_primary->setValue(Mark::None, QStringLiteral("—"));
        m_term->setText({});
        m_counts->setCounts({});
    } else {
        const bool stale = freshness.stale();
        const QString word = stale ? QStringLiteral("Unknown") : titleOf(view.health);
        m_mark->setMark(stale ? Mark::Unknown : markOf(view.health), word);
        m_verdict->setText(word);
        m_sentence->setText(stale ? QStringLiteral("The database does not answer. It was %1: %2")
                                        .arg(titleOf(view.health).toLower(), view.sentence)
                                  : view.sentence);
        m_nodes->setValue(Mark::None, QString::number(view.nodes.size()));
        m_counts->setCounts(countsOf(view, freshness));
        if (view.primary) {
            m_primary->setValue(Mark::Crown, view.primary->name);
            const Millis length(std::max<qint64>(0, view.facts.databaseTime - view.primary->since));
            m_term->setText(
                view.primary->since > 0
                    ? QStringLiteral("Epoch %1 · %2").arg(view.primary->epoch).arg(durationText(length))
                    : QStringLiteral("Epoch %1").arg(view.primary->epoch));
        } else {
            m_primary->setValue(stale ? Mark::Unknown : Mark::Dash, QStringLiteral("None"));
            m_term->setText(QStringLiteral("Last epoch %1").arg(view.facts.fence));
        }
    }
    // One accent button a window: the next step that is missing.
    const Mode mode = view.facts.cluster.mode;
    m_balancing->present(view, freshness, mode == Mode::Single);
    m_availability->present(view, freshness, mode == Mode::LoadBalancing);
}

} // namespace rollcall
