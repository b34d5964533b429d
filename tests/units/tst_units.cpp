#include "model/units/unitmanager.h"
#include "tests/support/testsupport.h"
#include "tests/units/processes.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
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

UnitSpec shell(const QString& name, UnitRole role, const QString& script)
{
    UnitSpec spec;
    spec.name = name;
    spec.role = role;
    spec.command = {QStringLiteral("/bin/sh"), QStringLiteral("-c"), script};
    spec.stopTimeout = Millis(400);
    return spec;
}

UnitDemand demandOf(Epoch epoch, Mode mode = Mode::HighAvailability, Wanted wanted = Wanted::Active)
{
    return {{mode, wanted, epoch != 0}, epoch, {}};
}

const QString sleeping = QStringLiteral("exec sleep 1000");

} // namespace

class TestUnits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void startsWithItsEnvironmentAndStops();
    void stopsGracefullyWhenAsked();
    void killsWhatIgnoresSigterm();
    void killsWhatHides();
    void killsWhatAnEndedProgramLeftBehind();
    void fenceKillsAtOnceAndStaysFenced();
    void fenceWhileStarting();
    void newEpochReplacesTheProcess();
    void sameDemandChangesNothing();
    void restartsAfterAnEnd();
    void namesTheReason_data();
    void namesTheReason();
    void signalIsNamed();
    void roleWebOutlivesTheEpoch();
    void restartOrder();
    void killedGuardLeavesNoStrays();
    void stoppedGuardIsKilled();
    void floodDoesNotHoldUpTheEventLoop();
    void shutDownStopsAll();
    void unitsDieWithTheNodeService();

private:
    void create(std::vector<UnitSpec> specs);
    UnitReport report(int index = 0) const { return m_manager->reports().at(static_cast<size_t>(index)); }
    QStringList lines(const QString& unit) const { return m_manager->lastLines(unit).value(); }
    bool runs(int index = 0) const { return report(index).state == UnitState::Running; }
    QString path(const QString& name) const { return m_folder->filePath(name); }
    qint64 guardOf(qint64 pid) const
    {
        const QString stat = textOf(QStringLiteral("/proc/%1/stat").arg(pid));
        return stat.mid(stat.lastIndexOf(u')') + 2).split(u' ').value(1).toLongLong();
    }
    /// A process in a session of its own, orphaned, without the unit's environment, deaf to SIGTERM.
    QString hiding(const QString& pidFile) const
    {
        return QStringLiteral(
                   "(env -i /usr/bin/setsid /bin/sh -c 'trap \"\" TERM HUP; echo $$ > %1; while :; do "
                   "/bin/sleep 1; done' > /dev/null 2>&1 &); ")
            .arg(path(pidFile));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<UnitManager> m_manager;
};

void TestUnits::initTestCase()
{
    m_data = std::make_unique<QTemporaryDir>();
    for (const auto& [name, text] :
         {std::pair("text", "no program\n"), std::pair("script", "#!/no/such/shell\n")}) {
        QFile file(m_data->filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    }
}

void TestUnits::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestUnits::cleanup()
{
    m_manager.reset();
    m_folder.reset();
}

void TestUnits::create(std::vector<UnitSpec> specs)
{
    m_manager = std::make_unique<UnitManager>(
        std::move(specs),
        UnitIdentity{QStringLiteral("web-01"), QStringLiteral("c-id"), QStringLiteral("tcp://web-01:33237")});
}

void TestUnits::startsWithItsEnvironmentAndStops()
{
    qputenv("ROLLCALL_ENCRYPTION_KEY", "must not be seen");
    UnitSpec spec = shell(QStringLiteral("service"), UnitRole::Service,
                          QStringLiteral("pwd; env | sort; exec sleep 1000"));
    spec.environment.insert(QStringLiteral("COLOUR"), QStringLiteral("blue = green"));
    spec.workingDirectory = QStringLiteral("/usr/lib");
    create({spec});
    QCOMPARE(report(), (UnitReport{spec.name, UnitRole::Service, UnitState::Stopped, 0, 0, {}}));

    m_manager->apply(demandOf(7));
    QCOMPARE(report().state, UnitState::Starting);
    waitUntil([&] { return runs(); }, 5s, "the unit to run");
    QVERIFY(isAlive(report().pid));
    QVERIFY(!m_manager->serviceUnitsGone());
    waitUntil([&] { return lines(spec.name).size() > 5; }, 5s, "its output");
    const QStringList written = lines(spec.name);
    for (const char* line :
         {"/usr/lib", "ROLLCALL_NODE=web-01", "ROLLCALL_EPOCH=7", "ROLLCALL_CLUSTER=c-id",
          "ROLLCALL_MESSENGER=tcp://web-01:33237", "ROLLCALL_UNIT=service", "COLOUR=blue = green"})
        QVERIFY2(written.contains(QString::fromLatin1(line)), line);
    QVERIFY(written.filter(QStringLiteral("must not be seen")).isEmpty());
    qunsetenv("ROLLCALL_ENCRYPTION_KEY");

    QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
    const qint64 pid = report().pid;
    m_manager->apply(demandOf(0));
    waitUntil([&] { return stopped.count() == 1; }, 5s, "the service units to stop");
    QVERIFY(!isAlive(pid));
    QCOMPARE(report(), (UnitReport{spec.name, UnitRole::Service, UnitState::Stopped, 0, 0, {}}));
}

void TestUnits::stopsGracefullyWhenAsked()
{
    UnitSpec spec =
        shell(QStringLiteral("service"), UnitRole::Service,
              QStringLiteral("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"));
    spec.stopTimeout = Millis(10000);
    create({spec});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs() && lines(spec.name).contains(u"up"); }, 5s, "the trap to be set");
    m_manager->apply(demandOf(0));
    QCOMPARE(report().state, UnitState::Stopping);
    waitUntil([&] { return m_manager->serviceUnitsGone(); }, 5s, "the end");
    QVERIFY(lines(spec.name).contains(u"bye"));
}

void TestUnits::killsWhatIgnoresSigterm()
{
    create({shell(QStringLiteral("service"), UnitRole::Service,
                  QStringLiteral("trap '' TERM; echo up; while :; do sleep 0.05; done"))});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs() && lines(QStringLiteral("service")).contains(u"up"); }, 5s,
              "the trap to be set");
    const qint64 pid = report().pid;
    QElapsedTimer timer;
    timer.start();
    m_manager->apply(demandOf(0));
    waitUntil([&] { return m_manager->serviceUnitsGone(); }, 5s, "the kill");
    QVERIFY(timer.elapsed() >= 390); // its stop_timeout was waited for
    QVERIFY(!isAlive(pid));
}

void TestUnits::killsWhatHides()
{
    create(
        {shell(QStringLiteral("service"), UnitRole::Service, hiding(QStringLiteral("hidden")) + sleeping)});
    QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs() && pidIn(path(QStringLiteral("hidden"))) > 0; }, 5s, "the hidden process");
    const qint64 hidden = pidIn(path(QStringLiteral("hidden")));
    QVERIFY(isAlive(hidden));
    bool aliveAtSignal = true;
    connect(m_manager.get(), &UnitManager::allServiceUnitsStopped, this,
            [&] { aliveAtSignal = isAlive(hidden); });
    m_manager->apply(demandOf(0));
    waitUntil([&] { return stopped.count() == 1; }, 5s, "the stop");
    QVERIFY(!aliveAtSignal);
}

void TestUnits::killsWhatAnEndedProgramLeftBehind()
{
    create({shell(QStringLiteral("service"), UnitRole::Service,
                  hiding(QStringLiteral("hidden")) +
                      QStringLiteral("while [ ! -s %1 ]; do sleep 0.02; done; exit 5")
                          .arg(path(QStringLiteral("hidden"))))});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the end");
    QVERIFY(!isAlive(pidIn(path(QStringLiteral("hidden")))));
    QVERIFY2(report().lastError.contains(u"exit code 5"), qPrintable(report().lastError));
}

void TestUnits::fenceKillsAtOnceAndStaysFenced()
{
    UnitSpec spec = shell(QStringLiteral("service"), UnitRole::Service,
                          QStringLiteral("trap '' TERM; ") + hiding(QStringLiteral("hidden")) +
                              QStringLiteral("while :; do sleep 0.05; done"));
    spec.stopTimeout = Millis(60000);
    create({spec, shell(QStringLiteral("web"), UnitRole::Web, sleeping)});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs(0) && runs(1) && pidIn(path(QStringLiteral("hidden"))) > 0; }, 5s,
              "both units");
    const qint64 pid = report().pid;
    const qint64 web = report(1).pid;
    QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
    m_manager->fence();
    waitUntil([&] { return stopped.count() == 1; }, 2s, "the fence");
    QVERIFY(!isAlive(pid));
    QVERIFY(!isAlive(pidIn(path(QStringLiteral("hidden")))));
    QVERIFY(isAlive(web));

    m_manager->apply(demandOf(7)); // late news of the epoch that was lost
    QCOMPARE(report().state, UnitState::Stopped);
    m_manager->apply(demandOf(8));
    waitUntil([&] { return runs(); }, 5s, "the next epoch");
    QCOMPARE(report(1).pid, web);
}

void TestUnits::fenceWhileStarting()
{
    create({shell(QStringLiteral("service"), UnitRole::Service, sleeping)});
    QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
    m_manager->apply(demandOf(7));
    QCOMPARE(report().state, UnitState::Starting);
    m_manager->fence();
    waitUntil([&] { return stopped.count() == 1; }, 5s, "the fence");
    QCOMPARE(report().state, UnitState::Stopped);
}

void TestUnits::newEpochReplacesTheProcess()
{
    create({shell(QStringLiteral("service"), UnitRole::Service,
                  QStringLiteral("echo epoch $ROLLCALL_EPOCH; trap '' TERM; while :; do sleep 0.05; done"))});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs() && lines(QStringLiteral("service")).contains(u"epoch 7"); }, 5s, "epoch 7");
    const qint64 pid = report().pid;
    m_manager->apply(demandOf(9));
    waitUntil([&] { return lines(QStringLiteral("service")).contains(u"epoch 9") && runs(); }, 5s, "epoch 9");
    QVERIFY(!isAlive(pid));
    QCOMPARE(report().restarts, 0);
}

void TestUnits::sameDemandChangesNothing()
{
    create({shell(QStringLiteral("service"), UnitRole::Service, sleeping)});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs(); }, 5s, "the unit to run");
    const UnitReport before = report();
    QSignalSpy changes(m_manager.get(), &UnitManager::reportsChanged);
    for (int i = 0; i < 100; ++i)
        m_manager->apply(demandOf(7));
    QCoreApplication::processEvents();
    QCOMPARE(report(), before);
    QCOMPARE(changes.count(), 0);
}

void TestUnits::restartsAfterAnEnd()
{
    create({shell(QStringLiteral("web"), UnitRole::Web, sleeping)});
    m_manager->apply(demandOf(0));
    waitUntil([&] { return runs(); }, 5s, "the unit to run");
    const qint64 pid = report().pid;
    ::kill(static_cast<pid_t>(pid), SIGKILL);
    waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
    QVERIFY2(report().lastError.contains(u"signal 9"), qPrintable(report().lastError));
    QElapsedTimer timer;
    timer.start();
    waitUntil([&] { return runs(); }, 5s, "the restart");
    QVERIFY2(timer.elapsed() >= 700 && timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(report().pid != pid);
    QCOMPARE(report().restarts, 1);
    QCOMPARE(report().lastError, QString());
}

void TestUnits::namesTheReason_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("words");
    QTest::newRow("path") << QStringList{QStringLiteral("/no/such/program")} << QString()
                          << QStringLiteral("/no/such/program was not found");
    QTest::newRow("name") << QStringList{QStringLiteral("no-such-program")} << QString()
                          << QStringLiteral("no-such-program was not found in PATH");
    QTest::newRow("not executable") << QStringList{sourcePath(QStringLiteral("CMakeLists.txt"))} << QString()
                                    << QStringLiteral("CMakeLists.txt is not executable");
    QTest::newRow("not a program") << QStringList{m_data->filePath(QStringLiteral("text"))} << QString()
                                   << QStringLiteral("text could not be started: Exec format error");
    QTest::newRow("interpreter") << QStringList{m_data->filePath(QStringLiteral("script"))} << QString()
                                 << QStringLiteral("The interpreter that the first line of");
    QTest::newRow("folder") << QStringList{QStringLiteral("/usr/lib")} << QString()
                            << QStringLiteral("/usr/lib is not executable");
    QTest::newRow("working directory")
        << QStringList{QStringLiteral("/bin/true")} << QStringLiteral("/no/such/folder")
        << QStringLiteral("working directory /no/such/folder does not exist");
    QTest::newRow("exit code") << QStringList{QStringLiteral("/bin/sh"), QStringLiteral("-c"),
                                              QStringLiteral("exit 3")}
                               << QString() << QStringLiteral("exit code 3");
    QTest::newRow("exit code 0") << QStringList{QStringLiteral("/bin/true")} << QString()
                                 << QStringLiteral("exit code 0");
}

void TestUnits::namesTheReason()
{
    QFETCH(QStringList, command);
    QFETCH(QString, folder);
    QFETCH(QString, words);
    UnitSpec spec;
    spec.name = QStringLiteral("web");
    spec.command = command;
    spec.workingDirectory = folder;
    create({spec});
    m_manager->apply(demandOf(0));
    waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
    QVERIFY2(report().lastError.contains(words), qPrintable(report().lastError));
    QCOMPARE(report().pid, 0);
    // It is tried again, and can be stopped while it waits.
    waitUntil([&] { return report().restarts >= 1; }, 5s, "the next attempt");
    m_manager->apply(demandOf(0, Mode::HighAvailability, Wanted::Maintenance));
    waitUntil([&] { return report().state == UnitState::Stopped; }, 5s, "the stop");
}

void TestUnits::signalIsNamed()
{
    create({shell(QStringLiteral("web"), UnitRole::Web, QStringLiteral("ulimit -c 0; kill -SEGV $$"))});
    m_manager->apply(demandOf(0));
    waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
    QVERIFY2(report().lastError.contains(u"signal 11 (Segmentation fault)"), qPrintable(report().lastError));
}

void TestUnits::roleWebOutlivesTheEpoch()
{
    create({shell(QStringLiteral("web"), UnitRole::Web,
                  QStringLiteral("echo \"<$ROLLCALL_EPOCH>\"; ") + sleeping)});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs() && !lines(QStringLiteral("web")).isEmpty(); }, 5s, "its output");
    QCOMPARE(lines(QStringLiteral("web")).first(), QStringLiteral("<>"));
    const qint64 pid = report().pid;
    m_manager->apply(demandOf(8));
    m_manager->fence();
    m_manager->apply(demandOf(0, Mode::HighAvailability, Wanted::Draining));
    QVERIFY(isAlive(pid));
    QVERIFY(runs());
    QVERIFY(m_manager->serviceUnitsGone());
}

void TestUnits::restartOrder()
{
    create({shell(QStringLiteral("web"), UnitRole::Web, sleeping),
            shell(QStringLiteral("service"), UnitRole::Service, sleeping)});
    m_manager->apply(demandOf(0));
    waitUntil([&] { return runs(); }, 5s, "the unit to run");
    const qint64 pid = report().pid;
    QVERIFY(m_manager->restart(QStringLiteral("web")));
    waitUntil([&] { return runs() && report().pid != pid; }, 5s, "the restart");
    QVERIFY(!isAlive(pid));

    const auto refused = m_manager->restart(QStringLiteral("service"));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(m_manager->restart(QStringLiteral("nosuch")).error().kind, ErrorKind::NotFound);
}

void TestUnits::killedGuardLeavesNoStrays()
{
    create({shell(QStringLiteral("service"), UnitRole::Service,
                  QStringLiteral("trap '' TERM; ") + hiding(QStringLiteral("hidden")) +
                      QStringLiteral("while :; do sleep 0.05; done"))});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs() && pidIn(path(QStringLiteral("hidden"))) > 0; }, 5s, "the hidden process");
    const qint64 hidden = pidIn(path(QStringLiteral("hidden")));
    ::kill(static_cast<pid_t>(guardOf(report().pid)), SIGKILL);
    QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
    bool aliveAtSignal = true;
    connect(m_manager.get(), &UnitManager::allServiceUnitsStopped, this,
            [&] { aliveAtSignal = isAlive(hidden); });
    waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "the failure");
    m_manager->apply(demandOf(0));
    waitUntil([&] { return stopped.count() == 1; }, 5s, "the stop");
    QVERIFY(!aliveAtSignal);
}

void TestUnits::stoppedGuardIsKilled()
{
    create(
        {shell(QStringLiteral("service"), UnitRole::Service, hiding(QStringLiteral("hidden")) + sleeping)});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return pidIn(path(QStringLiteral("hidden"))) > 0 && runs(); }, 5s, "the hidden process");
    const qint64 hidden = pidIn(path(QStringLiteral("hidden")));
    ::kill(static_cast<pid_t>(guardOf(report().pid)), SIGSTOP);
    m_manager->fence();
    waitUntil([&] { return m_manager->serviceUnitsGone(); }, 5s, "the fence");
    QVERIFY(!isAlive(hidden));
}

void TestUnits::floodDoesNotHoldUpTheEventLoop()
{
    create({shell(QStringLiteral("web"), UnitRole::Web, QStringLiteral("exec yes some line of output"))});
    m_manager->apply(demandOf(0));
    waitUntil([&] { return lines(QStringLiteral("web")).size() >= 100; }, 5s, "its output");
    // Other events still get their turn while it writes as fast as it can.
    int ticks = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] { ++ticks; });
    timer.start(20);
    waitUntil([&] { return ticks >= 50; }, 5s, "fifty ticks of a timer");
    QVERIFY(lines(QStringLiteral("web")).size() <= 200);
    QVERIFY(runs());
}

void TestUnits::shutDownStopsAll()
{
    create({shell(QStringLiteral("web"), UnitRole::Web, hiding(QStringLiteral("hidden")) + sleeping),
            shell(QStringLiteral("service"), UnitRole::Service, sleeping)});
    m_manager->apply(demandOf(7));
    waitUntil([&] { return runs(0) && runs(1) && pidIn(path(QStringLiteral("hidden"))) > 0; }, 5s,
              "both units");
    QSignalSpy stopped(m_manager.get(), &UnitManager::allUnitsStopped);
    m_manager->shutDown();
    m_manager->apply(demandOf(7));
    waitUntil([&] { return stopped.count() == 1; }, 5s, "the end of all");
    QVERIFY(m_manager->unitsGone());
    QVERIFY(!isAlive(pidIn(path(QStringLiteral("hidden")))));
}

/// This program started again as a node service with one unit, until somebody kills it.
static int serveUntilKilled(const QString& script)
{
    UnitManager manager({shell(QStringLiteral("service"), UnitRole::Service, script)}, {});
    manager.apply(demandOf(7));
    return QCoreApplication::exec();
}

void TestUnits::unitsDieWithTheNodeService()
{
    QProcess node;
    node.setProgram(QCoreApplication::applicationFilePath());
    node.setArguments(
        {QStringLiteral("--serve"),
         QStringLiteral("trap '' TERM; ") + hiding(QStringLiteral("hidden")) +
             QStringLiteral("echo $$ > %1; while :; do sleep 0.05; done").arg(path(QStringLiteral("main")))});
    node.start();
    waitUntil(
        [&] { return pidIn(path(QStringLiteral("main"))) > 0 && pidIn(path(QStringLiteral("hidden"))) > 0; },
        10s, "the unit of the other process");
    const qint64 main = pidIn(path(QStringLiteral("main")));
    const qint64 hidden = pidIn(path(QStringLiteral("hidden")));
    QVERIFY(isAlive(main) && isAlive(hidden));
    node.kill(); // nobody is left that could clean up after it, but the guard
    waitUntil([&] { return !isAlive(main) && !isAlive(hidden); }, 2s, "its processes to end");
    waitUntil([&] { return node.state() == QProcess::NotRunning; }, 5s, "the other process");
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (app.arguments().value(1) == u"--serve")
        return serveUntilKilled(app.arguments().value(2));
    TestUnits test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_units.moc"
