#include "model/cluster/eventkinds.h"
#include "model/database/settingrepository.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"
#include "tests/units/processes.h"
#include "tests/units/usermanager.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// A highly available cluster whose service is one of systemd: it never acts on two nodes, whatever dies.
class TestSystemdService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_systemd = std::make_unique<UserManager>(); }
    void cleanupTestCase() { m_systemd.reset(); }
    void init()
    {
        m_cluster = std::make_unique<TestCluster>(DatabaseKind::Sqlite);
        for (int i = 0; i < m_cluster->size(); ++i) {
            NodeProcess& node = m_cluster->node(i);
            // As unwilling to end as a unit file can make it.
            QFile script(node.stateDir() + u".actor.sh"_qs);
            QVERIFY(script.open(QIODevice::WriteOnly));
            script.write("trap '' TERM\n" + node.actorScript().toUtf8() + '\n');
            script.close();
            node.useService(
                u"actor"_qs,
                m_systemd->install(serviceName(i),
                                   {u"EnvironmentFile=-%1/units/actor.env"_qs.arg(node.stateDir()),
                                    u"ExecStart=/bin/sh %1"_qs.arg(script.fileName()), u"Restart=always"_qs,
                                    u"RestartSec=0"_qs, u"TimeoutStopSec=60s"_qs}));
            node.addToUnit(u"actor"_qs, u"stop_timeout = \"1s\""_qs);
        }
    }
    void cleanup()
    {
        m_systemd->systemctl({u"stop"_qs, m_systemd->unit(u"node"_qs)}, false);
        m_cluster.reset();
        for (int i = 0; i < 3; ++i) {
            m_systemd->systemctl({u"kill"_qs, u"--signal=KILL"_qs, m_systemd->unit(serviceName(i))}, false);
            m_systemd->systemctl({u"stop"_qs, m_systemd->unit(serviceName(i))}, false);
        }
    }

    void workerKilled()
    {
        takeTime();
        const int old = m_cluster->startHighlyAvailable();
        const Epoch epoch = m_cluster->facts().fence;
        const qint64 service = servicePid(old);
        QVERIFY(isAlive(service));
        QElapsedTimer clock;
        clock.start();
        m_cluster->node(old).signalWorker(SIGKILL);
        const int next = m_cluster->waitForPrimary(epoch);
        qInfo("takeover after %lld ms", static_cast<long long>(clock.elapsed()));
        QVERIFY(!isAlive(service));
        QVERIFY(next != old);
        m_cluster->waitForUnit(next, u"actor"_qs, UnitState::Running);
        m_cluster->waitForUnit(old, u"web"_qs, UnitState::Running); // the next worker
        QCOMPARE(endOf(epoch), wordOf(TermEnd::WorkerDied));        // given back, not run out
        QCOMPARE(m_cluster->actionsOutOfOrder(), QString());
        QVERIFY(actionsUnder(old, epoch) > 0 && actionsUnder(next, epoch + 1) > 0);
    }

    /// Whoever edits the configuration while the node runs must not hide a service from those who end it.
    void theFileIsEditedBeforeTheWorkerDies_data()
    {
        QTest::addColumn<bool>("damaged");
        QTest::newRow("another service") << false;
        QTest::newRow("damaged") << true;
    }
    void theFileIsEditedBeforeTheWorkerDies()
    {
        QFETCH(bool, damaged);
        takeTime();
        const int old = m_cluster->startHighlyAvailable();
        const Epoch epoch = m_cluster->facts().fence;
        const qint64 service = servicePid(old);
        QVERIFY(isAlive(service));
        const QString path = m_cluster->node(old).configFile();
        QString text = textOf(path);
        QVERIFY(text.contains(m_systemd->unit(serviceName(old))));
        text.replace(m_systemd->unit(serviceName(old)), u"another.service"_qs);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(damaged ? QByteArray("[node\n") : text.toUtf8());
        file.close();
        m_cluster->node(old).signalWorker(SIGKILL);
        const int next = m_cluster->waitForPrimary(epoch);
        QVERIFY(next != old);
        QVERIFY(!isAlive(service));
        QCOMPARE(endOf(epoch),
                 wordOf(TermEnd::WorkerDied)); // given back, as it was known that nothing is left
        QCOMPARE(m_cluster->actionsOutOfOrder(), QString());
    }

    void workerStandsStill()
    {
        const int old = m_cluster->startHighlyAvailable();
        const Epoch epoch = m_cluster->facts().fence;
        const qint64 service = servicePid(old);
        m_cluster->node(old).signalWorker(SIGSTOP);
        const int next = m_cluster->waitForPrimary(epoch);
        QVERIFY(!isAlive(service));
        QVERIFY(next != old);
        m_cluster->waitForUnit(next, u"actor"_qs, UnitState::Running);
        QCOMPARE(m_cluster->actionsOutOfOrder(), QString());
    }

    void switchover()
    {
        const int old = m_cluster->startHighlyAvailable();
        const int target = (old + 1) % m_cluster->size();
        const Epoch epoch = m_cluster->facts().fence;
        const ProgramResult asked =
            runProgram(u"rollcallctl"_qs, {u"--cluster"_qs, m_cluster->databaseUrl(), u"switchover"_qs,
                                           u"--to"_qs, m_cluster->node(target).name()});
        QVERIFY2(asked.exitCode == 0, qPrintable(asked.output));
        QCOMPARE(m_cluster->waitForPrimary(epoch), target);
        m_cluster->waitForUnit(target, u"actor"_qs, UnitState::Running);
        m_cluster->waitForUnit(old, u"actor"_qs, UnitState::Stopped);
        QCOMPARE(servicePid(old), 0);
        QCOMPARE(m_cluster->actionsOutOfOrder(), QString());
    }

    /// Without systemd above them nobody is left: the service goes on until the next start of the node. That
    /// is what README says, and what its unit file prevents (see the next test).
    void bothKilledAndStartedAgain()
    {
        const int old = m_cluster->startHighlyAvailable();
        const Epoch epoch = m_cluster->facts().fence;
        const qint64 service = servicePid(old);
        m_cluster->node(old).killAll();
        m_cluster->waitForPrimary(epoch);
        QVERIFY(isAlive(service));
        m_cluster->node(old).start();
        waitUntil([&] { return !isAlive(service); }, 10s, "what was left to be killed");
        m_cluster->waitForUnit(old, u"web"_qs, UnitState::Running);
        m_cluster->waitForUnit(old, u"actor"_qs, UnitState::Stopped);
        QCOMPARE(servicePid(old), 0);
    }

    /// The node service as its unit file runs it: what kills supervisor and worker at the same instant leaves
    /// systemd, which has the service killed.
    void bothKilledUnderSystemd()
    {
        m_cluster->setMode(Mode::HighAvailability);
        const QString node = startUnderSystemd(0);
        QCOMPARE(m_cluster->waitForPrimary(0), 0);
        m_cluster->waitForUnit(0, u"actor"_qs, UnitState::Running);
        m_cluster->node(1).start();
        m_cluster->node(2).start();
        m_cluster->waitForUnit(1, u"web"_qs, UnitState::Running);
        m_cluster->waitForUnit(2, u"web"_qs, UnitState::Running);
        const Epoch epoch = m_cluster->facts().fence;
        const qint64 service = servicePid(0);
        QVERIFY(isAlive(service));
        QElapsedTimer clock;
        clock.start();
        m_systemd->systemctl({u"kill"_qs, u"--kill-who=all"_qs, u"--signal=KILL"_qs, node});
        waitUntil([&] { return !isAlive(service); }, 5s, "the service to be killed");
        qInfo("the service was gone after %lld ms", static_cast<long long>(clock.elapsed()));
        const int next = m_cluster->waitForPrimary(epoch);
        QVERIFY(next != 0);
        m_cluster->waitForUnit(next, u"actor"_qs, UnitState::Running);
        QCOMPARE(m_cluster->actionsOutOfOrder(), QString());

        // Stopped in order, it leaves nothing either.
        m_cluster->waitForUnit(0, u"web"_qs, UnitState::Running);
        m_systemd->systemctl({u"stop"_qs, node});
        QCOMPARE(m_systemd->property(node, u"Result"_qs), u"success"_qs);
    }

    void stopServicesIsRefusedWhileTheNodeRuns()
    {
        m_cluster->startHighlyAvailable();
        const ProgramResult refused = runProgram(
            u"rollcall-node"_qs, {u"stop-services"_qs, u"--config"_qs, m_cluster->node(0).configFile()});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.output.contains(u"runs a node with this state folder"), qPrintable(refused.output));
    }

private:
    /// Where the lease has to be given back rather than run out, on however busy a machine.
    void takeTime()
    {
        QVERIFY(SettingRepository::setTimings(m_cluster->session(), LeaseTimings::tolerant(), u"test"_qs));
    }
    static QString serviceName(int node) { return u"actor-%1"_qs.arg(node); }
    qint64 servicePid(int node) const
    {
        return m_systemd->property(m_systemd->unit(serviceName(node)), u"MainPID"_qs).toLongLong();
    }
    QString endOf(Epoch epoch)
    {
        const ClusterFacts facts = m_cluster->facts();
        const auto term = std::find_if(facts.terms.begin(), facts.terms.end(),
                                       [&](const Term& each) { return each.epoch == epoch; });
        return term == facts.terms.end() ? QString() : term->endReason;
    }
    qsizetype actionsUnder(int node, Epoch epoch)
    {
        const QString lines = u'\n' + textOf(m_cluster->node(node).actionLog());
        return lines.count(u"\n%1 "_qs.arg(epoch));
    }
    /// With the unit file that is installed, apart from its paths.
    QString startUnderSystemd(int index)
    {
        QString text = textOf(sourcePath(u"installer/linux/rollcall-node.service"_qs));
        text.replace(u"/usr/bin/rollcall-node"_qs, program(u"rollcall-node"_qs));
        text.replace(u"/etc/rollcall/node.toml"_qs, m_cluster->node(index).configFile());
        const QString name = m_systemd->installText(u"node"_qs, text);
        m_systemd->systemctl({u"start"_qs, name});
        return name;
    }

    std::unique_ptr<UserManager> m_systemd;
    std::unique_ptr<TestCluster> m_cluster;
};

int main(int argc, char** argv)
{
    UserManager::needRoot(argv);
    QCoreApplication app(argc, argv);
    TestSystemdService test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_systemdservice.moc"
