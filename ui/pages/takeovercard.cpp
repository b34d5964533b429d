#include "ui/pages/takeovercard.h"

#include "ui/theme/buttonkind.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int takeoverMark = 32;

/// Which buttons stand there: what could be done in this state, also while it is off for a reason.
bool isOffered(const Intent& intent, const ClusterView& view)
{
    const Mode mode = view.facts.cluster.mode;
    switch (intent.act) {
    case Act::Enable:
        return !isOn(intent.feature, mode);
    case Act::HandOver:
        return !view.nodes.empty();
    case Act::Pause:
        return mode == Mode::HighAvailability && !view.facts.cluster.paused;
    case Act::Resume:
        return mode == Mode::HighAvailability && view.facts.cluster.paused;
    default:
        return mode == Mode::HighAvailability;
    }
}

} // namespace

TakeoverCard::TakeoverCard(QWidget* parent)
    : Card({}, parent)
    , m_mark(new StateMark(takeoverMark, this))
    , m_word(new TextLabel({}, TextStyle::Verdict, Ink::Text, this))
    , m_sentence(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_remedy(new TextLabel({}, TextStyle::Base, Ink::Text, this))
{
    setAccessibleName(QStringLiteral("Automatic takeover"));
    m_sentence->setWordWrap(true);
    m_remedy->setWordWrap(true);
    m_remedy->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_word);
    words->addWidget(m_sentence);
    words->addWidget(m_remedy);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (const auto& [text, name, intent] :
         {std::tuple(QStringLiteral("Hand Over…"), QStringLiteral("handOver"),
                     Intent::forNode(Act::HandOver, {})),
          std::tuple(QStringLiteral("Pause…"), QStringLiteral("pauseTakeover"),
                     Intent::forNode(Act::Pause, {})),
          std::tuple(QStringLiteral("Resume"), QStringLiteral("resumeTakeover"),
                     Intent::forNode(Act::Resume, {})),
          std::tuple(QStringLiteral("Run a Drill…"), QStringLiteral("runDrill"),
                     Intent::forNode(Act::Drill, {})),
          std::tuple(QStringLiteral("Enable Load Balancing"), QStringLiteral("enableLoadBalancing"),
                     Intent::enable(Feature::LoadBalancing)),
          std::tuple(QStringLiteral("Enable High Availability"), QStringLiteral("enableHighAvailability"),
                     Intent::enable(Feature::HighAvailability))})
        buttons->addWidget(addAction(plainButton(text, this), name, intent));
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_mark, 0, Qt::AlignVCenter);
    row->addLayout(words, 1);
    row->addSpacing(12);
    row->addLayout(buttons);
    body()->addLayout(row);
}

QPushButton* TakeoverCard::addAction(QPushButton* button, const QString& name, const Intent& intent)
{
    button->setObjectName(name);
    m_actions.emplace_back(button, intent);
    connect(button, &QPushButton::clicked, this, [this, intent] { Q_EMIT requested(intent); });
    return button;
}

void TakeoverCard::present(const ClusterView& view, const Freshness& freshness)
{
    const TakeoverState state = takeoverStateOf(view, freshness);
    m_mark->setMark(state.mark, state.word);
    m_word->setText(state.word);
    m_sentence->setText(state.sentence);
    m_remedy->setText(state.remedy);
    m_remedy->setHidden(state.remedy.isEmpty());
    presentActions(view, freshness, state.kind);
}

void TakeoverCard::presentActions(const ClusterView& view, const Freshness& freshness,
                                  TakeoverState::Kind kind)
{
    for (const auto& [button, intent] : m_actions) {
        button->setVisible(!freshness.never() && isOffered(intent, view));
        setOffReason(button, offReason(intent, view, freshness));
        // One accent button a window: the next step that is missing.
        const Feature next =
            view.facts.cluster.mode == Mode::Single ? Feature::LoadBalancing : Feature::HighAvailability;
        if (intent.act == Act::Enable)
            setButtonKind(button, intent.feature == next ? ButtonKind::Accent : ButtonKind::Plain);
        else if (intent.act == Act::Resume)
            setButtonKind(button,
                          kind == TakeoverState::Kind::Paused ? ButtonKind::Accent : ButtonKind::Plain);
    }
}

} // namespace rollcall
