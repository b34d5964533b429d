#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/keyedtable.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// One node's place in the line of successors.
struct SuccessionEntry {
    NodeId node;
    QString name;
    Crown crown = Crown::None;
    CellText place; ///< "Primary", "Takes over next", "Second in line", or what keeps it from it
    QString why;    ///< a sentence with the reason, or empty
    int priority = 100;
    bool fresh = true;

    NodeId key() const { return node; }
};

/// Who would take over, in order: the primary, its successors, then the nodes that cannot be primary, with
/// the reason.
class SuccessionModel final : public KeyedTableModel<SuccessionEntry>
{
    Q_OBJECT

public:
    enum Column { Node, Place, Priority, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(const ClusterView& view, const Freshness& freshness);
    const SuccessionEntry* entryAt(int row) const;

protected:
    ColumnSet changedColumns(const SuccessionEntry& before, const SuccessionEntry& after) const override;
};

} // namespace rollcall
