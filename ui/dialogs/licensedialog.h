#pragma once

#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

class QSpinBox;

namespace rollcall
{

class ChoiceList;

/// Edition and number of nodes, with the words of `rollcallctl license set`: what would be refused is said
/// before it is tried.
class LicenseDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog.
    LicenseDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent);

    License license() const;

Q_SIGNALS:
    void applied(const rollcall::Done& done, const rollcall::License& before);

private:
    void update();
    void apply();

    ClusterActions& m_actions;
    ClusterView m_view;
    License m_before;
    ChoiceList* m_editions;
    QSpinBox* m_nodes;
    FormField* m_field;
    QPushButton* m_apply;
    bool m_applying = false;
};

} // namespace rollcall
