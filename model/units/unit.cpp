#include "model/units/unit.h"

#include "model/core/logging.h"

#include <QRandomGenerator>

#include <cstring>

namespace rollcall
{

namespace
{

constexpr Millis firstBackoff{1000};
constexpr Millis longestBackoff{60000};
constexpr Millis stableAfter{60000};
constexpr Millis guardLimit{1000}; ///< a guard that was told to kill and still lives is checked this often

} // namespace

Unit::Unit(UnitSpec spec, QObject* parent)
    : QObject(parent)
    , m_spec(std::move(spec))
    , m_backoff(firstBackoff, longestBackoff)
{
    m_restartTimer.setSingleShot(true);
    m_stopTimer.setSingleShot(true);
    m_stopTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_restartTimer, &QTimer::timeout, this, [this] {
        ++m_restarts;
        launch();
    });
    connect(&m_stopTimer, &QTimer::timeout, this, &Unit::onStopTimeout);
    connect(&m_process, &GuardedProcess::started, this, &Unit::onStarted);
    connect(&m_process, &GuardedProcess::failedToStart, this, &Unit::onFailedToStart);
    connect(&m_process, &GuardedProcess::ended, this, &Unit::onEnded);
    connect(&m_process, &GuardedProcess::written, this,
            [this](const QByteArray& output) { tell(m_output.take(output, m_clock.elapsed())); });
    m_clock.start();
}

Unit::~Unit() = default;

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
        terminate(); // onStopped() starts it with the new variables
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
    m_process.kill();
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
    return {m_spec.name, m_spec.role, m_state, m_process.mainPid(), m_restarts, m_lastError};
}

void Unit::launch()
{
    m_restartTimer.stop();
    m_killed = false;
    QMap<QString, QString> environment = m_spec.environment;
    environment.insert(m_variables);
    setState(UnitState::Starting);
    m_process.start({m_spec.command, environment, m_spec.workingDirectory});
}

void Unit::onStarted()
{
    m_runningSince = m_clock.elapsed();
    if (m_state != UnitState::Starting)
        return; // it was told to stop meanwhile
    m_lastError.clear();
    qCInfo(lcUnits).noquote() << m_spec.name << "runs as process" << m_process.mainPid();
    setState(UnitState::Running);
}

void Unit::onEnded(int code, bool bySignal)
{
    tell(m_output.finish(m_clock.elapsed()));
    if (m_state == UnitState::Stopping) {
        qCInfo(lcUnits).noquote() << m_spec.name << "has stopped";
        onStopped();
        return;
    }
    if (m_clock.elapsed() - m_runningSince >= stableAfter.count()) {
        m_backoff.reset();
        m_failuresInARow = 0;
    }
    fail(bySignal ? QStringLiteral("It was ended by signal %1 (%2).")
                        .arg(code)
                        .arg(QString::fromLocal8Bit(::strsignal(code)))
                  : QStringLiteral("It ended by itself with exit code %1.").arg(code));
}

void Unit::onFailedToStart(const QString& why)
{
    if (m_state == UnitState::Stopping)
        onStopped();
    else
        fail(why);
}

void Unit::onStopped()
{
    m_stopTimer.stop();
    becomeStopped();
    Q_EMIT gone();
    if (m_wanted && isGone())
        launch();
}

/// A start that failed or a process that ended unasked.
void Unit::fail(const QString& reason)
{
    m_lastError = reason;
    ++m_failuresInARow;
    const Millis delay = m_backoff.next(QRandomGenerator::global()->generateDouble());
    qCWarning(lcUnits).noquote() << m_spec.name << "failed:" << reason << "Next start in" << delay.count()
                                 << "ms.";
    m_restartTimer.start(delay);
    setState(UnitState::Failed);
    Q_EMIT gone();
}

void Unit::terminate()
{
    m_process.terminate();
    m_stopTimer.start(m_spec.stopTimeout);
    setState(UnitState::Stopping);
}

void Unit::onStopTimeout()
{
    if (!m_killed) {
        qCWarning(lcUnits).noquote() << m_spec.name << "did not stop within" << m_spec.stopTimeout.count()
                                     << "ms of SIGTERM: it is killed.";
        m_killed = true;
        m_process.kill();
        m_stopTimer.start(guardLimit);
        return;
    }
    // Something keeps the guard from ending. Its children become those of the node service, which kills
    // strays.
    qCWarning(lcUnits).noquote() << m_spec.name << "still has processes after SIGKILL; trying again.";
    m_process.killGuard();
    m_stopTimer.start(guardLimit);
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
    m_failuresInARow = 0;
    setState(UnitState::Stopped);
}

void Unit::setState(UnitState state)
{
    const bool stays = m_state == state && state != UnitState::Failed;
    m_state = state;
    if (!stays)
        Q_EMIT changed();
}

} // namespace rollcall
