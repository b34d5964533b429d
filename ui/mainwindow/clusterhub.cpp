#include "ui/mainwindow/clusterhub.h"

#include <algorithm>

namespace rollcall
{

ClusterHub::ClusterHub(ProfileStore& store, SecretVault& vault, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_vault(vault)
{
    connect(&m_store, &ProfileStore::changed, this, &ClusterHub::syncWithStore);
}

ClusterHub::~ClusterHub() = default;

LiveCluster* ClusterHub::add(const Profile& profile)
{
    m_clusters.push_back(std::make_unique<LiveCluster>(profile, m_vault));
    LiveCluster* cluster = m_clusters.back().get();
    connect(cluster, &LiveCluster::updated, this, [this, cluster] { Q_EMIT updated(cluster); });
    // By name, so that a cluster keeps its place.
    std::stable_sort(m_clusters.begin(), m_clusters.end(), [](const auto& a, const auto& b) {
        return a->profile().name.compare(b->profile().name, Qt::CaseInsensitive) < 0;
    });
    return cluster;
}

void ClusterHub::openSaved()
{
    for (const Profile& profile : m_store.profiles())
        if (!find(profile.id))
            add(profile)->open();
    Q_EMIT listChanged();
}

void ClusterHub::syncWithStore()
{
    for (LiveCluster* cluster : clusters())
        if (const auto saved = m_store.find(cluster->profile().id))
            cluster->setProfile(*saved);
    Q_EMIT listChanged();
}

LiveCluster* ClusterHub::connectTo(const Profile& profile, const ConnectionSpec& spec)
{
    LiveCluster* cluster = find(profile.id);
    if (!cluster)
        cluster = add(profile);
    cluster->setProfile(profile);
    cluster->open(spec);
    Q_EMIT listChanged();
    return cluster;
}

void ClusterHub::close(const QString& profile)
{
    const auto found = std::find_if(m_clusters.begin(), m_clusters.end(),
                                    [&](const auto& each) { return each->profile().id == profile; });
    if (found == m_clusters.end())
        return;
    std::unique_ptr<LiveCluster> gone = std::move(*found);
    m_clusters.erase(found);
    if (m_current == gone.get()) {
        m_current = nullptr;
        Q_EMIT currentChanged();
    }
    gone.release()->deleteLater();
    Q_EMIT listChanged();
}

std::vector<LiveCluster*> ClusterHub::clusters() const
{
    std::vector<LiveCluster*> list;
    list.reserve(m_clusters.size());
    for (const auto& cluster : m_clusters)
        list.push_back(cluster.get());
    return list;
}

LiveCluster* ClusterHub::find(const QString& profile) const
{
    for (const auto& cluster : m_clusters)
        if (cluster->profile().id == profile)
            return cluster.get();
    return nullptr;
}

void ClusterHub::setCurrent(const QString& profile)
{
    LiveCluster* cluster = find(profile);
    if (cluster == m_current)
        return;
    m_current = cluster;
    Q_EMIT currentChanged();
}

QString ClusterHub::neighbour(int step) const
{
    const auto count = static_cast<int>(m_clusters.size());
    if (count == 0)
        return {};
    int at = 0;
    for (int i = 0; i < count; ++i)
        if (m_clusters[static_cast<std::size_t>(i)].get() == m_current)
            at = i;
    return m_clusters[static_cast<std::size_t>((at + step + count) % count)]->profile().id;
}

std::vector<ClusterEntry> ClusterHub::entries() const
{
    std::vector<ClusterEntry> list;
    for (const auto& cluster : m_clusters) {
        ClusterEntry entry = cluster->entry();
        entry.current = cluster.get() == m_current;
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace rollcall
