#pragma once

#include "model/tables/freshness.h"
#include "model/tables/roles.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

namespace rollcall
{

class FactLine;
class LinkButton;
class LoadBar;

/// "If web-01 fails now": who takes over, how soon, what is left, and what is in the way.
class ForecastCard final : public Card
{
    Q_OBJECT

public:
    enum class Detail {
        Brief, ///< as on Overview
        Full,  ///< also who is second in line
    };

    explicit ForecastCard(Detail detail = Detail::Brief, QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    FactLine* addLine(const QString& caption);
    void setAll(Mark mark, const QString& value);
    void presentSuccessors(const ClusterView& view);

    LinkButton* m_handOver;
    FactLine* m_successor;
    FactLine* m_second = nullptr;
    FactLine* m_takeover;
    FactLine* m_capacity;
    FactLine* m_loadLine;
    LoadBar* m_load;
    FactLine* m_blockers;
};

} // namespace rollcall
