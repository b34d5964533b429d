#pragma once

#include "model/cluster/clusterfacts.h"
#include "model/database/session.h"
#include "tests/integration/nodeprocess.h"
#include "tests/support/postgresserver.h"

#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <vector>

namespace rollcall::test
{

enum class DatabaseKind { Sqlite, PostgreSql };

/// A cluster of real rollcall-node processes on this machine, with a database of its own.
class TestCluster
{
public:
    explicit TestCluster(DatabaseKind kind, int nodes = 3);
    ~TestCluster();

    NodeProcess& node(int index) { return *m_nodes[static_cast<size_t>(index)]; }
    int size() const { return static_cast<int>(m_nodes.size()); }
    PostgresServer& server() { return *m_server; }
    QString folder() const { return m_folder.path(); }
    QString databaseUrl() const { return m_url; }

    /// Starts the nodes one after the other, so that the first one is the designated primary; waits until all
    /// beat.
    void startAll();
    void setMode(Mode mode);
    /// Starts all in high availability; the value is the primary's index, with its units running.
    int startHighlyAvailable();

    ClusterFacts facts();
    Session& session();

    /// Index of the node that holds the lease; -1: none.
    int holder();
    /// Waits for a holder with an epoch above this one; the value is its index.
    int waitForPrimary(Epoch above, std::chrono::milliseconds limit = std::chrono::seconds(10));
    /// Whether the unit's state on a node, as its heartbeat reports it, is this one.
    bool unitIs(int index, const QString& unit, UnitState state);
    void waitForUnit(int index, const QString& unit, UnitState state,
                     std::chrono::milliseconds limit = std::chrono::seconds(10));
    bool hasEvent(QLatin1String kind, const QString& nodeName = {});

    /// Every action of every service, from all nodes: no action of an epoch comes after the first of a higher
    /// one, and no two nodes act under one epoch. Empty when that holds; what was seen otherwise.
    QString actionsOutOfOrder() const;
    /// The longest time without any action, between the last one under an epoch and the first of a higher
    /// one.
    std::chrono::milliseconds longestGap() const;

private:
    struct Action {
        Epoch epoch = 0;
        double at = 0; ///< CLOCK_BOOTTIME in seconds
        int node = 0;
    };
    std::vector<Action> actions() const;
    const NodeRow* rowOf(const ClusterFacts& facts, int index) const;

    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_server;
    QString m_url;
    std::unique_ptr<Session> m_session;
    std::vector<std::unique_ptr<NodeProcess>> m_nodes;
    QTimer m_pulse; ///< wakes the event loop, so that conditions are looked at often
};

/// Answer of an HTTP GET to 127.0.0.1: status, or 0 when nobody answers.
struct HttpAnswer {
    int status = 0;
    QByteArray body;
};
HttpAnswer httpGet(quint16 port, const QByteArray& path);

/// Runs a program of ours to its end.
struct ProgramResult {
    int exitCode = -1;
    QString output; ///< of both streams
};
ProgramResult runProgram(const QString& name, const QStringList& arguments);

} // namespace rollcall::test
