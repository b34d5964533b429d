#pragma once

#include "model/tables/keyedtable.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// One thing in which a load balancer's file does not fit the cluster.
struct DriftEntry {
    int number = 0; ///< in the order of the file
    int line = 0;   ///< 0: of what is missing
    QString sentence;
    QString remedy;

    int key() const { return number; }
    bool operator==(const DriftEntry&) const = default;
};

/// All of them, by their lines.
class DriftModel final : public KeyedTableModel<DriftEntry>
{
    Q_OBJECT

public:
    enum Column { Line, Words, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(std::vector<DriftEntry> entries) { merge(std::move(entries)); }
    /// Line, sentence and remedy, parted by tabs.
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const DriftEntry& before, const DriftEntry& after) const override;
};

} // namespace rollcall
