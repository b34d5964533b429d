#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/keyedtable.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// What is known of one node's place behind the load balancer.
struct BalancerSignalEntry {
    NodeId node;
    QString name;
    CellText signal;
    QString words;  ///< a sentence
    QString more;   ///< a second one, with the age of it; or empty
    QString health; ///< where load balancers ask it: "http://web-01:33238/ready", or an em dash
    bool fresh = true;

    NodeId key() const { return node; }
    bool operator==(const BalancerSignalEntry&) const = default;
};

/// The load balancer's signal of every node, by name.
class BalancerSignalModel final : public KeyedTableModel<BalancerSignalEntry>
{
    Q_OBJECT

public:
    enum Column { Node, Signal, Words, Health, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(std::vector<BalancerSignalEntry> entries) { merge(std::move(entries)); }
    const BalancerSignalEntry* entryAt(int row) const;
    /// The row as text, columns parted by tabs.
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const BalancerSignalEntry& before,
                             const BalancerSignalEntry& after) const override;
};

} // namespace rollcall
