#include "model/services/clustersession.h"
#include "model/services/democluster.h"
#include "tests/support/postgresserver.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// The demo with real node services.
class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void threeNodesComeAndGo();
    void aKilledNodeIsReportedAndStartedAgain();
    void theFolderIsUsedAgain();
    void oneDemoForOneFolder();
    void onPostgreSqlOnlyTheUrlChanges();
    void aFolderThatCannotBeMadeIsNamed();
    void aDatabaseThatDoesNotAnswerFailsTheStart();
    void theObjectTakesItsNodesAlong();

private:
    static void startAndWait(DemoCluster& demo);
    static void stopAndWait(DemoCluster& demo);
};

namespace
{

bool runs(qint64 pid)
{
    return pid > 0 && ::kill(pid_t(pid), 0) == 0;
}

DemoCluster::Options in(const QTemporaryDir& folder)
{
    DemoCluster::Options options;
    options.directory = folder.filePath(QStringLiteral("demo"));
    return options;
}

} // namespace

void TestDemo::initTestCase()
{
    // The programs are not next to this test, so they are looked for in PATH.
    const QString bin = QFileInfo(program(QStringLiteral("rollcall-node"))).absolutePath();
    qputenv("PATH", bin.toLocal8Bit() + ':' + qgetenv("PATH"));
}

void TestDemo::startAndWait(DemoCluster& demo)
{
    QSignalSpy failed(&demo, &DemoCluster::failed);
    demo.start();
    waitUntil([&] { return demo.state() == DemoCluster::State::Running || !failed.isEmpty(); }, 40s,
              "the demo");
    if (!failed.isEmpty())
        qFatal("%s", qPrintable(failed.front().front().value<Error>().message()));
}

void TestDemo::stopAndWait(DemoCluster& demo)
{
    demo.stop();
    waitUntil([&] { return demo.state() == DemoCluster::State::Stopped; }, 20s, "the end of the demo");
}

void TestDemo::threeNodesComeAndGo()
{
    const QTemporaryDir folder;
    DemoCluster::Options options = in(folder);
    options.removeFolder = true;
    DemoCluster demo(options);
    QSignalSpy progress(&demo, &DemoCluster::progress);
    startAndWait(demo);
    QCOMPARE(progress.size(), DemoCluster::steps);
    QCOMPARE(demo.nodes().size(), size_t(3));

    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(demo.keyFile()) & others));

    ClusterSession session(demo.connection());
    session.start();
    waitUntil(
        [&session] {
            const ClusterView& view = session.view();
            return view.nodes.size() == 3 &&
                   std::all_of(view.nodes.begin(), view.nodes.end(),
                               [](const NodeView& node) { return node.probe.result == ProbeResult::Ok; });
        },
        10s, "three nodes that answer");
    QCOMPARE(session.view().facts.cluster.name, QStringLiteral("Demo"));
    QCOMPARE(session.view().nodes[2].row.name, QStringLiteral("demo-03"));
    QVERIFY(session.view().primary);
    QCOMPARE(session.view().primary->name, QStringLiteral("demo-01"));

    std::vector<qint64> pids;
    for (const DemoCluster::Node& node : demo.nodes())
        pids.push_back(node.pid);
    QSignalSpy exited(&demo, &DemoCluster::nodeExited);
    stopAndWait(demo);
    for (const qint64 pid : pids)
        QVERIFY(!runs(pid));
    QVERIFY(exited.isEmpty()); // an ordered end is no news
    QVERIFY(!QFileInfo::exists(options.directory));
}

void TestDemo::aKilledNodeIsReportedAndStartedAgain()
{
    const QTemporaryDir folder;
    DemoCluster demo(in(folder));
    startAndWait(demo);
    QSignalSpy exited(&demo, &DemoCluster::nodeExited);
    const qint64 victim = demo.nodes()[1].pid;
    ::kill(pid_t(victim), SIGKILL);
    waitUntil([&exited] { return !exited.isEmpty(); }, 10s, "the news of the killed node");
    QCOMPARE(exited.front().front().toString(), QStringLiteral("demo-02"));
    QVERIFY(demo.nodes()[1].lastWord.contains(u"killed by a signal"));
    QCOMPARE(demo.nodes()[1].pid, 0);
    QCOMPARE(demo.state(), DemoCluster::State::Running);

    QCOMPARE(demo.startNode(QStringLiteral("demo-01")).error().kind, ErrorKind::Refused);
    QCOMPARE(demo.startNode(QStringLiteral("demo-09")).error().kind, ErrorKind::NotFound);
    QVERIFY(demo.startNode(QStringLiteral("demo-02")));
    QVERIFY(demo.nodes()[1].pid != victim);
    ClusterSession session(demo.connection());
    session.start();
    waitUntil(
        [&session] {
            const NodeView* node = session.view().findByName(u"demo-02");
            return node && node->probe.result == ProbeResult::Ok && node->row.heartbeatAge < Millis(1500);
        },
        20s, "demo-02 to be back");
    stopAndWait(demo);
}

void TestDemo::theFolderIsUsedAgain()
{
    const QTemporaryDir folder;
    ClusterId first;
    for (int round = 0; round < 2; ++round) {
        DemoCluster demo(in(folder));
        startAndWait(demo);
        ClusterSession session(demo.connection());
        session.start();
        waitUntil([&session] { return session.status().link == ClusterSession::Link::Live; }, 10s,
                  "the session");
        QCOMPARE(session.view().nodes.size(), size_t(3));
        if (round == 0)
            first = session.view().facts.cluster.id;
        QCOMPARE(session.view().facts.cluster.id, first);
        stopAndWait(demo);
    }
}

void TestDemo::oneDemoForOneFolder()
{
    const QTemporaryDir folder;
    DemoCluster demo(in(folder));
    startAndWait(demo);
    DemoCluster second(in(folder));
    QSignalSpy failed(&second, &DemoCluster::failed);
    second.start();
    waitUntil([&failed] { return !failed.isEmpty(); }, 10s, "the refusal");
    QCOMPARE(failed.front().front().value<Error>().kind, ErrorKind::Refused);
    QCOMPARE(second.state(), DemoCluster::State::Stopped);
    QCOMPARE(demo.state(), DemoCluster::State::Running);
    stopAndWait(demo);
}

void TestDemo::onPostgreSqlOnlyTheUrlChanges()
{
    PostgresServer server;
    const QTemporaryDir folder;
    DemoCluster::Options options = in(folder);
    options.databaseUrl = server.createDatabase();
    DemoCluster demo(options);
    startAndWait(demo);
    QCOMPARE(demo.connection().url, options.databaseUrl);
    QCOMPARE(server.psql(options.databaseUrl.section(u'/', -1), QStringLiteral("select count(*) from node"))
                 .trimmed(),
             QStringLiteral("3"));
    stopAndWait(demo);
}

void TestDemo::aFolderThatCannotBeMadeIsNamed()
{
    const QTemporaryDir folder;
    QFile inTheWay(folder.filePath(QStringLiteral("demo")));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    DemoCluster demo(in(folder));
    QSignalSpy failed(&demo, &DemoCluster::failed);
    demo.start();
    waitUntil([&failed] { return !failed.isEmpty(); }, 10s, "the refusal");
    const Error error = failed.front().front().value<Error>();
    QCOMPARE(error.kind, ErrorKind::Refused);
    QCOMPARE(error.where, folder.filePath(QStringLiteral("demo")));
}

void TestDemo::aDatabaseThatDoesNotAnswerFailsTheStart()
{
    const QTemporaryDir folder;
    DemoCluster::Options options = in(folder);
    options.databaseUrl = QStringLiteral("postgresql://rollcall@127.0.0.1:%1/demo").arg(freePort());
    DemoCluster demo(options);
    QSignalSpy failed(&demo, &DemoCluster::failed);
    demo.start();
    waitUntil([&failed] { return !failed.isEmpty(); }, 20s, "the failure");
    QCOMPARE(failed.front().front().value<Error>().kind, ErrorKind::Unreachable);
    for (const DemoCluster::Node& node : demo.nodes())
        QCOMPARE(node.pid, 0);
}

void TestDemo::theObjectTakesItsNodesAlong()
{
    const QTemporaryDir folder;
    std::vector<qint64> pids;
    {
        DemoCluster demo(in(folder));
        startAndWait(demo);
        for (const DemoCluster::Node& node : demo.nodes())
            pids.push_back(node.pid);
    }
    for (const qint64 pid : pids)
        QVERIFY(!runs(pid));
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_services_demo.moc"
