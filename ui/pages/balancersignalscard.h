#pragma once

#include "model/tables/balancersignalmodel.h"
#include "model/tables/freshness.h"
#include "ui/widgets/card.h"

class QTableView;

namespace rollcall
{

class ColumnFitter;
class EmptyState;

/// In Rotation: of every node what the load balancer makes of it, how old that is, and where it asks.
class BalancerSignalsCard final : public Card
{
    Q_OBJECT

public:
    explicit BalancerSignalsCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    QTableView* table() const { return m_table; }
    const BalancerSignalModel& model() const { return m_model; }

Q_SIGNALS:
    void nodeAsked(rollcall::NodeId node);
    void addNodeAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void openMenu(const QPoint& at);
    void copyRow();

    BalancerSignalModel m_model;
    QTableView* m_table;
    EmptyState* m_empty;
    ColumnFitter* m_fitter;
};

} // namespace rollcall
