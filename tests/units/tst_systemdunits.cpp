#include "model/units/servicekiller.h"
#include "model/units/unitmanager.h"
#include "tests/support/testsupport.h"
#include "tests/units/processes.h"
#include "tests/units/usermanager.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

UnitDemand systemdDemand(Epoch epoch, Wanted wanted = Wanted::Active)
{
    return {{Mode::HighAvailability, wanted, epoch != 0}, epoch, {}};
}

const QString sleeps = QStringLiteral("ExecStart=/bin/sleep 1000");

} // namespace

/// Services of a real systemd as units.
class TestSystemdUnits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_systemd = std::make_unique<UserManager>(); }
    void cleanupTestCase() { m_systemd.reset(); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_outside.clear();
    }
    void cleanup()
    {
        m_manager.reset();
        if (!m_service.isEmpty()) {
            m_systemd->systemctl({u"unmask"_qs, u"--runtime"_qs, m_service}, false);
            m_systemd->systemctl({u"kill"_qs, u"--signal=KILL"_qs, m_service}, false);
            m_systemd->systemctl({u"stop"_qs, m_service}, false);
            m_systemd->systemctl({u"reset-failed"_qs, m_service}, false);
        }
        m_service.clear();
    }

    void startsWithItsVariablesAndStops()
    {
        create(
            UnitRole::Service,
            {u"EnvironmentFile=-"_qs + variablesFile(),
             u"ExecStart=/bin/sh -c 'env > %1.new; mv %1.new %1; exec sleep 1000'"_qs.arg(path(u"seen"_qs))});
        QCOMPARE(m_outside, QList<bool>{true}); // nobody has asked systemd yet
        waitUntil([&] { return m_outside.size() == 2; }, 5s, "the first look");
        QCOMPARE(m_outside, QList<bool>({true, false}));
        QCOMPARE(report(), (UnitReport{u"app"_qs, UnitRole::Service, UnitState::Stopped, 0, 0, {}}));

        m_manager->apply(systemdDemand(7));
        QCOMPARE(m_outside.last(), true); // before systemd is told
        QCOMPARE(report().state, UnitState::Starting);
        waitUntil([&] { return runs(); }, 5s, "the service to run");
        QVERIFY(!m_manager->serviceUnitsGone());
        QCOMPARE(report().pid, m_systemd->property(m_service, u"MainPID"_qs).toLongLong());
        waitUntil([&] { return QFile::exists(path(u"seen"_qs)); }, 5s, "its environment");
        const QStringList seen = textOf(path(u"seen"_qs)).split(u'\n');
        for (const char* line : {"ROLLCALL_NODE=we\"b $1", "ROLLCALL_EPOCH=7", "ROLLCALL_CLUSTER=c-id",
                                 "ROLLCALL_MESSENGER=tcp://web-01:33237", "ROLLCALL_UNIT=app"})
            QVERIFY2(seen.contains(QString::fromLatin1(line)), qPrintable(seen.join(u'\n')));
        QCOMPARE(QFile::permissions(variablesFile()) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());

        const qint64 pid = report().pid;
        QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
        m_manager->apply(systemdDemand(0));
        QCOMPARE(report().state, UnitState::Stopping);
        waitUntil([&] { return stopped.count() == 1; }, 5s, "the stop");
        QVERIFY(!isAlive(pid));
        QCOMPARE(report(), (UnitReport{u"app"_qs, UnitRole::Service, UnitState::Stopped, 0, 0, {}}));
        QCOMPARE(m_outside.last(), false);
    }

    void anotherEpochReplacesIt()
    {
        create(UnitRole::Service, {sleeps});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs(); }, 5s, "the service to run");
        const qint64 pid = report().pid;
        m_manager->apply(systemdDemand(9));
        waitUntil([&] { return runs() && report().pid != pid; }, 5s, "the next epoch");
        QVERIFY(!isAlive(pid));
        QVERIFY(textOf(variablesFile()).contains(u"ROLLCALL_EPOCH=\"9\""));
    }

    void crashIsFollowedByARestart()
    {
        create(UnitRole::Service, {sleeps});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs(); }, 5s, "the service to run");
        const qint64 pid = report().pid;
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
        QCOMPARE(report().lastError, u"It was ended by signal 9 (Killed)."_qs);
        QCOMPARE(report().pid, 0);
        waitUntil([&] { return runs(); }, 5s, "the restart");
        QVERIFY(report().pid != pid);
        QCOMPARE(report().restarts, 1);
        QCOMPARE(report().lastError, QString());
    }

    void restartBySystemdIsTold()
    {
        create(UnitRole::Service, {sleeps, u"Restart=always"_qs, u"RestartSec=300ms"_qs});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs(); }, 5s, "the service to run");
        const qint64 pid = report().pid;
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
        QCOMPARE(report().lastError, u"It was ended by signal 9 (Killed)."_qs);
        QVERIFY(!m_manager->serviceUnitsGone()); // systemd is about to start it
        waitUntil([&] { return runs(); }, 5s, "the restart");
        QVERIFY(report().pid != pid);
        QCOMPARE(report().restarts, 1);

        // What waits for systemd's restart is called off by a fence.
        ::kill(static_cast<pid_t>(report().pid), SIGKILL);
        waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the next failure");
        m_manager->fence();
        waitUntil([&] { return m_manager->serviceUnitsGone(); }, 5s, "the fence");
        QTest::qWait(600);
        QCOMPARE(m_systemd->property(m_service, u"MainPID"_qs), u"0"_qs);
    }

    void failureToStartIsNamed_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QString>("words");
        QTest::newRow("exit code") << QStringList{u"Type=notify"_qs, u"ExecStart=/bin/sh -c 'exit 3'"_qs}
                                   << u"It ended by itself with exit code 3."_qs;
        QTest::newRow("at once") << QStringList{u"ExecStart=/bin/sh -c 'exit 4'"_qs} << u"exit code 4"_qs;
        QTest::newRow("no program") << QStringList{u"Type=exec"_qs, u"ExecStart=/no/such/program"_qs}
                                    << u"was not found or may not be executed"_qs;
        QTest::newRow("before it") << QStringList{sleeps, u"ExecStartPre=/bin/false"_qs}
                                   << u"A command that its unit file starts before it failed."_qs;
        QTest::newRow("never ready") << QStringList{u"Type=notify"_qs, u"TimeoutStartSec=300ms"_qs, sleeps}
                                     << u"TimeoutStartSec="_qs;
        QTest::newRow("no file") << QStringList{sleeps, u"EnvironmentFile=/no/such/file"_qs}
                                 << u"EnvironmentFile="_qs;
        QTest::newRow("bad unit file")
            << QStringList{u"ExecStart=sleep"_qs, u"Type=nonsense"_qs, u"ExecStart="_qs}
            << u"systemd-analyze verify"_qs;
        QTest::newRow("not there") << QStringList{} << u"systemd knows no unit"_qs;
        QTest::newRow("masked") << QStringList{u"masked"_qs} << u"is masked. Run: systemctl --user unmask"_qs;
    }
    void failureToStartIsNamed()
    {
        QFETCH(QStringList, lines);
        QFETCH(QString, words);
        if (lines.isEmpty()) {
            createManager(UnitRole::Service, u"rollcall-no-such.service"_qs);
        } else if (lines.first() == u"masked") {
            m_service = m_systemd->unit(u"masked"_qs);
            m_systemd->systemctl({u"mask"_qs, u"--runtime"_qs, m_service});
            createManager(UnitRole::Service, m_service);
        } else {
            create(UnitRole::Service, lines);
        }
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
        QVERIFY2(report().lastError.contains(words), qPrintable(report().lastError));
        waitUntil([&] { return report().restarts >= 1; }, 5s, "the next attempt");
        m_manager->apply(systemdDemand(0));
        waitUntil([&] { return report().state == UnitState::Stopped && m_manager->serviceUnitsGone(); }, 5s,
                  "the stop");
    }

    void whatIgnoresSigtermIsKilledAfterStopTimeout()
    {
        create(UnitRole::Service,
               {u"ExecStart=/bin/sh -c 'trap \"\" TERM; echo up > %1; while :; do sleep 0.05; done'"_qs.arg(
                    path(u"up"_qs)),
                u"TimeoutStopSec=60s"_qs});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs() && QFile::exists(path(u"up"_qs)); }, 5s, "the trap to be set");
        const qint64 pid = report().pid;
        QElapsedTimer timer;
        timer.start();
        m_manager->apply(systemdDemand(0));
        waitUntil([&] { return m_manager->serviceUnitsGone(); }, 5s, "the kill");
        QVERIFY2(timer.elapsed() >= 390, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(!isAlive(pid));
    }

    /// Whatever the unit file says of its end: nothing is left when the units count as gone.
    void fenceKillsEveryProcess_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("control group") << QStringList{};
        QTest::newRow("only its main process") << QStringList{u"KillMode=process"_qs, u"SendSIGKILL=no"_qs};
        QTest::newRow("started again") << QStringList{u"Restart=always"_qs, u"RestartSec=0"_qs};
        QTest::newRow("command after its end") << QStringList{
            u"ExecStopPost=/bin/sh -c 'trap \"\" TERM; sleep 1000'"_qs, u"TimeoutStopSec=60s"_qs};
    }
    void fenceKillsEveryProcess()
    {
        QFETCH(QStringList, lines);
        QFile script(path(u"script"_qs));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("trap '' TERM\n"
                     "setsid sh -c 'trap \"\" TERM; echo $$ > \"$0\"; while :; do sleep 0.05; done' " +
                     path(u"hidden"_qs).toUtf8() + " &\nwhile :; do sleep 0.05; done\n");
        script.close();
        create(UnitRole::Service, lines + QStringList{u"ExecStart=/bin/sh "_qs + script.fileName()});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs() && pidIn(path(u"hidden"_qs)) > 0; }, 5s, "both processes");
        const qint64 pid = report().pid;
        const qint64 hidden = pidIn(path(u"hidden"_qs));
        QVERIFY(isAlive(pid) && isAlive(hidden));
        bool aliveAtSignal = true;
        QElapsedTimer timer;
        connect(m_manager.get(), &UnitManager::allServiceUnitsStopped, this,
                [&] { aliveAtSignal = isAlive(pid) || isAlive(hidden); });
        QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
        timer.start();
        m_manager->fence();
        waitUntil([&] { return stopped.count() == 1; }, 5s, "the fence");
        qInfo("fenced after %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY(!aliveAtSignal);
        QVERIFY(m_systemd->property(m_service, u"ActiveState"_qs) != u"active");

        m_manager->apply(systemdDemand(7)); // late news of the epoch that was lost
        QCOMPARE(report().state, UnitState::Stopped);
    }

    void fenceWhileStarting()
    {
        create(UnitRole::Service,
               {u"Type=notify"_qs,
                u"ExecStart=/bin/sh -c 'echo $$$$ > %1; exec sleep 1000'"_qs.arg(path(u"pid"_qs))});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return pidIn(path(u"pid"_qs)) > 0; }, 5s, "its process");
        QCOMPARE(report().state, UnitState::Starting);
        m_manager->fence();
        waitUntil([&] { return m_manager->serviceUnitsGone(); }, 5s, "the fence");
        QVERIFY(!isAlive(pidIn(path(u"pid"_qs))));
        QCOMPARE(report().state, UnitState::Stopped);
    }

    void whatIsFoundRunning()
    {
        // A service unit runs, and this node is not the primary (nobody has said so yet).
        install({sleeps});
        m_systemd->systemctl({u"start"_qs, m_service});
        const qint64 left = m_systemd->property(m_service, u"MainPID"_qs).toLongLong();
        QVERIFY(isAlive(left));
        createManager(UnitRole::Service, m_service);
        waitUntil([&] { return !isAlive(left) && report().state == UnitState::Stopped; }, 5s, "its end");
        waitUntil([&] { return m_outside.last() == false; }, 5s, "nothing to be left");

        // Started by hand, later.
        m_systemd->systemctl({u"start"_qs, m_service}, false);
        waitUntil([&] { return m_systemd->property(m_service, u"ActiveState"_qs) != u"active"; }, 5s,
                  "its end");
        m_manager->apply(systemdDemand(8));
        waitUntil([&] { return runs(); }, 5s, "its start as the primary");
    }

    void webServiceThatRunsIsKept()
    {
        create(UnitRole::Web, {sleeps});
        m_manager->apply(systemdDemand(0));
        waitUntil([&] { return runs(); }, 5s, "the service to run");
        const qint64 pid = report().pid;
        m_manager.reset(); // the worker died
        QVERIFY(isAlive(pid));
        createManager(UnitRole::Web, m_service);
        waitUntil([&] { return runs(); }, 5s, "it to be found");
        m_manager->apply(systemdDemand(0));
        QVERIFY(runs());
        QCOMPARE(report().pid, pid);
        QCOMPARE(m_outside, QList<bool>()); // only of service units

        m_manager->apply(systemdDemand(0, Wanted::Maintenance));
        waitUntil([&] { return report().state == UnitState::Stopped; }, 5s, "its stop");
        QVERIFY(!isAlive(pid));
    }

    void readinessIsAsked()
    {
        install({sleeps});
        UnitSpec spec = specOf(UnitRole::Service, m_service);
        spec.ready = UnitCheck{};
        spec.ready->kind = UnitCheck::Kind::Command;
        spec.ready->command = {u"/bin/sh"_qs, u"-c"_qs,
                               u"test \"$ROLLCALL_EPOCH\" = 7 && test -e %1"_qs.arg(path(u"ok"_qs))};
        createManager(spec);
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs() && !report().notReady.isEmpty(); }, 5s, "the first answer");
        QVERIFY(!m_manager->serviceWorking());
        QFile ok(path(u"ok"_qs));
        QVERIFY(ok.open(QIODevice::WriteOnly));
        waitUntil([&] { return report().ready == true && m_manager->serviceWorking(); }, 5s,
                  "it to be ready");
    }

    void restartOrder()
    {
        create(UnitRole::Web, {sleeps});
        m_manager->apply(systemdDemand(0));
        waitUntil([&] { return runs(); }, 5s, "the service to run");
        const qint64 pid = report().pid;
        QVERIFY(m_manager->restart(u"app"_qs));
        waitUntil([&] { return runs() && report().pid != pid; }, 5s, "the restart");
        QSignalSpy stopped(m_manager.get(), &UnitManager::allUnitsStopped);
        m_manager->shutDown();
        waitUntil([&] { return stopped.count() == 1; }, 5s, "the shutdown");
        QCOMPARE(m_systemd->property(m_service, u"MainPID"_qs), u"0"_qs);
    }

    /// A bus that hangs holds up nothing; what was ordered meanwhile is done once it is back.
    void busThatHangs()
    {
        create(UnitRole::Service, {sleeps});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs(); }, 5s, "the service to run");
        const qint64 pid = report().pid;
        const auto bus = static_cast<pid_t>(m_systemd->busDaemon());
        QVERIFY(bus > 0);
        ::kill(bus, SIGSTOP);
        QElapsedTimer longest;
        qint64 gap = 0;
        QTimer ticks;
        connect(&ticks, &QTimer::timeout, this, [&] { gap = std::max(gap, longest.restart()); });
        longest.start();
        ticks.start(10);
        m_manager->fence();
        QTest::qWait(1500);
        QVERIFY2(gap < 500, qPrintable(QString::number(gap)));
        QVERIFY(!m_manager->serviceUnitsGone()); // nobody knows
        ::kill(bus, SIGCONT);
        waitUntil([&] { return m_manager->serviceUnitsGone(); }, 10s, "the fence");
        QVERIFY(!isAlive(pid));
    }

    void systemdThatIsNotThere()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
        create(UnitRole::Service, {sleeps});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
        QVERIFY2(
            report().lastError.startsWith(u"systemd cannot be reached at unix:path=/nowhere/bus, so "_qs),
            qPrintable(report().lastError));
        QVERIFY2(report().lastError.contains(u"loginctl enable-linger"_qs), qPrintable(report().lastError));
        QVERIFY(m_manager->serviceUnitsGone()); // it was never told to start anything
        QCOMPARE(m_outside, QList<bool>{true}); // but something may run
        QVERIFY(!killServices({m_service}, SystemdScope::User, 300ms));
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        waitUntil([&] { return runs(); }, 10s, "the start, once systemd is there");
    }

    /// A stop in order that ends the main process only leaves nothing either.
    void stopLeavesNothingBehind()
    {
        create(UnitRole::Service,
               {u"KillMode=process"_qs,
                u"ExecStart=/bin/sh -c 'setsid sleep 1000 & echo $! > %1; exec sleep 1000'"_qs.arg(
                    path(u"hidden"_qs))});
        m_manager->apply(systemdDemand(7));
        waitUntil([&] { return runs() && pidIn(path(u"hidden"_qs)) > 0; }, 5s, "both processes");
        const qint64 hidden = pidIn(path(u"hidden"_qs));
        QVERIFY(isAlive(hidden));
        m_manager->apply(systemdDemand(0));
        waitUntil([&] { return m_manager->serviceUnitsGone(); }, 5s, "the stop");
        QVERIFY(!isAlive(hidden));
    }

    /// What the supervisor does when the worker is dead.
    void killsWhatADeadWorkerLeft()
    {
        install({u"ExecStart=/bin/sh -c 'trap \"\" TERM; while :; do sleep 0.05; done'"_qs,
                 u"Restart=always"_qs, u"RestartSec=0"_qs, u"TimeoutStopSec=60s"_qs});
        m_systemd->systemctl({u"start"_qs, m_service});
        const qint64 pid = m_systemd->property(m_service, u"MainPID"_qs).toLongLong();
        QElapsedTimer timer;
        timer.start();
        const Result<void> killed =
            killServices({m_service, u"rollcall-no-such.service"_qs}, SystemdScope::User, 2000ms);
        qInfo("killed after %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY2(killed, killed ? "" : qPrintable(killed.error().message()));
        QVERIFY(!isAlive(pid));
        QCOMPARE(m_systemd->property(m_service, u"MainPID"_qs), u"0"_qs);
        QVERIFY(killServices({m_service}, SystemdScope::User, 2000ms)); // nothing to do is fine
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    QString variablesFile() const { return path(u"units/app.env"_qs); }
    UnitReport report() const { return m_manager->reports().at(0); }
    bool runs() const { return report().state == UnitState::Running; }

    void install(const QStringList& lines) { m_service = m_systemd->install(u"app"_qs, lines); }
    static UnitSpec specOf(UnitRole role, const QString& service)
    {
        UnitSpec spec;
        spec.name = u"app"_qs;
        spec.role = role;
        spec.systemd = service;
        spec.stopTimeout = 400ms;
        return spec;
    }
    void create(UnitRole role, const QStringList& lines)
    {
        install(lines);
        createManager(role, m_service);
    }
    void createManager(UnitRole role, const QString& service) { createManager(specOf(role, service)); }
    void createManager(const UnitSpec& spec)
    {
        m_outside.clear();
        m_manager = std::make_unique<UnitManager>(
            std::vector<UnitSpec>{spec}, UnitIdentity{u"we\"b $1"_qs, u"c-id"_qs, u"tcp://web-01:33237"_qs},
            SystemdSetup{SystemdScope::User, path(u"units"_qs), [this](bool any) { m_outside.append(any); }});
    }

    std::unique_ptr<UserManager> m_systemd;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<UnitManager> m_manager;
    QString m_service;
    QList<bool> m_outside; ///< as it was told
};

int main(int argc, char** argv)
{
    UserManager::needRoot(argv);
    QCoreApplication app(argc, argv);
    TestSystemdUnits test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_systemdunits.moc"
