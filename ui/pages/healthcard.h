#pragma once

#include "model/tables/freshness.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

class QPushButton;

namespace rollcall
{

class FactColumn;
class MarkCounts;
class StateMark;
class SwitchColumn;
class TextLabel;

/// Cluster Health: the verdict in one word and one sentence, the nodes by state, the primary, and the
/// cluster's two switches.
class HealthCard final : public Card
{
    Q_OBJECT

public:
    explicit HealthCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void moreAsked();
    void requested(const rollcall::Intent& intent);

private:
    StateMark* m_mark;
    TextLabel* m_verdict;
    TextLabel* m_sentence;
    FactColumn* m_nodes;
    MarkCounts* m_counts;
    FactColumn* m_primary;
    TextLabel* m_term;
    SwitchColumn* m_balancing;
    SwitchColumn* m_availability;
};

} // namespace rollcall
