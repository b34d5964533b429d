#include "ui/mainwindow/navmodel.h"

#include "ui/widgets/navdelegate.h"

#include <algorithm>

namespace rollcall
{

namespace
{

Icon iconOf(const NavModel::Entry& entry)
{
    if (entry.kind == NavModel::Kind::AllClusters)
        return Icon::AllClusters;
    switch (entry.page) {
    case NavModel::PageId::Nodes:
        return Icon::Nodes;
    case NavModel::PageId::LoadBalancing:
        return Icon::LoadBalancing;
    case NavModel::PageId::HighAvailability:
        return Icon::HighAvailability;
    case NavModel::PageId::Messenger:
        return Icon::Messenger;
    case NavModel::PageId::Storage:
        return Icon::Storage;
    case NavModel::PageId::Events:
        return Icon::Events;
    case NavModel::PageId::Settings:
        return Icon::Settings;
    default:
        return Icon::Overview;
    }
}

NavKind navKind(NavModel::Kind kind)
{
    switch (kind) {
    case NavModel::Kind::Heading:
        return NavKind::Heading;
    case NavModel::Kind::Line:
        return NavKind::Line;
    case NavModel::Kind::Gap:
        return NavKind::Gap;
    default:
        return NavKind::Item;
    }
}

} // namespace

int NavModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant NavModel::data(const QModelIndex& index, int role) const
{
    const Entry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return entry->text;
    case NavKindRole:
        return QVariant::fromValue(navKind(entry->kind));
    case NavIconRole:
        return entry->kind == Kind::AllClusters || entry->kind == Kind::Page
                   ? QVariant(static_cast<int>(iconOf(*entry)))
                   : QVariant();
    case StateRole:
        return entry->mark == Mark::None ? QVariant() : QVariant::fromValue(entry->mark);
    case NavCountRole:
        return entry->count;
    case NavCurrentRole:
        return entry->current;
    case Qt::ToolTipRole:
        return entry->state;
    case Qt::AccessibleTextRole:
        return entry->state.isEmpty() ? entry->text : QStringLiteral("%1, %2").arg(entry->text, entry->state);
    default:
        return {};
    }
}

Qt::ItemFlags NavModel::flags(const QModelIndex& index) const
{
    const Entry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry || navKind(entry->kind) != NavKind::Item)
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

void NavModel::show(const std::vector<ClusterEntry>& clusters, int problems)
{
    std::vector<Entry> next;
    next.push_back({Kind::Heading, QStringLiteral("Clusters"), {}, PageId::None, Mark::None, {}, 0, false});
    next.push_back(
        {Kind::AllClusters, QStringLiteral("All Clusters"), {}, PageId::None, Mark::None, {}, 0, false});
    QString current;
    for (const ClusterEntry& cluster : clusters) {
        next.push_back({Kind::Cluster, cluster.name, cluster.profile, PageId::None,
                        ClusterListModel::markOfCluster(cluster), ClusterListModel::stateOf(cluster), 0,
                        cluster.current});
        if (cluster.current)
            current = cluster.name;
    }
    if (!current.isEmpty()) {
        next.push_back({Kind::Line, {}, {}, PageId::None, Mark::None, {}, 0, false});
        next.push_back({Kind::Heading, current, {}, PageId::None, Mark::None, {}, 0, false});
        const auto page = [&](const QString& text, PageId id, int count = 0) {
            const QString words = count == 0 ? QString() : QStringLiteral("%1 need attention").arg(count);
            next.push_back({Kind::Page, text, {}, id, Mark::None, words, count, false});
        };
        page(QStringLiteral("Overview"), PageId::Overview);
        page(QStringLiteral("Nodes"), PageId::Nodes, problems);
        page(QStringLiteral("Load Balancing"), PageId::LoadBalancing);
        page(QStringLiteral("High Availability"), PageId::HighAvailability);
        next.push_back({Kind::Gap, {}, {}, PageId::None, Mark::None, {}, 0, false});
        page(QStringLiteral("Service Messenger"), PageId::Messenger);
        page(QStringLiteral("Shared Storage"), PageId::Storage);
        next.push_back({Kind::Gap, {}, {}, PageId::None, Mark::None, {}, 0, false});
        page(QStringLiteral("Events"), PageId::Events);
        page(QStringLiteral("Settings"), PageId::Settings);
    }
    const bool sameShape = std::equal(
        next.begin(), next.end(), m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) {
            return a.kind == b.kind && a.profile == b.profile && a.page == b.page;
        });
    if (!sameShape) {
        beginResetModel();
        m_entries = std::move(next);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (next[i] == m_entries[i])
            continue;
        m_entries[i] = next[i];
        const QModelIndex changed = index(static_cast<int>(i));
        Q_EMIT dataChanged(changed, changed);
    }
}

const NavModel::Entry* NavModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

int NavModel::rowOfPage(PageId page) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (entryAt(row)->kind == Kind::Page && entryAt(row)->page == page)
            return row;
    return -1;
}

int NavModel::rowOfCluster(const QString& profile) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (entryAt(row)->kind == Kind::Cluster && entryAt(row)->profile == profile)
            return row;
    return -1;
}

int NavModel::rowOfAllClusters() const
{
    return 1;
}

} // namespace rollcall
