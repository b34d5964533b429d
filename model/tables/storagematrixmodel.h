#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/presentation.h"

#include <QAbstractTableModel>
#include <QHash>

namespace rollcall
{

/// Who sees whose file, as a square: a row is a node that reads, a column one that writes. Every cell has a
/// shape, a word or the time of reading, and a sentence with cause and remedy.
class StorageMatrixModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// With more nodes the square is not readable any more: nothing is shown then.
    static constexpr int mostNodes = 200;

    /// One cell with everything that is said of it.
    struct Sight {
        StorageCell cell;
        CellText text;
        QString sentence;
        bool written = true; ///< false: there is no file to see, because its node cannot write
        bool operator==(const Sight&) const = default;
    };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(const ClusterView& view, const Freshness& freshness);
    NodeId nodeAt(int section) const { return m_nodes.at(static_cast<std::size_t>(section)); }
    /// Row by row, without what no node has looked at.
    std::vector<Sight> sights() const;
    /// How many cells are in which state, of files that are written.
    int count(SightState state) const;
    int countUnwritten() const;

private:
    using Place = std::pair<int, int>; ///< row and column
    QHash<Place, Sight> sightsOf(const ClusterView& view, const Freshness& freshness) const;
    QString sentenceAt(const QModelIndex& index) const;

    QStringList m_names;
    QStringList m_silent; ///< by node: why it is in no cell, or empty
    std::vector<NodeId> m_nodes;
    QHash<Place, Sight> m_sights;
    bool m_fresh = true;
};

} // namespace rollcall
