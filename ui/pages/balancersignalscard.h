#pragma once

#include "model/tables/balancersignalmodel.h"
#include "model/tables/freshness.h"
#include "ui/pages/tablecard.h"

namespace rollcall
{

class ColumnFitter;
class EmptyState;

/// In Rotation: of every node what the load balancer makes of it, how old that is, and where it asks.
class BalancerSignalsCard final : public TableCard
{
    Q_OBJECT

public:
    explicit BalancerSignalsCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    const BalancerSignalModel& model() const { return m_model; }

Q_SIGNALS:
    void addNodeAsked();

protected:
    QString copyText(const QModelIndex& current) const override;
    std::optional<NamedNode> nodeOf(const QModelIndex& index) const override;

private:
    BalancerSignalModel m_model;
    EmptyState* m_empty;
    ColumnFitter* m_fitter;
};

} // namespace rollcall
