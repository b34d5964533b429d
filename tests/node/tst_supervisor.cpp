#include "tests/support/testsupport.h"
#include "tests/units/processes.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace rollcall::test;
using namespace std::chrono_literals;

/// The supervisor with real processes: tests/node/supervised.cpp.
class TestSupervisor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void killedWorkerIsReleasedAfterItsProcessesAndStartedAgain();
    void stoppedWorkerIsKilledPastItsDeadline();
    void aShortStopIsSurvived();
    void hungElectionIsKilled();
    void aDrilledWorkerIsNotReleasedAndComesBackLater();
    void nothingHeldNothingReleased();
    void hangingReleaseIsCutOff();
    void aReleaserStandsReadyBesideAPrimary();
    void withoutAReleaserOneIsStarted();
    void servicesAreKilledBeforeTheRelease();
    void servicesAreKilledWithoutALease();
    void servicesThatMayStillRunKeepTheLease_data();
    void servicesThatMayStillRunKeepTheLease();
    void terminationIsPassedOn_data();
    void terminationIsPassedOn();
    void deafWorkerIsKilledAfterTheLimit();
    void finalExitCodesEndTheSupervisor_data();
    void finalExitCodesEndTheSupervisor();
    void otherExitCodesBackOff();
    void terminationEndsTheBackoff();
    void workerStopsWhenTheSupervisorIsKilled();

private:
    struct Line {
        qint64 number = 0;
        QString word;
        qint64 at = 0; ///< CLOCK_BOOTTIME, ms
    };
    QList<Line> linesOf(const char* file) const
    {
        QList<Line> result;
        const QStringList texts =
            textOf(m_folder->filePath(QString::fromLatin1(file))).split(u'\n', Qt::SkipEmptyParts);
        for (const QString& text : texts) {
            const QStringList words = text.split(u' ');
            result.append({words.first().toLongLong(), words.size() > 2 ? words[1] : QString(),
                           words.last().toLongLong()});
        }
        return result;
    }
    void start(const char* behaviour, int exitCode = 0)
    {
        m_process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/rollcall-test-supervised"),
                        {m_folder->path(), QString::fromLatin1(behaviour), QString::number(exitCode)});
    }
    void waitForWorkers(qsizetype count, std::chrono::milliseconds limit = 10s)
    {
        waitUntil([&] { return linesOf("workers").size() >= count; }, limit, "a worker to start");
    }
    pid_t worker(int index = 0) const { return static_cast<pid_t>(linesOf("workers")[index].number); }
    void waitForEnd()
    {
        waitUntil([&] { return m_process.state() == QProcess::NotRunning; }, 10s, "the supervisor to end");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcess m_process;
};

void TestSupervisor::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
}

void TestSupervisor::cleanup()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        waitForEnd();
    }
    for (const char* file : {"workers", "orphans", "releasers"}) {
        // What was killed with the supervisor's last breath dies a moment after it.
        for (const Line& line : linesOf(file))
            waitUntil([&] { return !isAlive(line.number); }, 2s, file);
    }
}

void TestSupervisor::killedWorkerIsReleasedAfterItsProcessesAndStartedAgain()
{
    start("term+orphan");
    waitForWorkers(1);
    const qint64 orphan = linesOf("orphans").first().number;
    QVERIFY(isAlive(orphan));
    QElapsedTimer timer;
    timer.start();
    ::kill(worker(), SIGKILL);
    waitUntil([&] { return !linesOf("released").isEmpty(); }, 5s, "the release");
    QVERIFY2(timer.elapsed() < 300, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!isAlive(orphan));
    QCOMPARE(linesOf("releases").size(), 1);
    QCOMPARE(linesOf("releases").first().number, 7);
    QCOMPARE(linesOf("releases").first().word, QStringLiteral("clean"));
    waitForWorkers(2);
    QVERIFY(linesOf("workers")[1].at >= linesOf("released")[0].at);
    QVERIFY(linesOf("workers")[1].at - linesOf("released")[0].at < 150); // the first restart is at once
}

void TestSupervisor::stoppedWorkerIsKilledPastItsDeadline()
{
    start("term+orphan");
    waitForWorkers(1);
    QElapsedTimer timer;
    timer.start();
    ::kill(worker(), SIGSTOP);
    waitUntil([&] { return !linesOf("released").isEmpty(); }, 5s, "the release");
    QVERIFY2(timer.elapsed() >= 350 && timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(linesOf("releases").first().word, QStringLiteral("clean"));
    waitForWorkers(2);
}

void TestSupervisor::aShortStopIsSurvived()
{
    start("term");
    waitForWorkers(1);
    ::kill(worker(), SIGSTOP);
    QElapsedTimer timer;
    timer.start();
    waitUntil([&] { return timer.elapsed() >= 150; }, 5s, "a stop shorter than the deadline");
    ::kill(worker(), SIGCONT);
    waitUntil([&] { return timer.elapsed() >= 1200; }, 5s, "the time in which it would have been killed");
    QVERIFY(isAlive(worker()));
    QVERIFY(linesOf("releases").isEmpty());
}

void TestSupervisor::hungElectionIsKilled()
{
    start("silent");
    waitForWorkers(1);
    waitForWorkers(2);
    const qint64 lived = linesOf("workers")[1].at - linesOf("workers")[0].at;
    QVERIFY2(lived >= 600 && lived < 2500, qPrintable(QString::number(lived)));
    QVERIFY(!isAlive(worker()));
}

void TestSupervisor::aDrilledWorkerIsNotReleasedAndComesBackLater()
{
    start("term+orphan+drill");
    waitForWorkers(1);
    const qint64 orphan = linesOf("orphans").first().number;
    waitUntil([&] { return !isAlive(orphan); }, 5s, "the units to be killed");
    waitForWorkers(2);
    QVERIFY(linesOf("workers")[1].at - linesOf("workers")[0].at >= 1000);
    QVERIFY(linesOf("releases").isEmpty());
    // The next death is an ordinary one again.
    ::kill(worker(1), SIGKILL);
    waitUntil([&] { return !linesOf("released").isEmpty(); }, 5s, "the release");
    waitForWorkers(3);
}

void TestSupervisor::nothingHeldNothingReleased()
{
    start("orphan");
    waitForWorkers(1);
    const qint64 orphan = linesOf("orphans").first().number;
    ::kill(worker(), SIGKILL);
    waitForWorkers(2);
    QVERIFY(!isAlive(orphan));
    QVERIFY(linesOf("releases").isEmpty());
}

void TestSupervisor::hangingReleaseIsCutOff()
{
    start("term+hang-release");
    waitForWorkers(1);
    QElapsedTimer timer;
    timer.start();
    ::kill(worker(), SIGKILL);
    waitForWorkers(2);
    QVERIFY2(timer.elapsed() >= 290 && timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(linesOf("releases").size(), 1);
    QVERIFY(linesOf("released").isEmpty());
}

void TestSupervisor::aReleaserStandsReadyBesideAPrimary()
{
    start("term+orphan");
    waitUntil([&] { return linesOf("releasers").size() == 1; }, 10s, "the releaser");
    const qint64 releaser = linesOf("releasers").first().number;
    QVERIFY(isAlive(releaser));
    ::kill(worker(), SIGKILL);
    waitUntil([&] { return !linesOf("released").isEmpty(); }, 5s, "the release");
    QCOMPARE(linesOf("releasers").size(), 1); // the one that stood ready
    QCOMPARE(linesOf("releases").first().word, QStringLiteral("clean"));
    waitForWorkers(2);
    QVERIFY(!isAlive(releaser));
    // A worker that gives the lease back itself leaves nothing for one to do.
    waitUntil([&] { return linesOf("releasers").size() == 2; }, 10s, "the second worker's releaser");
    m_process.terminate();
    waitForEnd();
    waitUntil([&] { return !isAlive(linesOf("releasers")[1].number); }, 2s, "the second releaser's end");
    QCOMPARE(linesOf("released").size(), 1);
}

void TestSupervisor::withoutAReleaserOneIsStarted()
{
    start("term");
    waitUntil([&] { return linesOf("releasers").size() == 1; }, 10s, "the releaser");
    ::kill(static_cast<pid_t>(linesOf("releasers").first().number), SIGKILL);
    ::kill(worker(), SIGKILL);
    waitUntil([&] { return !linesOf("released").isEmpty(); }, 5s, "the release");
    QCOMPARE(linesOf("releases").size(), 1);
    // One that ended by itself is replaced too, after a while.
    waitUntil([&] { return linesOf("releasers").size() == 3; }, 10s, "the second worker's releaser");
    const Line third = linesOf("releasers")[2];
    ::kill(static_cast<pid_t>(third.number), SIGKILL);
    waitUntil([&] { return linesOf("releasers").size() == 4; }, 10s, "another one");
    QVERIFY(linesOf("releasers")[3].at - third.at >= 150);
    QVERIFY(isAlive(worker(1)));
}

void TestSupervisor::servicesAreKilledBeforeTheRelease()
{
    start("term+outside");
    waitForWorkers(1);
    QVERIFY(linesOf("kills").isEmpty());
    ::kill(worker(), SIGKILL);
    waitForWorkers(2);
    QCOMPARE(linesOf("kills").size(), 1);
    QCOMPARE(linesOf("kills").first().number, 7);
    QCOMPARE(linesOf("released").size(), 1);
    QVERIFY(linesOf("kills").first().at <= linesOf("releases").first().at);
}

void TestSupervisor::servicesAreKilledWithoutALease()
{
    start("outside");
    waitForWorkers(1);
    ::kill(worker(), SIGKILL);
    waitForWorkers(2);
    QCOMPARE(linesOf("kills").size(), 1);
    QVERIFY(linesOf("releases").isEmpty());
}

void TestSupervisor::servicesThatMayStillRunKeepTheLease_data()
{
    QTest::addColumn<QByteArray>("behaviour");
    QTest::newRow("refused") << QByteArray("term+outside+fail-kill");
    QTest::newRow("no answer") << QByteArray("term+outside+hang-kill");
}

void TestSupervisor::servicesThatMayStillRunKeepTheLease()
{
    QFETCH(QByteArray, behaviour);
    start(behaviour.constData());
    waitForWorkers(1);
    ::kill(worker(), SIGKILL);
    waitForWorkers(2);
    QCOMPARE(linesOf("kills").size(), 3);
    QVERIFY(linesOf("releases").isEmpty());
}

void TestSupervisor::terminationIsPassedOn_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TestSupervisor::terminationIsPassedOn()
{
    QFETCH(int, number);
    start("term+orphan");
    waitForWorkers(1);
    ::kill(static_cast<pid_t>(m_process.processId()), number);
    waitForEnd();
    QCOMPARE(m_process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_process.exitCode(), 0);
    QCOMPARE(linesOf("terminated").size(), 1);
    QVERIFY(linesOf("releases").isEmpty()); // the worker has given its lease back itself
    QVERIFY(!isAlive(linesOf("orphans").first().number));
}

void TestSupervisor::deafWorkerIsKilledAfterTheLimit()
{
    start("term+deaf");
    waitForWorkers(1);
    QElapsedTimer timer;
    timer.start();
    m_process.terminate();
    waitForEnd();
    QVERIFY2(timer.elapsed() >= 650, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(m_process.exitCode(), 128 + SIGKILL);
    QCOMPARE(linesOf("released").size(), 1);
}

void TestSupervisor::finalExitCodesEndTheSupervisor_data()
{
    QTest::addColumn<int>("code");
    QTest::newRow("done") << 0;
    QTest::newRow("bad configuration") << 2;
    QTest::newRow("refused") << 4;
}

void TestSupervisor::finalExitCodesEndTheSupervisor()
{
    QFETCH(int, code);
    start("exit+orphan+term", code);
    waitForEnd();
    QCOMPARE(m_process.exitCode(), code);
    QCOMPARE(linesOf("workers").size(), 1);
    QVERIFY(!isAlive(linesOf("orphans").first().number));
    QCOMPARE(linesOf("releases").first().word, QStringLiteral("clean"));
}

void TestSupervisor::otherExitCodesBackOff()
{
    start("exit", 1);
    waitForWorkers(5);
    const QList<Line> workers = linesOf("workers");
    const auto pause = [&](int index) { return workers[index].at - workers[index - 1].at; };
    QVERIFY2(pause(1) < 150, qPrintable(QString::number(pause(1))));
    QVERIFY2(pause(2) >= 200, qPrintable(QString::number(pause(2))));
    QVERIFY2(pause(3) >= 400, qPrintable(QString::number(pause(3))));
    QVERIFY2(pause(4) >= 800, qPrintable(QString::number(pause(4))));
}

void TestSupervisor::terminationEndsTheBackoff()
{
    start("exit", 1);
    waitForWorkers(4); // 800 ms until the next
    waitUntil([&] { return ::kill(worker(3), 0) != 0; }, 5s, "the supervisor to reap the worker");
    QElapsedTimer timer;
    timer.start();
    m_process.terminate();
    waitForEnd();
    QVERIFY2(timer.elapsed() < 600, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(m_process.exitCode(), 0);
}

void TestSupervisor::workerStopsWhenTheSupervisorIsKilled()
{
    start("term");
    waitForWorkers(1);
    const pid_t pid = worker();
    ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
    waitForEnd();
    waitUntil([&] { return !linesOf("terminated").isEmpty() && !isAlive(pid); }, 5s, "the worker to stop");
}

QTEST_GUILESS_MAIN(TestSupervisor)
#include "tst_supervisor.moc"
