#include "ui/dialogs/drilldialog.h"

#include "ui/dialogs/choicelist.h"
#include "ui/dialogs/drillreportview.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QCoreApplication>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int drillDialogWidth = 580;
constexpr int drillMark = 16;

QString orWord(const QString& name, const QString& word)
{
    return name.isEmpty() ? word : name;
}

/// What it really does, and the worst case.
QString meaningOf(DrillKind kind, const ClusterView& view)
{
    const QString from = orWord(view.primary ? view.primary->name : QString(), QStringLiteral("the primary"));
    const QString next = orWord(view.forecast.successorName, QStringLiteral("the next in line"));
    switch (kind) {
    case DrillKind::Switchover:
        return QStringLiteral(
                   "%1 stops its service and hands over to %2, as for planned work. Once the service "
                   "has stopped, %2 is primary after %3.")
            .arg(from, next, atMost(view.facts.timings.worstSwitchover()));
    case DrillKind::ProcessDeath:
        return QStringLiteral(
                   "The worker process on %1 is killed with SIGKILL. Its supervisor stops the units "
                   "and gives the lease back; %2 is primary after %3.")
            .arg(from, next, atMost(view.forecast.processDeath));
    case DrillKind::HostDeath:
        return QStringLiteral(
                   "Worker and units on %1 end at once, nothing is given back, and the node stays "
                   "silent for a while, as if the server had lost its power. Only the silence tells "
                   "the others; %2 is primary after %3.")
            .arg(from, next, atMost(view.forecast.expectedTakeover));
    }
    Q_UNREACHABLE();
}

} // namespace

DrillDialog::DrillDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent)
    : DialogFrame(QStringLiteral("Failover Drill"),
                  QStringLiteral("A drill does for real what it says, on the primary, and measures the "
                                 "takeover. The service is away for that time; the other nodes serve web "
                                 "requests all the while."),
                  parent)
    , m_actions(actions)
    , m_view(view)
    , m_choosing(new QWidget(this))
    , m_choices(new ChoiceList(QStringLiteral("What happens to the primary"), m_choosing))
    , m_planMark(new StateMark(drillMark, m_choosing))
    , m_plan(new TextLabel({}, TextStyle::Base, Ink::Text, m_choosing))
    , m_running(new QWidget(this))
    , m_steps(new QVBoxLayout(m_running))
    , m_report(new DrillReportView(this))
    , m_cancel(addCancel())
    , m_end(plainButton(QStringLiteral("&End Drill"), this))
    , m_save(plainButton(QStringLiteral("&Save Report…"), this))
    , m_run(dangerButton(QStringLiteral("&Run Drill"), this))
{
    setMinimumWidth(drillDialogWidth);
    for (const auto& [kind, text] : {std::pair(DrillKind::Switchover, QStringLiteral("S&witchover")),
                                     std::pair(DrillKind::ProcessDeath, QStringLiteral("&Process death")),
                                     std::pair(DrillKind::HostDeath, QStringLiteral("&Host death"))})
        m_choices->add(static_cast<int>(kind), text, meaningOf(kind, view));
    m_plan->setWordWrap(true);
    auto* plan = new QHBoxLayout;
    plan->setSpacing(8);
    plan->addWidget(m_planMark, 0, Qt::AlignTop);
    plan->addWidget(m_plan, 1);
    auto* choosing = new QVBoxLayout(m_choosing);
    choosing->setContentsMargins(0, 0, 0, 0);
    choosing->setSpacing(0);
    choosing->addWidget(m_choices);
    choosing->addSpacing(16);
    choosing->addWidget(new SectionLine(QStringLiteral("Before it starts"), m_choosing));
    choosing->addSpacing(6);
    choosing->addLayout(plan);
    m_steps->setContentsMargins(0, 0, 0, 0);
    m_steps->setSpacing(6);
    body()->setSpacing(0);
    body()->addWidget(m_choosing);
    body()->addWidget(m_running);
    body()->addWidget(m_report);
    body()->addStretch(1);
    m_cancel->setDefault(true);
    m_run->setAutoDefault(false);
    m_run->setObjectName(QStringLiteral("run"));
    m_end->setObjectName(QStringLiteral("end"));
    m_save->setObjectName(QStringLiteral("save"));
    for (QPushButton* button : {m_save, m_end, m_run})
        addButton(button);

    connect(m_choices, &ChoiceList::changed, this, &DrillDialog::showPlan);
    connect(m_run, &QPushButton::clicked, this, &DrillDialog::run);
    connect(m_end, &QPushButton::clicked, this, [this] {
        m_end->setEnabled(false);
        step(QStringLiteral("Ending as soon as nothing is left half done…"));
        m_actions.endDrill();
    });
    connect(m_save, &QPushButton::clicked, m_report, &DrillReportView::save);
    connect(m_report, &DrillReportView::saved, this, &DrillDialog::showBusy);
    connect(m_report, &DrillReportView::notSaved, this, &DrillDialog::showTrouble);
    m_choices->choose(static_cast<int>(DrillKind::Switchover));
    show(Phase::Choosing);
    m_choices->focusChosen();
}

DrillKind DrillDialog::kind() const
{
    return static_cast<DrillKind>(m_choices->chosen());
}

void DrillDialog::present(const ClusterView& view, const QString& offReason)
{
    if (m_phase != Phase::Choosing)
        return;
    m_view = view;
    m_offReason = offReason;
    for (DrillKind each : {DrillKind::Switchover, DrillKind::ProcessDeath, DrillKind::HostDeath})
        m_choices->setMeaning(static_cast<int>(each), meaningOf(each, view));
    showPlan();
}

void DrillDialog::showPlan()
{
    const Result<DrillPlan> plan = planDrill(kind(), m_view);
    const bool possible = plan && m_offReason.isEmpty();
    m_planMark->setMark(possible ? Mark::Healthy : Mark::Down,
                        possible ? QStringLiteral("Ready") : QStringLiteral("Not possible"));
    if (!m_offReason.isEmpty())
        m_plan->setText(m_offReason);
    else if (!plan)
        m_plan->setText(QStringLiteral("%1 %2").arg(plan.error().what, plan.error().remedy));
    else
        m_plan->setText(
            QStringLiteral("High availability is on. %1 is the primary and %2 takes over; both are "
                           "healthy.")
                .arg(plan->from.row.name, plan->next.row.name));
    setOffReason(m_run, possible ? QString() : m_plan->text());
}

void DrillDialog::show(Phase phase)
{
    m_phase = phase;
    m_choosing->setVisible(phase == Phase::Choosing);
    m_running->setVisible(phase == Phase::Running);
    m_report->setVisible(phase == Phase::Done);
    m_run->setVisible(phase == Phase::Choosing);
    m_end->setVisible(phase == Phase::Running);
    m_save->setVisible(phase == Phase::Done);
    m_cancel->setText(phase == Phase::Choosing ? QStringLiteral("Cancel") : QStringLiteral("Close"));
    m_cancel->setDefault(true);
}

void DrillDialog::run()
{
    showTrouble({});
    while (QLayoutItem* item = m_steps->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    setSentence(
        QStringLiteral("The drill is running. Ending it or closing this window only stops the waiting: "
                       "what was done to the primary is not taken back. The report also goes into the "
                       "events."));
    m_end->setEnabled(true);
    show(Phase::Running);
    m_end->setFocus();
    // The dialog may be closed before the drill ends.
    const QPointer<DrillDialog> self = this;
    m_actions
        .drill(kind(),
               [self](const QString& sentence) {
                   if (self)
                       self->step(sentence);
               })
        .then(QCoreApplication::instance(), [self](const Result<DrillReport>& result) {
            if (self)
                self->finished(result);
        });
}

void DrillDialog::step(const QString& sentence)
{
    auto* line = new TextLabel(sentence, TextStyle::Base, Ink::Text, m_running);
    line->setWordWrap(true);
    m_steps->addWidget(line);
}

void DrillDialog::finished(const Result<DrillReport>& result)
{
    if (!result) {
        setSentence(QStringLiteral("The drill was not run."));
        showTrouble(result.error().message());
        show(Phase::Choosing);
        showPlan();
        return;
    }
    setSentence({});
    m_report->setReport(*result);
    show(Phase::Done);
    m_save->setFocus();
    fitHeight();
}

void DrillDialog::reject()
{
    if (m_phase == Phase::Running)
        m_actions.endDrill();
    DialogFrame::reject();
}

} // namespace rollcall
