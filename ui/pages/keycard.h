#pragma once

#include "model/tables/keystandingmodel.h"
#include "ui/dialogs/intent.h"
#include "ui/pages/tablecard.h"

class QPushButton;

namespace rollcall
{

class StateMark;
class TextLabel;

/// Encryption Key: which node has which key, and the four steps of changing it, as rollcallctl key rotate has
/// them. A step that is not possible says why; below the sentence stands what is to be done next.
class KeyCard final : public TableCard
{
    Q_OBJECT

public:
    explicit KeyCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    const KeyStandingModel& model() const { return m_model; }

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

protected:
    QString copyText(const QModelIndex& current) const override;

private:
    void presentSteps(const ClusterView& view, const Freshness& freshness, RotationPhase phase);

    KeyStandingModel m_model;
    std::vector<std::pair<RotationStep, QPushButton*>> m_steps;
    StateMark* m_mark;
    TextLabel* m_sentence;
    TextLabel* m_next;
};

} // namespace rollcall
