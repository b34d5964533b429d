#pragma once

#include <QProcess>
#include <QString>

#include <memory>
#include <vector>

namespace rollcall::test
{

/// A real SMB file server (Samba) in a network of its own, and clients that mount its share each at a place
/// of its own (smbnetfs). Between them is a cable that can be pulled. Needs enterMountNamespace() and
/// enterNetworkNamespace().
class FileServer
{
public:
    /// folder: for everything that it writes, the shared files included.
    explicit FileServer(const QString& folder);
    ~FileServer();

    /// The files as the server itself sees them.
    QString files() const { return m_folder + QStringLiteral("/files"); }
    /// Mounts the share once more; the path at which a node finds it.
    QString mount();

    void pullCable() { setCable(false); }
    void plugCable() { setCable(true); }

private:
    void writeConfiguration() const;
    void connectNetworks() const;
    void setCable(bool plugged) const;

    QString m_folder;
    QProcess m_server;
    std::vector<std::unique_ptr<QProcess>> m_clients;
};

} // namespace rollcall::test
