#pragma once

#include "model/tables/clusterlistmodel.h"
#include "ui/theme/icons.h"

#include <QAbstractListModel>

#include <vector>

namespace rollcall
{

/// What the navigation at the left lists: the clusters with their state, and the pages of the chosen one.
class NavModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Kind { Heading, AllClusters, Cluster, Line, Page, Gap };
    enum class PageId {
        None,
        Overview,
        Nodes,
        LoadBalancing,
        HighAvailability,
        Messenger,
        Storage,
        Events,
        Settings
    };

    struct Entry {
        Kind kind = Kind::Gap;
        QString text;
        QString profile; ///< of a cluster
        PageId page = PageId::None;
        Mark mark = Mark::None;
        QString state; ///< in words
        int count = 0;
        bool current = false;
        bool operator==(const Entry&) const = default;
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// problems: how many of the current cluster's nodes need attention.
    void show(const std::vector<ClusterEntry>& clusters, int problems);
    const Entry* entryAt(int row) const;
    int rowOfPage(PageId page) const;
    int rowOfCluster(const QString& profile) const;
    int rowOfAllClusters() const;

private:
    std::vector<Entry> m_entries;
};

} // namespace rollcall
