#pragma once

#include "model/database/factsrepository.h"
#include "model/database/noderepository.h"
#include "model/messenger/messengerserver.h"
#include "model/services/clustersession.h"
#include "tests/database/testdatabase.h"

#include <QTest>
#include <QTimer>

namespace rollcall::test
{

/// The key of the cluster.
extern const Secret keyText;

/// A node as the database and the network see it: its row, and a real messenger.
struct LiveNode {
    NodeRegistration registration;
    std::unique_ptr<MessengerServer> server;
    std::vector<QString> nudges;
};

/// What tests of the services derive from: a session on a real database with nodes that write heartbeats and
/// answer, and do nothing else. A fresh one for each test function.
class LiveCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void cleanupTestCase() { TestDatabase::endServer(); }

protected:
    LiveNode& addNode(const QString& name, const Secret& key = keyText);
    void heartbeat();
    void start(const QString& backend, int nodes = 3);
    ClusterActions& actions() { return m_session->actions(); }
    ClusterFacts facts() { return must(FactsRepository::read(m_database->session())); }
    NodeId id(int index) const { return m_nodes[size_t(index)]->registration.id; }
    Event lastEvent() { return facts().events.front(); }
    void becomePrimary(int index);
    void probed();

    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<ClusterSession> m_session;
    std::vector<std::unique_ptr<LiveNode>> m_nodes;
    std::unique_ptr<QTimer> m_heart;
};

} // namespace rollcall::test
