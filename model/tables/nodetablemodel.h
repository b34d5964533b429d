#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/keyedtable.h"
#include "model/tables/roles.h"

#include <QHash>

namespace rollcall
{

/// What decides the place of a row when a column that changes all the time is sorted. It is frozen between
/// two calls of NodeTableModel::thawOrder(), so that rows do not jump.
struct NodeOrder {
    int weight = 0;
    qint64 heartbeat = 0;
    qint64 roundTrip = 0;
    qint64 skew = 0;
    int balancer = 0;
    int storage = 0;
    int key = 0;
};

/// One row of the table of nodes.
struct NodeEntry {
    QString clusterKey; ///< of the profile; empty where only one cluster is shown
    QString cluster;    ///< its name
    NodeView view;
    bool loading = false;            ///< the one row that says that nodes are being read
    std::optional<Millis> staleness; ///< how old the values are, once that is too old to believe them
    NodeOrder order;

    std::pair<QString, NodeId> key() const { return {clusterKey, view.row.id}; }
};

/// Nodes of one cluster, or of all of them: one row a node, values change in place.
class NodeTableModel final : public KeyedTableModel<NodeEntry>
{
    Q_OBJECT

public:
    enum Column {
        State,
        Node,
        Units,
        Heartbeat,
        Messenger,
        Balancer,
        Storage,
        Key,
        Version,
        Skew,
        Address,
        Remove,
        Cluster, ///< only where several clusters are shown
        Sentence,
        ColumnCount
    };

    /// One cluster's part of the table.
    struct Slice {
        QString clusterKey;
        QString cluster;
        const ClusterView* view = nullptr; ///< null: nothing was read yet
        Freshness freshness;
    };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The whole content anew.
    void show(const std::vector<Slice>& slices);
    void show(const ClusterView& view, const Freshness& freshness);
    /// One row that says "Reading nodes…".
    void showLoading();

    /// Takes the current values as those to sort by.
    void thawOrder();

    const NodeView* nodeAt(int row) const; ///< null: no such row, or the loading one
    const NodeEntry* entryAt(int row) const;
    int rowOfNode(NodeId id, const QString& clusterKey = {}) const;

    /// How many rows there are of each state title; "Unknown" for those that are stale.
    QHash<QString, int> countByState() const;
    /// "Healthy", "Key mismatch", …; "Unknown" when stale
    static QString stateOf(const NodeEntry& entry);
    static Mark markOfState(const NodeEntry& entry);

    static QString title(int column);
    /// The row as text to paste elsewhere: one line, tab between the columns.
    QString copyText(int row, const QList<int>& columns) const;

protected:
    ColumnSet changedColumns(const NodeEntry& before, const NodeEntry& after) const override;

private:
    QVariant cell(const NodeEntry& entry, int column, int role) const;
    QVariant display(const NodeEntry& entry, int column) const;
    QVariant sortKey(const NodeEntry& entry, int column) const;
    QString toolTip(const NodeEntry& entry, int column) const;
    void replace(std::vector<NodeEntry> next);
};

} // namespace rollcall
