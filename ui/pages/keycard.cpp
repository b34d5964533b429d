#include "ui/pages/keycard.h"

#include "model/core/durationtext.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/theme/buttonkind.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int keyRow = 32;
constexpr int keyRowsAtMost = 8; // more scroll inside the card

const KeyPlan::Step* stepOf(const KeyPlan& plan, RotationStep step)
{
    const auto it = std::find_if(plan.steps.begin(), plan.steps.end(),
                                 [step](const KeyPlan::Step& each) { return each.step == step; });
    return it == plan.steps.end() ? nullptr : &*it;
}

/// The step that goes on from here.
RotationStep nextStep(RotationPhase phase)
{
    return phase == RotationPhase::None        ? RotationStep::Start
           : phase == RotationPhase::Preparing ? RotationStep::Switch
                                               : RotationStep::End;
}

/// What nodes that do not run will need before they start; the next step does not wait for them.
QString wordsForAbsent(const KeyPlan& plan)
{
    QStringList remedies;
    for (const NodeKeys& node : plan.nodes)
        if (node.standing == KeyStanding::Off && !node.remedy.isEmpty())
            remedies << node.remedy;
    constexpr qsizetype shown = 3;
    const qsizetype more = remedies.size() - shown;
    return remedies.mid(0, shown).join(u' ') +
           (more > 0 ? QStringLiteral(" And %1 more.").arg(more) : QString());
}

/// What is to be done now, or what the next step waits for.
QString nextWords(const KeyPlan& plan)
{
    const RotationStep step = nextStep(plan.keys.phase);
    const KeyPlan::Step* next = stepOf(plan, step);
    if (next && next->refusal)
        return QStringLiteral("%1 %2").arg(next->refusal->what, next->refusal->remedy).trimmed();
    switch (step) {
    case RotationStep::Start:
        return QStringLiteral("To change it: start with the file of a new key, put that file on every node, "
                              "switch, and end. Both keys are accepted meanwhile, and nothing stops.");
    case RotationStep::Switch:
        return QStringLiteral("Every running node has key %1. Switch next.").arg(plan.keys.newKey());
    default:
        return QStringLiteral(
                   "Give key %1 to the consoles, scripts and websites that connect, then end: from "
                   "then on key %2 is refused.")
            .arg(plan.keys.newKey(), plan.keys.oldKey());
    }
}

Mark markOfPlan(const KeyPlan& plan)
{
    const bool trouble = std::any_of(plan.nodes.begin(), plan.nodes.end(), [](const NodeKeys& node) {
        return node.standing == KeyStanding::Missing || node.standing == KeyStanding::Untidy;
    });
    if (plan.keys.isUnderWay())
        return Mark::Draining; // half done
    return plan.keys.inForce.isEmpty() ? Mark::Dash : trouble ? Mark::Degraded : Mark::Healthy;
}

} // namespace

KeyCard::KeyCard(QWidget* parent)
    : TableCard(QStringLiteral("Encryption Key"), QStringLiteral("Which node has which key"), keyRow, parent)
    , m_mark(new StateMark(16, this))
    , m_sentence(new TextLabel({}, TextStyle::Base, QFont::Medium, Ink::Text, this))
    , m_next(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (const auto& [step, text, name] :
         {std::tuple(RotationStep::Start, QStringLiteral("Start…"), QStringLiteral("startKey")),
          std::tuple(RotationStep::Switch, QStringLiteral("Switch…"), QStringLiteral("switchKey")),
          std::tuple(RotationStep::End, QStringLiteral("End…"), QStringLiteral("endKey")),
          std::tuple(RotationStep::Cancel, QStringLiteral("Cancel…"), QStringLiteral("cancelKey"))}) {
        QPushButton* button = smallButton(text, buttons);
        button->setObjectName(name);
        button->setAccessibleName(QStringLiteral("%1 the change of the encryption key").arg(text.chopped(1)));
        connect(button, &QPushButton::clicked, this,
                [this, step = step] { Q_EMIT requested(Intent::rotateKey(step)); });
        row->addWidget(button);
        m_steps.emplace_back(step, button);
    }
    setTrailing(buttons);

    m_sentence->setWordWrap(true);
    m_sentence->setObjectName(QStringLiteral("keySentence"));
    m_next->setWordWrap(true);
    m_next->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_next->setObjectName(QStringLiteral("keyNext"));
    auto* sentences = new QVBoxLayout;
    sentences->setSpacing(4);
    sentences->addWidget(m_sentence);
    sentences->addWidget(m_next);
    auto* words = new QHBoxLayout;
    words->setContentsMargins(16, 0, 16, 12);
    words->setSpacing(8);
    words->addWidget(m_mark, 0, Qt::AlignTop);
    words->addLayout(sentences, 1);
    body()->addLayout(words);

    table()->setSortingEnabled(false);
    table()->setModel(&m_model);
    table()->setItemDelegate(new TextDelegate(true, table()));
    table()->setItemDelegateForColumn(KeyStandingModel::Node, new NodeDelegate(table()));
    table()->setItemDelegateForColumn(KeyStandingModel::State, new StateDelegate(table()));
    QHeaderView* header = table()->horizontalHeader();
    header->setResizeContentsPrecision(100);
    for (int column = 0; column < KeyStandingModel::Sentence; ++column)
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    header->setStretchLastSection(true);
    body()->addWidget(table());
}

void KeyCard::present(const ClusterView& view, const Freshness& freshness)
{
    const KeyPlan plan = freshness.never() ? KeyPlan() : planKeys(view);
    const Mark mark = freshness.never() || freshness.stale() ? Mark::Unknown : markOfPlan(plan);
    const QString sentence =
        freshness.never()   ? QStringLiteral("Reading nodes…")
        : freshness.stale() ? QStringLiteral("%1 ago: %2").arg(durationText(*freshness.age), plan.sentence)
                            : plan.sentence;
    m_mark->setMark(mark, sentence);
    if (m_sentence->text() != sentence)
        m_sentence->setText(sentence);
    const QString next = freshness.never() || freshness.stale()
                             ? QString()
                             : QStringLiteral("%1 %2").arg(nextWords(plan), wordsForAbsent(plan)).trimmed();
    if (m_next->text() != next)
        m_next->setText(next);
    m_next->setVisible(!next.isEmpty());
    presentSteps(view, freshness, plan.keys.phase);
    m_model.show(plan, freshness);
    const int rows = std::min(m_model.rowCount(), keyRowsAtMost);
    table()->setVisible(rows > 0);
    table()->setFixedHeight(table()->horizontalHeader()->minimumHeight() +
                            rows * table()->verticalHeader()->defaultSectionSize() +
                            table()->horizontalScrollBar()->sizeHint().height());
}

void KeyCard::presentSteps(const ClusterView& view, const Freshness& freshness, RotationPhase phase)
{
    for (const auto& [step, button] : m_steps) {
        setOffReason(button, offReason(Intent::rotateKey(step), view, freshness));
        // Only while a change is under way: a cluster at rest asks for nothing.
        const bool next = phase != RotationPhase::None && step == nextStep(phase) && button->isEnabled();
        setButtonKind(button, next ? ButtonKind::Accent : ButtonKind::Plain);
    }
}

QString KeyCard::copyText(const QModelIndex& current) const
{
    return m_model.copyText(current.row());
}

} // namespace rollcall
