#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/presentation.h"

#include <QAbstractTableModel>

namespace rollcall
{

/// Who reaches whom, as a square: a row is a node that asks, each column after the first a node that is
/// asked. Every cell has a shape, a word or a round trip, and a sentence for tooltip and screen reader.
class MeshModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// With more nodes the square is not readable any more: nothing is shown then.
    static constexpr int mostNodes = 12;

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(const ClusterView& view, const Freshness& freshness);

private:
    struct Way {
        CellText cell;
        QString sentence;
        bool operator==(const Way&) const = default;
    };
    std::vector<Way> waysOf(const ClusterView& view, const Freshness& freshness) const;
    const Way* wayAt(const QModelIndex& index) const;

    QStringList m_names;
    std::vector<NodeId> m_nodes;
    std::vector<Way> m_ways; ///< row by row, without the column of names
    bool m_fresh = true;
};

} // namespace rollcall
