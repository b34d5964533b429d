#include "model/cluster/clusterview.h"
#include "tests/integration/fileserver.h"
#include "tests/integration/testcluster.h"
#include "tests/support/namespaces.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// Shared storage over a real network: each node mounts the share of an SMB server on another host.
class TestNetworkShare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>(DatabaseKind::Sqlite);
        m_server = std::make_unique<FileServer>(m_cluster->folder() + QStringLiteral("/smb"));
        for (int i = 0; i < m_cluster->size(); ++i)
            m_cluster->node(i).setVariable(QStringLiteral("ROLLCALL_STORAGE_PATH"), m_server->mount());
        m_primary = m_cluster->startHighlyAvailable();
    }

    void cleanupTestCase()
    {
        m_cluster.reset();
        m_server.reset();
    }

    void theShareIsProven()
    {
        waitUntil([this] { return states() == u"ppp"; }, 30s, "three nodes to prove the share");
        waitUntil([this] { return view().storage.cells.size() == 6; }, 20s, "everybody to see everybody");
        const QString folder =
            m_server->files() + QStringLiteral("/.rollcall/") + m_cluster->facts().cluster.id.toString();
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 3); // one file each, nothing half written
    }

    /// A client of a dead file server waits for it, in the kernel. Nothing else of the node may wait along.
    void aDeadServerIsFoundAndHoldsUpNothing()
    {
        const Epoch epoch = m_cluster->facts().fence;
        QElapsedTimer clock;
        clock.start();
        m_server->pullCable();
        waitUntil([this] { return states() == u"fff"; }, 10s, "the dead file server to be found");
        qInfo("a dead file server: found after %.1f s, as “%s”", double(clock.elapsed()) / 1000,
              qPrintable(view().nodes.front().storage.sentence));
        for (const NodeView& node : view().nodes) {
            QVERIFY2(node.row.heartbeatAge && *node.row.heartbeatAge < 3s, qPrintable(node.row.name));
            QVERIFY2(!node.storage.remedy.isEmpty(), qPrintable(node.storage.sentence));
        }
        waitUntil([&clock] { return clock.hasExpired(15'000); }, 20s, "some time without the file server");
        QCOMPARE(m_cluster->facts().fence, epoch);
        QCOMPARE(m_cluster->holder(), m_primary);
        clock.restart();
        m_server->plugCable();
        waitUntil([this] { return states() == u"ppp"; }, 60s, "the share to be proven again");
        qInfo("the file server is back: proven after %.1f s", double(clock.elapsed()) / 1000);
        QCOMPARE(m_cluster->actionsOutOfOrder(), QString());
    }

    void aNodeThatStopsTakesItsFileAlong()
    {
        const int other = m_primary == 2 ? 1 : 2;
        m_cluster->node(other).terminate();
        m_cluster->node(other).waitForEnd();
        const QString folder =
            m_server->files() + QStringLiteral("/.rollcall/") + m_cluster->facts().cluster.id.toString();
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 2);
    }

private:
    ClusterView view() { return assess(m_cluster->facts(), {}); }

    QString states()
    {
        QString states;
        for (const NodeView& node : view().nodes)
            states += wordOf(node.storage.state).left(1);
        return states;
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<FileServer> m_server;
    int m_primary = -1;
};

int main(int argc, char** argv)
{
    enterMountNamespace(); // while there is one thread only
    enterNetworkNamespace();
    QCoreApplication app(argc, argv);
    TestNetworkShare test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_networkshare.moc"
