#include "model/units/unit.h"

#include "model/core/logging.h"

#include <QRandomGenerator>

namespace rollcall
{

namespace
{

constexpr Millis firstBackoff{1000};
constexpr Millis longestBackoff{60000};
constexpr Millis stableAfter{60000};
constexpr Millis killRhythm{1000}; ///< what was told to die and still lives is told again this often

} // namespace

Unit::Unit(UnitSpec spec, std::unique_ptr<UnitProcess> process, QObject* parent)
    : QObject(parent)
    , m_spec(std::move(spec))
    , m_process(std::move(process))
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
    UnitProcess* runs = m_process.get();
    connect(runs, &UnitProcess::started, this, &Unit::onStarted);
    connect(runs, &UnitProcess::failedToStart, this, &Unit::onFailedToStart);
    connect(runs, &UnitProcess::ended, this, &Unit::onEnded);
    connect(runs, &UnitProcess::restarting, this, &Unit::onRestarting);
    connect(runs, &UnitProcess::found, this, &Unit::onFound);
    connect(runs, &UnitProcess::hindered, this, &Unit::onHindered);
    connect(runs, &UnitProcess::outsideChanged, this, &Unit::outsideChanged);
    connect(runs, &UnitProcess::written, this,
            [this](const QByteArray& output) { tell(m_output.take(output, m_clock.elapsed())); });
    m_clock.start();
}

Unit::~Unit() = default;

void Unit::start(const QMap<QString, QString>& variables)
{
    const bool fresh = !m_wanted || variables != m_variables;
    m_wanted = true;
    m_told = true;
    m_variables = variables;
    if (!fresh)
        return;
    if (isGone())
        launch();
    else if (m_process->runsWith(variables))
        onStarted();
    else if (m_state != UnitState::Stopping)
        terminate(); // onStopped() starts it with the new variables
}

void Unit::stop()
{
    m_wanted = false;
    m_told = true;
    m_restartTimer.stop();
    if (isGone())
        becomeStopped();
    else if (m_state != UnitState::Stopping)
        terminate();
}

void Unit::kill()
{
    m_wanted = false;
    m_told = true;
    m_restartTimer.stop();
    if (isGone()) {
        becomeStopped();
        return;
    }
    m_killed = true;
    m_process->kill();
    m_stopTimer.start(killRhythm);
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
    return {
        m_spec.name, m_spec.role, m_state, m_process->mainPid(), m_restarts + m_process->restartsByOthers(),
        m_lastError};
}

void Unit::launch()
{
    m_restartTimer.stop();
    m_killed = false;
    setState(UnitState::Starting);
    m_process->start(m_variables);
}

void Unit::onStarted()
{
    m_runningSince = m_clock.elapsed();
    if (m_state == UnitState::Stopping)
        return; // it was told to stop meanwhile
    m_restartTimer.stop();
    m_lastError.clear();
    qCInfo(lcUnits).noquote() << m_spec.name << "runs as process" << m_process->mainPid();
    setState(UnitState::Running);
}

void Unit::onEnded(const QString& why)
{
    tell(m_output.finish(m_clock.elapsed()));
    if (m_state == UnitState::Stopping) {
        qCInfo(lcUnits).noquote() << m_spec.name << "has stopped";
        onStopped();
        return;
    }
    if (!m_wanted) { // it was found running, and nobody knew yet whether it should
        becomeStopped();
        Q_EMIT gone();
        return;
    }
    if (m_clock.elapsed() - m_runningSince >= stableAfter.count()) {
        m_backoff.reset();
        m_failuresInARow = 0;
    }
    fail(why);
}

void Unit::onRestarting(const QString& why)
{
    if (m_state == UnitState::Stopping)
        return;
    if (m_clock.elapsed() - m_runningSince >= stableAfter.count())
        m_failuresInARow = 0;
    m_lastError = why;
    ++m_failuresInARow;
    qCWarning(lcUnits).noquote() << m_spec.name << "failed:" << why << "systemd starts it again.";
    setState(UnitState::Failed);
}

/// Nobody here has started it: it was left by a node service that died, or somebody did it by hand.
void Unit::onFound()
{
    if (m_state == UnitState::Stopping)
        return;
    if (m_wanted) {
        if (m_process->runsWith(m_variables))
            onStarted();
        else
            terminate();
    } else if (m_spec.role == UnitRole::Service) {
        qCWarning(lcUnits).noquote() << m_spec.name
                                     << "runs, but not on behalf of this node as the primary: it is killed.";
        kill(); // another node may be the primary: there is no time for a stop in order
    } else if (m_told) {
        qCWarning(lcUnits).noquote() << m_spec.name << "runs, but should not run here now: it is stopped.";
        terminate();
    } else {
        setState(UnitState::Running); // kept or stopped, when it is known what this node should do
    }
}

void Unit::onHindered(const QString& why)
{
    if (m_lastError == why)
        return;
    m_lastError = why;
    if (!why.isEmpty())
        qCWarning(lcUnits).noquote() << m_spec.name + u':' << why;
    Q_EMIT changed();
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
    m_process->terminate();
    m_stopTimer.start(m_spec.stopTimeout);
    setState(UnitState::Stopping);
}

void Unit::onStopTimeout()
{
    if (!m_killed) {
        qCWarning(lcUnits).noquote() << m_spec.name << "did not stop within" << m_spec.stopTimeout.count()
                                     << "ms of SIGTERM: it is killed.";
        m_killed = true;
        m_process->kill();
        m_stopTimer.start(killRhythm);
        return;
    }
    qCWarning(lcUnits).noquote() << m_spec.name << "still has processes after SIGKILL; trying again.";
    m_process->insist();
    m_stopTimer.start(killRhythm);
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
