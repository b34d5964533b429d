#pragma once

#include "ui/mainwindow/livecluster.h"

#include <QObject>

#include <memory>
#include <vector>

namespace rollcall
{

/// All clusters of this console: the saved ones, the demo, and one that was only named on the command line.
/// Each is watched all the time, and one of them is current.
class ClusterHub final : public QObject
{
    Q_OBJECT

public:
    ClusterHub(ProfileStore& store, SecretVault& vault, QObject* parent = nullptr);
    ~ClusterHub() override;

    ProfileStore& store() const { return m_store; }
    SecretVault& vault() const { return m_vault; }

    /// Connects to every saved profile.
    void openSaved();
    /// Connects with what was typed, or replaces the connection of that profile.
    LiveCluster* connectTo(const Profile& profile, const ConnectionSpec& spec);
    void close(const QString& profile);

    std::vector<LiveCluster*> clusters() const;
    LiveCluster* find(const QString& profile) const;
    LiveCluster* current() const { return m_current; }
    void setCurrent(const QString& profile);
    /// 1 forward, -1 back.
    QString neighbour(int step) const;
    std::vector<ClusterEntry> entries() const;

Q_SIGNALS:
    void updated(rollcall::LiveCluster* cluster);
    void listChanged();
    void currentChanged();

private:
    LiveCluster* add(const Profile& profile);
    void syncWithStore();

    ProfileStore& m_store;
    SecretVault& m_vault;
    std::vector<std::unique_ptr<LiveCluster>> m_clusters;
    LiveCluster* m_current = nullptr;
};

} // namespace rollcall
