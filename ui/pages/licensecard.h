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

/// License: the edition, how many nodes of how many, what it allows, and who set it.
class LicenseCard final : public Card
{
    Q_OBJECT

public:
    explicit LicenseCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    LinkButton* m_change;
    FactLine* m_edition;
    FactLine* m_nodes;
    FactLine* m_balancing;
    FactLine* m_availability;
    FactLine* m_setBy;
    StateMark* m_overMark;
    TextLabel* m_words;
};

} // namespace rollcall
