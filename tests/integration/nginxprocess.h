#pragma once

#include "tests/integration/testcluster.h"

#include <QProcess>
#include <QSet>

namespace rollcall::test
{

/// A real nginx on this machine, ended with the object.
class NginxProcess
{
public:
    /// Starts it with this file; its own files lie in the folder. port: where it listens, and is waited for.
    NginxProcess(const QString& configuration, const QString& folder, quint16 port);
    ~NginxProcess();
    NginxProcess(const NginxProcess&) = delete;
    NginxProcess& operator=(const NginxProcess&) = delete;

    /// Loads another file without losing a request: new workers begin, the old ones end what they began.
    void reload(const QString& configuration);

private:
    void write(const QString& configuration) const;
    /// Process ids of its workers.
    QSet<qint64> workers() const;

    QString m_folder;
    QProcess m_process;
};

/// What "rollcallctl balancer config nginx" writes for the nodes now, listening on this port of 127.0.0.1.
QString generatedNginx(TestCluster& cluster, quint16 port);

} // namespace rollcall::test
