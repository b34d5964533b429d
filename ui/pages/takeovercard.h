#pragma once

#include "model/tables/takeoverstate.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

class QPushButton;

namespace rollcall
{

class StateMark;
class TextLabel;

/// How high availability stands, in one word and a sentence, and what can be done about
/// it: hand over, pause or resume, run a drill; or the switch that is missing.
class TakeoverCard final : public Card
{
    Q_OBJECT

public:
    explicit TakeoverCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    QPushButton* addAction(QPushButton* button, const QString& name, const Intent& intent);
    void presentActions(const ClusterView& view, const Freshness& freshness, TakeoverState::Kind kind);

    StateMark* m_mark;
    TextLabel* m_word;
    TextLabel* m_sentence;
    TextLabel* m_remedy;
    std::vector<std::pair<QPushButton*, Intent>> m_actions;
};

} // namespace rollcall
