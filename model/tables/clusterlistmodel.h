#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/keyedtable.h"
#include "model/tables/roles.h"

namespace rollcall
{

/// One saved cluster as navigation and the page All Clusters show it.
struct ClusterEntry {
    QString profile; ///< id of the saved profile
    QString name;
    bool current = false; ///< its pages are the ones in the window

    bool known = false; ///< something was read at least once; the rest is meaningless otherwise
    Freshness freshness;
    QString trouble; ///< why nothing can be read, in a sentence; or empty

    Health health = Health::Healthy;
    QString sentence;
    Mode mode = Mode::Single;
    QString primary; ///< name; empty: none
    Epoch epoch = 0;
    QList<Mark> nodeMarks;

    QString key() const { return profile; }
    bool unknown() const { return !known || freshness.stale(); }
    bool operator==(const ClusterEntry&) const = default;

    /// Fills what a view says.
    void take(const ClusterView& view);
};

/// The saved clusters, in the order given.
class ClusterListModel final : public KeyedTableModel<ClusterEntry>
{
    Q_OBJECT

public:
    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void show(std::vector<ClusterEntry> clusters);
    const ClusterEntry* clusterAt(int row) const;

    static Mark markOfCluster(const ClusterEntry& entry);
    static QString stateOf(const ClusterEntry& entry); ///< "Healthy", …, "Unknown"
    /// One sentence: what the cluster says, or why nothing is known.
    static QString sentenceOf(const ClusterEntry& entry);

protected:
    ColumnSet changedColumns(const ClusterEntry& before, const ClusterEntry& after) const override;
};

} // namespace rollcall
