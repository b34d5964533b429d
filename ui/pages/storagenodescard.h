#pragma once

#include "model/tables/storagenodemodel.h"
#include "ui/widgets/card.h"

class QTableView;

namespace rollcall
{

class ColumnFitter;

/// Nodes: each node's path, whether its storage is proven to be shared, and if not, why and what to do.
class StorageNodesCard final : public Card
{
    Q_OBJECT

public:
    explicit StorageNodesCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness, const std::optional<QString>& basePath);
    QTableView* table() const { return m_table; }
    const StorageNodeModel& model() const { return m_model; }

Q_SIGNALS:
    void nodeAsked(rollcall::NodeId node);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void openMenu(const QPoint& at);
    void copyRow();

    StorageNodeModel m_model;
    QTableView* m_table;
    ColumnFitter* m_fitter;
};

} // namespace rollcall
