#pragma once

#include "model/tables/keystandingmodel.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

class QPushButton;
class QTableView;

namespace rollcall
{

class StateMark;
class TextLabel;

/// Encryption Key: which node has which key, and the four steps of changing it, as rollcallctl key rotate has
/// them. A step that is not possible says why; below the sentence stands what is to be done next.
class KeyCard final : public Card
{
    Q_OBJECT

public:
    explicit KeyCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    QTableView* table() const { return m_table; }
    const KeyStandingModel& model() const { return m_model; }

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void presentSteps(const ClusterView& view, const Freshness& freshness, RotationPhase phase);
    void copyRow();

    KeyStandingModel m_model;
    std::vector<std::pair<RotationStep, QPushButton*>> m_steps;
    StateMark* m_mark;
    TextLabel* m_sentence;
    TextLabel* m_next;
    QTableView* m_table;
};

} // namespace rollcall
