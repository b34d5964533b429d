#include "model/units/unit.h"

#include "model/core/logging.h"
#include "model/units/unitguard.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <csignal>
#include <cstring>

#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr Millis firstBackoff{1000};
constexpr Millis longestBackoff{60000};
constexpr Millis stableAfter{60000};
constexpr Millis guardLimit{1000}; ///< a guard that was told to kill and still lives is checked this often

/// What is meant for the node service alone: its secrets (ROLLCALL_*), and its own ties to systemd.
QProcessEnvironment inheritedEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList keys = environment.keys();
    for (const QString& key : keys) {
        if (key.startsWith(u"ROLLCALL_"))
            environment.remove(key);
    }
    for (const char* key : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM", "LISTEN_FDS",
                            "LISTEN_PID", "INVOCATION_ID"})
        environment.remove(QString::fromLatin1(key));
    return environment;
}

/// The guard's first child is the unit's program.
qint64 firstChildOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray list = file.readAll();
    return list.left(list.indexOf(' ')).toLongLong();
}

} // namespace

Unit::Unit(UnitSpec spec, QObject* parent)
    : QObject(parent)
    , m_spec(std::move(spec))
    , m_backoff(firstBackoff, longestBackoff)
{
    m_restartTimer.setSingleShot(true);
    m_stopTimer.setSingleShot(true);
    m_process.setProgram(m_spec.command.value(0));
    m_process.setArguments(m_spec.command.mid(1));
    m_process.setWorkingDirectory(m_spec.workingDirectory);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([self = ::getpid()] { guardUnit(self); });

    connect(&m_restartTimer, &QTimer::timeout, this, [this] {
        ++m_restarts;
        launch();
    });
    connect(&m_stopTimer, &QTimer::timeout, this, &Unit::onStopTimeout);
    connect(&m_process, &QProcess::started, this, &Unit::onStarted);
    connect(&m_process, &QProcess::finished, this, &Unit::onFinished);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &Unit::readOutput);
    // Queued: QProcess is not ready for another start() while it reports the failure of this one.
    connect(
        &m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                onFailedToStart();
        },
        Qt::QueuedConnection);
    m_clock.start();
}

Unit::~Unit()
{
    disconnect(&m_process, nullptr, this, nullptr);
    if (isGone())
        return;
    signalGuard(SIGUSR1);
    m_process.waitForFinished(2000);
}

void Unit::start(const QMap<QString, QString>& variables)
{
    const bool fresh = !m_wanted || variables != m_variables;
    m_wanted = true;
    m_variables = variables;
    if (!fresh)
        return;
    if (isGone())
        launch();
    else if (m_state != UnitState::Stopping)
        terminate(); // onFinished() starts it with the new variables
}

void Unit::stop()
{
    m_wanted = false;
    m_restartTimer.stop();
    if (isGone())
        becomeStopped();
    else if (m_state != UnitState::Stopping)
        terminate();
}

void Unit::kill()
{
    m_wanted = false;
    m_restartTimer.stop();
    if (isGone()) {
        becomeStopped();
        return;
    }
    m_killed = true;
    signalGuard(SIGUSR1);
    signalGuard(SIGCONT); // in case somebody stopped it
    m_stopTimer.start(guardLimit);
    setState(UnitState::Stopping);
}

void Unit::restart()
{
    if (!m_wanted)
        return;
    m_backoff.reset();
    if (isGone())
        launch();
    else if (m_state != UnitState::Stopping)
        terminate();
}

UnitReport Unit::report() const
{
    return {m_spec.name, m_spec.role, m_state, m_mainPid, m_restarts, m_lastError};
}

void Unit::launch()
{
    m_restartTimer.stop();
    m_killed = false;
    QProcessEnvironment environment = inheritedEnvironment();
    for (auto it = m_spec.environment.begin(); it != m_spec.environment.end(); ++it)
        environment.insert(it.key(), it.value());
    for (auto it = m_variables.begin(); it != m_variables.end(); ++it)
        environment.insert(it.key(), it.value());
    m_process.setProcessEnvironment(environment);
    setState(UnitState::Starting);
    m_process.start(QIODevice::ReadOnly);
}

void Unit::onStarted()
{
    m_mainPid = firstChildOf(m_process.processId());
    m_runningSince = m_clock.elapsed();
    if (m_state != UnitState::Starting)
        return; // it was told to stop meanwhile
    m_lastError.clear();
    qCInfo(lcUnits).noquote() << m_spec.name << "runs as process" << m_mainPid;
    setState(UnitState::Running);
}

void Unit::onFinished(int exitCode, QProcess::ExitStatus status)
{
    readOutput();
    tell(m_output.finish(m_clock.elapsed()));
    m_stopTimer.stop();
    m_mainPid = 0;
    if (m_state == UnitState::Stopping) {
        qCInfo(lcUnits).noquote() << m_spec.name << "has stopped";
        becomeStopped();
        Q_EMIT gone();
        if (m_wanted && isGone())
            launch();
        return;
    }
    if (m_clock.elapsed() - m_runningSince >= stableAfter.count())
        m_backoff.reset();
    fail(status == QProcess::CrashExit
             ? QStringLiteral("It was ended by signal %1 (%2).")
                   .arg(exitCode)
                   .arg(QString::fromLocal8Bit(::strsignal(exitCode)))
             : QStringLiteral("It ended by itself with exit code %1.").arg(exitCode));
}

void Unit::onFailedToStart()
{
    m_stopTimer.stop();
    if (m_state == UnitState::Stopping) {
        becomeStopped();
        Q_EMIT gone();
        if (m_wanted && isGone())
            launch();
        return;
    }
    fail(startProblem());
}

/// A start that failed or a process that ended unasked.
void Unit::fail(const QString& reason)
{
    m_lastError = reason;
    const Millis delay = m_backoff.next(QRandomGenerator::global()->generateDouble());
    qCWarning(lcUnits).noquote() << m_spec.name << "failed:" << reason << "Next start in" << delay.count()
                                 << "ms.";
    m_restartTimer.start(delay);
    setState(UnitState::Failed);
    Q_EMIT gone();
}

void Unit::terminate()
{
    signalGuard(SIGTERM);
    m_stopTimer.start(m_spec.stopTimeout);
    setState(UnitState::Stopping);
}

void Unit::onStopTimeout()
{
    if (!m_killed) {
        qCWarning(lcUnits).noquote() << m_spec.name << "did not stop within" << m_spec.stopTimeout.count()
                                     << "ms of SIGTERM: it is killed.";
        m_killed = true;
        signalGuard(SIGUSR1);
        m_stopTimer.start(guardLimit);
        return;
    }
    // Something keeps the guard from ending. Its children become those of the node service, which kills
    // strays.
    qCWarning(lcUnits).noquote() << m_spec.name << "still has processes after SIGKILL; trying again.";
    signalGuard(SIGKILL);
    m_stopTimer.start(guardLimit);
}

/// The guard is a child that only QProcess reaps, in this thread: its number cannot belong to another
/// process.
void Unit::signalGuard(int number)
{
    const auto pid = static_cast<pid_t>(m_process.processId());
    if (pid > 0)
        ::kill(pid, number);
}

void Unit::readOutput()
{
    tell(m_output.take(m_process.readAllStandardOutput(), m_clock.elapsed()));
}

void Unit::tell(const QStringList& lines)
{
    for (const QString& line : lines) {
        qCInfo(lcUnits).noquote() << m_spec.name + u':' << line;
        Q_EMIT lineWritten(line);
    }
}

void Unit::becomeStopped()
{
    m_lastError.clear();
    m_backoff.reset();
    setState(UnitState::Stopped);
}

void Unit::setState(UnitState state)
{
    const bool stays = m_state == state && state != UnitState::Failed;
    m_state = state;
    if (!stays)
        Q_EMIT changed();
}

/// Why exec() failed, in words; QProcess only says that it did.
QString Unit::startProblem() const
{
    const QString program = m_process.program();
    if (!m_spec.workingDirectory.isEmpty() && !QFileInfo(m_spec.workingDirectory).isDir())
        return QStringLiteral("Its working directory %1 does not exist.").arg(m_spec.workingDirectory);
    if (!program.contains(u'/')) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return QStringLiteral(
                       "The program %1 was not found in PATH. Give its full path in the unit's command.")
                .arg(program);
    } else {
        const QFileInfo file(QDir(m_spec.workingDirectory), program);
        if (!file.exists())
            return QStringLiteral("The program %1 was not found.").arg(program);
        if (file.isDir() || !file.isExecutable())
            return QStringLiteral("The program %1 is not executable by the node service's user.")
                .arg(program);
    }
    return QStringLiteral("The program %1 could not be started: %2.").arg(program, m_process.errorString());
}

} // namespace rollcall
