#pragma once

#include "tests/integration/testcluster.h"

#include <QProcess>

namespace rollcall::test
{

/// A real HAProxy on this machine, ended with the object.
class HaproxyProcess
{
public:
    /// Starts it with this file, once "stats socket" was added to its section global; waits for that socket.
    HaproxyProcess(const QString& configuration, const QString& folder, const QString& name);
    ~HaproxyProcess();
    HaproxyProcess(const HaproxyProcess&) = delete;
    HaproxyProcess& operator=(const HaproxyProcess&) = delete;

    /// What its socket answers to an order; it may do everything.
    QByteArray order(const QByteArray& words) const;
    /// Column status of a server: "UP", "DOWN", …; empty: there is none.
    QString statusOf(const QString& server) const;
    QString socket() const { return m_socket; }
    void end();

private:
    QString m_socket;
    QProcess m_process;
};

/// What "rollcallctl balancer config haproxy" writes for the nodes, listening on these ports of 127.0.0.1.
QString generatedHaproxy(TestCluster& cluster, quint16 port, quint16 statsPort);

} // namespace rollcall::test
