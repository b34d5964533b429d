#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/keyedtable.h"
#include "model/tables/roles.h"

namespace rollcall
{

struct ProblemEntry {
    Problem problem;

    std::pair<NodeId, QString> key() const { return {problem.node, problem.sentence}; }
};

/// Open problems, worst first.
class ProblemListModel final : public KeyedTableModel<ProblemEntry>
{
    Q_OBJECT

public:
    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    /// DisplayRole the sentence, SecondLineRole the detail, ToolTipRole the remedy, TrailingRole the words of
    /// the link that does something about it.
    QVariant data(const QModelIndex& index, int role) const override;

    void show(const std::vector<Problem>& problems);
    const Problem* problemAt(int row) const;

    /// "Enable…", "Show web-06", …; empty: there is nothing to press
    static QString linkText(const Problem& problem);

protected:
    ColumnSet changedColumns(const ProblemEntry& before, const ProblemEntry& after) const override;
};

} // namespace rollcall
