#pragma once

#include <QString>

namespace rollcall::test
{

/// One share in memory, 256 KiB large, that every node mounts at a place of its own, as on servers. Needs
/// enterMountNamespace().
class Mounts
{
public:
    Mounts(const QString& folder, int nodes);
    ~Mounts();
    Mounts(const Mounts&) = delete;
    Mounts& operator=(const Mounts&) = delete;

    QString share() const { return m_folder + QStringLiteral("/share"); }
    QString at(int node) const { return m_folder + QStringLiteral("/mnt-%1").arg(node + 1); }
    void mountShare(int node) { bind(share(), node); }
    void bind(const QString& from, int node);
    void unmount(int node);
    void setReadOnly(int node, bool on);

private:
    QString m_folder;
    int m_nodes;
};

} // namespace rollcall::test
