#pragma once

#include "model/tables/clusterlistmodel.h"
#include "model/tables/nodefilterproxy.h"
#include "model/tables/nodetablemodel.h"

#include <QTimer>
#include <QWidget>

class QGridLayout;
class QStackedLayout;
class QTableView;

namespace rollcall
{

class ClusterTile;
class ColumnFitter;
class EmptyState;
class FilterBar;
class TextLabel;

/// All Clusters: a tile for each saved connection, and all their nodes in one table, worst first.
class ClustersPage final : public QWidget
{
    Q_OBJECT

public:
    explicit ClustersPage(QWidget* parent = nullptr);

    /// slices in the order of the clusters.
    void present(const std::vector<ClusterEntry>& clusters, const std::vector<NodeTableModel::Slice>& slices);
    bool focusFilter();
    QWidget* mainPane() const;
    QTableView* table() const { return m_table; }

Q_SIGNALS:
    void clusterAsked(const QString& profile);
    void nodeAsked(const QString& profile, rollcall::NodeId node);
    void retryAsked(const QString& profile);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrangeTiles();
    void presentEmptiness();
    void presentFoot(std::size_t clusters);

    ClusterListModel m_clusters;
    NodeTableModel m_nodes;
    NodeFilterProxy m_proxy;
    QWidget* m_tileBox;
    QGridLayout* m_grid;
    std::vector<ClusterTile*> m_tiles;
    FilterBar* m_bar;
    QTableView* m_table;
    ColumnFitter* m_fitter;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    bool m_answered = false; ///< one of the clusters at least
    TextLabel* m_foot;
    QTimer m_order;
    int m_columnsOfTiles = 0;
};

} // namespace rollcall
