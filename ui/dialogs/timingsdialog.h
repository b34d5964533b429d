#pragma once

#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

#include <QTimer>

class QSpinBox;

namespace rollcall
{

class ChoiceList;
class StateMark;

/// Changes the timings of the lease: a profile, or four values of one's own, with what they mean in practice
/// shown while they are typed. A value that is not safe says so at its field, and nothing is applied.
class TimingsDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog.
    TimingsDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent);

    LeaseTimings timings() const;

Q_SIGNALS:
    void applied(const rollcall::Done& done);

private:
    struct Field {
        QString name; ///< as LeaseTimings::validated() calls it
        Millis LeaseTimings::*value;
        QSpinBox* box;
        FormField* frame;
    };
    void addField(const QString& name, Millis LeaseTimings::*value, const QString& caption,
                  const QString& help);
    QWidget* makeCustom();
    void choose(int profile);
    void showConsequences();
    void apply();

    ClusterActions& m_actions;
    LeaseTimings m_before;
    int m_nodes;
    std::vector<Field> m_fields;
    QWidget* m_custom;
    ChoiceList* m_choices;
    std::vector<std::pair<StateMark*, TextLabel*>> m_consequences;
    QPushButton* m_apply;
    QTimer m_busy;
    bool m_applying = false;
};

} // namespace rollcall
