#pragma once

#include "model/tables/storagenodemodel.h"
#include "ui/pages/tablecard.h"

namespace rollcall
{

class ColumnFitter;

/// Nodes: each node's path, whether its storage is proven to be shared, and if not, why and what to do.
class StorageNodesCard final : public TableCard
{
    Q_OBJECT

public:
    explicit StorageNodesCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness, const std::optional<QString>& basePath);
    const StorageNodeModel& model() const { return m_model; }

protected:
    QString copyText(const QModelIndex& current) const override;
    std::optional<NamedNode> nodeOf(const QModelIndex& index) const override;

private:
    StorageNodeModel m_model;
    ColumnFitter* m_fitter;
};

} // namespace rollcall
