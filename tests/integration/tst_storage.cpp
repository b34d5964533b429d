#include "model/cluster/clusterview.h"
#include "model/cluster/settings.h"
#include "model/database/settingrepository.h"
#include "tests/integration/mounts.h"
#include "tests/integration/testcluster.h"
#include "tests/support/namespaces.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// What must be found, and be gone again, in time.
constexpr auto foundWithin = 10s;

void copyFolder(const QString& from, const QString& to)
{
    QDir().mkpath(to);
    for (const QFileInfo& each :
         QDir(from).entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
        if (each.isDir())
            copyFolder(each.filePath(), to + u'/' + each.fileName());
        else
            QFile::copy(each.filePath(), to + u'/' + each.fileName());
    }
}

} // namespace

class TestStorage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>(DatabaseKind::Sqlite);
        m_mounts = std::make_unique<Mounts>(m_cluster->folder(), m_cluster->size());
        for (int i = 0; i < m_cluster->size(); ++i)
            m_cluster->node(i).setVariable(QStringLiteral("ROLLCALL_STORAGE_PATH"), m_mounts->at(i));
        m_cluster->setMode(Mode::LoadBalancing);
        m_cluster->startAll();
        waitUntil([this] { return states() == u"ppp"; }, 30s, "three nodes to prove their shared storage");
    }

    void cleanupTestCase()
    {
        m_cluster->node(2).terminate();
        m_cluster->node(2).waitForEnd();
        const QString folder =
            m_mounts->share() + QStringLiteral("/.rollcall/") + m_cluster->facts().cluster.id.toString();
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 2); // its own file went with it
        m_mounts.reset();                                        // before the folder goes that they are in
        m_cluster.reset();
    }

    void oneShareIsProven()
    {
        const ProgramResult answer = check({});
        QVERIFY2(answer.exitCode == 0, qPrintable(answer.output));
        QVERIFY2(answer.output.contains(u"node-3  proven"), qPrintable(answer.output));
        const QJsonObject json =
            QJsonDocument::fromJson(check({QStringLiteral("--json")}).output.toUtf8()).object();
        QVERIFY(json[u"proven"].toBool());
        // A node that has just joined is known to the others within ten seconds; then each sees each.
        waitUntil([this] { return view(*m_cluster).storage.cells.size() == 6; }, 20s,
                  "everybody to see everybody");
        const ProgramResult status =
            runProgram(QStringLiteral("rollcallctl"), {QStringLiteral("--cluster"), m_cluster->databaseUrl(),
                                                       QStringLiteral("--json"), QStringLiteral("status")});
        QCOMPARE(QJsonDocument::fromJson(status.output.toUtf8())[u"nodes"][2][u"storage"].toString(),
                 QStringLiteral("proven"));
    }

    void aFolderOfItsOwnIsFound()
    {
        m_mounts->unmount(2); // what is left is an empty folder of the same name
        expect(u"ppf", StorageCause::Unshared);
        const ProgramResult answer = check({});
        QCOMPARE(answer.exitCode, 1);
        QVERIFY2(answer.output.contains(u"node-3  failing") && answer.output.contains(u"absent"),
                 qPrintable(answer.output));
        // The preflight says the same, of this node, and of nothing else.
        const ProgramResult preflight =
            runProgram(QStringLiteral("rollcallctl"),
                       {QStringLiteral("--cluster"), m_cluster->databaseUrl(), QStringLiteral("--json"),
                        QStringLiteral("preflight"), QStringLiteral("high-availability")});
        QCOMPARE(preflight.exitCode, 1);
        const QJsonArray checks = QJsonDocument::fromJson(preflight.output.toUtf8())[u"checks"].toArray();
        QStringList failed;
        for (const QJsonValue& each : checks)
            if (each[u"state"].toString() == u"failed") {
                failed << each[u"id"].toString();
                QVERIFY2(each[u"evidence"].toString().contains(u"node-3") &&
                             each[u"remedy"].toString().contains(u"node-3"),
                         qPrintable(preflight.output));
            }
        QCOMPARE(failed, QStringList{QStringLiteral("shared-storage")});
        m_mounts->mountShare(2);
        expectProven();
    }

    void aReadOnlyMountIsFound()
    {
        m_mounts->setReadOnly(2, true);
        expect(u"ppf", StorageCause::ReadOnly);
        m_mounts->setReadOnly(2, false);
        expectProven();
    }

    void aFullDiskIsFound()
    {
        QFile filler(m_mounts->share() + QStringLiteral("/filler"));
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (filler.write(QByteArray(4096, 'x')) == 4096) {
        }
        expect(u"fff", StorageCause::Full);
        filler.close();
        QVERIFY(filler.remove());
        expectProven();
    }

    void aMissingFolderIsFound()
    {
        m_mounts->unmount(2);
        QVERIFY(QDir(m_mounts->at(2)).removeRecursively());
        expect(u"ppf", StorageCause::Missing);
        QVERIFY(QDir().mkpath(m_mounts->at(2)));
        m_mounts->mountShare(2);
        expectProven();
    }

    void oldContentIsFound()
    {
        const QString frozen = m_cluster->folder() + QStringLiteral("/frozen");
        copyFolder(m_mounts->share(), frozen);
        m_mounts->unmount(2);
        m_mounts->bind(frozen, 2);
        expect(u"ppf", StorageCause::StaleCache);
        m_mounts->unmount(2);
        m_mounts->mountShare(2);
        expectProven();
    }

    /// Asked at once after a change, nobody is told what was true of the former folder.
    void anAnswerIsOfTheFolderThatIsMeantNow()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 2);
        const QString good = cluster.folder() + QStringLiteral("/good");
        const QString better = cluster.folder() + QStringLiteral("/better");
        const QString missing = cluster.folder() + QStringLiteral("/missing");
        QVERIFY(QDir().mkpath(good) && QDir().mkpath(better));
        cluster.startAll();
        const auto ask = [&](const QStringList& command) {
            return runProgram(QStringLiteral("rollcallctl"),
                              QStringList{QStringLiteral("--cluster"), cluster.databaseUrl()} + command);
        };
        const auto checked = [&](const QString& folder, int code, const QString& says) {
            QVERIFY(SettingRepository::change(cluster.session(), {{settingkey::BasePath, folder}},
                                              QStringLiteral("test")));
            const ProgramResult answer = ask({QStringLiteral("storage"), QStringLiteral("check")});
            QVERIFY2(answer.exitCode == code, qPrintable(answer.output));
            QVERIFY2(answer.output.contains(folder) && answer.output.contains(says),
                     qPrintable(answer.output));
        };
        checked(good, 0, QStringLiteral("node-2  proven"));
        checked(missing, 1, QStringLiteral("does not exist"));
        checked(better, 0, QStringLiteral("node-1  proven"));
        const auto preflight = [&](const QString& folder) {
            [&] {
                QVERIFY(SettingRepository::change(cluster.session(), {{settingkey::BasePath, folder}},
                                                  QStringLiteral("test")));
            }();
            const ProgramResult answer = ask(
                {QStringLiteral("--json"), QStringLiteral("preflight"), QStringLiteral("load-balancing")});
            QString found;
            for (const QJsonValue each : QJsonDocument::fromJson(answer.output.toUtf8())[u"checks"].toArray())
                if (each[u"id"].toString() == u"shared-storage")
                    found = each[u"state"].toString() + u' ' + each[u"evidence"].toString();
            return found;
        };
        const QString none = preflight(missing);
        QVERIFY2(none.startsWith(u"failed") && none.contains(u"node-1") && none.contains(u"node-2"),
                 qPrintable(none));
        QCOMPARE(preflight(good), QStringLiteral("passed node-1 and node-2 read each other's files."));
    }

    void theClustersFolderServesNodesWithoutOne()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 2);
        const QString shared = cluster.folder() + QStringLiteral("/shared");
        QVERIFY(QDir().mkpath(shared));
        cluster.startAll();
        QCOMPARE(causeOf(cluster, 1), StorageCause::NotConfigured);
        QVERIFY(SettingRepository::change(cluster.session(), {{settingkey::BasePath, shared}},
                                          QStringLiteral("test")));
        waitUntil([&] { return view(cluster).nodes.at(1).storage.state == StorageState::Proven; }, 30s,
                  "the cluster's folder to be used");
        QVERIFY(SettingRepository::change(cluster.session(), {{settingkey::BasePath, QString()}},
                                          QStringLiteral("test")));
        waitUntil([&] { return !QDir(shared + QStringLiteral("/.rollcall")).exists(); }, 10s,
                  "the folder to be left clean");
    }

private:
    static ClusterView view(TestCluster& cluster) { return assess(cluster.facts(), {}); }
    static StorageCause causeOf(TestCluster& cluster, std::size_t node)
    {
        return view(cluster).nodes.at(node).storage.cause;
    }

    QString states()
    {
        QString states;
        for (const NodeView& node : view(*m_cluster).nodes)
            states += node.storage.state == StorageState::Proven ? QStringLiteral("p")
                                                                 : wordOf(node.storage.state).left(1);
        return states;
    }

    void expect(QStringView wanted, StorageCause cause)
    {
        QElapsedTimer timer;
        timer.start();
        waitUntil([&] { return states() == wanted && causeOf(*m_cluster, 2) == cause; }, foundWithin,
                  qPrintable(wordOf(cause) + u" to be found"_qs));
        qInfo("%s: found after %.1f s", qPrintable(wordOf(cause)), double(timer.elapsed()) / 1000);
    }
    void expectProven()
    {
        QElapsedTimer timer;
        timer.start();
        waitUntil([this] { return states() == u"ppp"; }, foundWithin, "the repair to be seen");
        qInfo("repair: seen after %.1f s", double(timer.elapsed()) / 1000);
    }
    ProgramResult check(const QStringList& options)
    {
        return runProgram(QStringLiteral("rollcallctl"),
                          QStringList{QStringLiteral("--cluster"), m_cluster->databaseUrl()} + options +
                              QStringList{QStringLiteral("storage"), QStringLiteral("check")});
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<Mounts> m_mounts;
};

int main(int argc, char** argv)
{
    enterMountNamespace(); // while there is one thread only
    QCoreApplication app(argc, argv);
    TestStorage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_storage.moc"
