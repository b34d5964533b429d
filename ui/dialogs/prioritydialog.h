#pragma once

#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

class QCheckBox;
class QSpinBox;

namespace rollcall
{

class ChoiceList;

/// Who goes first in the line of successors: one node's priority, as a word or a number. A refused change
/// says why, and may be insisted on where only the last candidate is at stake.
class PriorityDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog.
    PriorityDialog(ClusterActions& actions, const NodeView& node, QWidget* parent);

    int priority() const;

Q_SIGNALS:
    void applied(const rollcall::Done& done);

private:
    void update();
    void apply();

    ClusterActions& m_actions;
    NodeId m_node;
    int m_before;
    QSpinBox* m_number;
    ChoiceList* m_choices;
    QCheckBox* m_override;
    QPushButton* m_apply;
    bool m_applying = false;
};

} // namespace rollcall
