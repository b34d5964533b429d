#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/recenteventsmodel.h"
#include "ui/widgets/card.h"

class QListView;

namespace rollcall
{

class TextLabel;

/// Recent Events: the newest ones, as many as fit.
class EventsCard final : public Card
{
    Q_OBJECT

public:
    explicit EventsCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void allAsked();
    void eventActivated(const rollcall::Event& event);

private:
    RecentEventsModel m_model;
    QListView* m_list;
    TextLabel* m_none;
};

} // namespace rollcall
