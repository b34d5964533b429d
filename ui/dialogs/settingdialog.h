#pragma once

#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

class QLineEdit;

namespace rollcall
{

/// One setting of the cluster: its value, what it means, and what may be written. A mistake is said while it
/// is typed, and nothing is set.
class SettingDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog. timings: in force, which the four times of the election are checked
    /// with.
    SettingDialog(ClusterActions& actions, const SettingState& state, const LeaseTimings& timings,
                  QWidget* parent);

Q_SIGNALS:
    void applied(const rollcall::Done& done, const rollcall::SettingChange& before);
    void timingsAsked(); ///< all four in one step

private:
    Result<QString> entered() const;
    void update();
    void apply();

    ClusterActions& m_actions;
    SettingState m_state;
    LeaseTimings m_timings;
    QLineEdit* m_value;
    FormField* m_field;
    QPushButton* m_default;
    QPushButton* m_apply;
    bool m_applying = false;
};

} // namespace rollcall
