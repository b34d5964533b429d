#pragma once

#include "model/cluster/drillplan.h"
#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

namespace rollcall
{

class ChoiceList;
class DrillReportView;
class StateMark;

/// Runs a failover drill: what each kind really does and its worst case, whether it can be done now, live
/// progress, and the report. Nothing is done before the button is pressed, and Cancel is the default until
/// then. Closing or ending only stops the waiting: what was done to the primary is not taken back.
class DrillDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog.
    DrillDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent);

    /// With every new reading: what stands in the way may have gone.
    void present(const ClusterView& view, const QString& offReason);
    void reject() override;

private:
    enum class Phase { Choosing, Running, Done };

    DrillKind kind() const;
    void showPlan();
    void run();
    void step(const QString& sentence);
    void finished(const Result<DrillReport>& result);
    void show(Phase phase);

    ClusterActions& m_actions;
    ClusterView m_view;
    QString m_offReason;
    Phase m_phase = Phase::Choosing;
    QWidget* m_choosing;
    ChoiceList* m_choices;
    StateMark* m_planMark;
    TextLabel* m_plan;
    QWidget* m_running;
    QVBoxLayout* m_steps;
    DrillReportView* m_report;
    QPushButton* m_cancel;
    QPushButton* m_end;
    QPushButton* m_save;
    QPushButton* m_run;
};

} // namespace rollcall
