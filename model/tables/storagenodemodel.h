#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/keyedtable.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// One node's shared storage: where it is, whether it is proven, and if not, why and what to do.
struct StorageNodeEntry {
    NodeId node;
    QString name;
    CellText verdict;
    QString path;     ///< or "None"
    QString pathFrom; ///< whose path it is, in a few words; or empty
    QString write;    ///< how long writing its file takes, or an em dash
    QString sentence;
    QString remedy;
    bool fresh = true;

    NodeId key() const { return node; }
    bool operator==(const StorageNodeEntry&) const = default;
};

/// The shared storage of every node, by name.
class StorageNodeModel final : public KeyedTableModel<StorageNodeEntry>
{
    Q_OBJECT

public:
    enum Column { Node, Verdict, Path, Write, Words, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// basePath: the setting Artifacts.BasePath; nothing: it is not known yet.
    void show(const ClusterView& view, const Freshness& freshness, const std::optional<QString>& basePath);
    const StorageNodeEntry* entryAt(int row) const;
    /// The row as text, columns parted by tabs.
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const StorageNodeEntry& before, const StorageNodeEntry& after) const override;
};

} // namespace rollcall
