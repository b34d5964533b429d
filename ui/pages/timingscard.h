#pragma once

#include "model/tables/freshness.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

namespace rollcall
{

class FactLine;
class LinkButton;
class StateMark;
class TextLabel;

/// The four times of the lease, the name of their profile beside the title, and the worst case in words.
class TimingsCard final : public Card
{
    Q_OBJECT

public:
    explicit TimingsCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    LinkButton* m_change;
    FactLine* m_profile;
    FactLine* m_ttl;
    FactLine* m_renew;
    FactLine* m_poll;
    FactLine* m_margin;
    StateMark* m_problemMark;
    TextLabel* m_worst;
};

} // namespace rollcall
