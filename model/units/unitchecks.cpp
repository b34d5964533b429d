#include "model/units/unitchecks.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// Of questions to a unit that was started lately: what waits for it should not wait for the next full
/// interval.
constexpr Millis eagerRhythm{100};

} // namespace

UnitChecks::Check::Check(const UnitCheck& check, const QString& workingDirectory, Millis graceGiven)
    : interval(check.interval)
    , rule(check.failures, graceGiven)
    , runner(check, workingDirectory)
{
}

UnitChecks::UnitChecks(const UnitSpec& spec, QObject* parent)
    : QObject(parent)
    , m_unit(spec.name)
    , m_environment(spec.environment)
    , m_ready(makeCheck(spec.ready, spec.workingDirectory, spec.ready ? spec.ready->grace : Millis(0)))
    , m_canRun(makeCheck(spec.canRun, spec.workingDirectory, Millis(0))) // nothing starts that takes time
{
}

std::unique_ptr<UnitChecks::Check> UnitChecks::makeCheck(const std::optional<UnitCheck>& check,
                                                         const QString& workingDirectory, Millis grace)
{
    if (!check)
        return nullptr;
    auto made = std::make_unique<Check>(*check, workingDirectory, grace);
    connect(&made->runner, &UnitCheckRunner::answered, this,
            [this, &it = *made](const CheckAnswer& answer) { onAnswered(it, answer); });
    connect(&made->runner, &UnitCheckRunner::gone, this, &UnitChecks::gone);
    return made;
}

void UnitChecks::onAnswered(Check& check, const CheckAnswer& answer)
{
    const ReadinessRule::State before = check.rule.state();
    const bool wordless = check.rule.why().isEmpty();
    const ReadinessRule::State now = check.rule.answer(BootClock::now(), answer);
    check.runner.setRhythm(now == ReadinessRule::State::Waiting ? std::min(eagerRhythm, check.interval)
                                                                : check.interval);
    if (now != before || (wordless && now == ReadinessRule::State::Waiting))
        Q_EMIT changed();
}

void UnitChecks::follow(UnitState state, bool wanted, const QMap<QString, QString>& variables)
{
    const bool runs = state == UnitState::Running;
    followReady(runs, variables);
    followCanRun(state == UnitState::Stopped && !wanted, runs, variables);
    m_runs = runs;
}

void UnitChecks::followReady(bool runs, const QMap<QString, QString>& variables)
{
    if (!m_ready || runs == m_ready->runner.isActive())
        return; // a restart passes other states, in which the check is stopped
    if (!runs) {
        m_ready->runner.stop();
        return;
    }
    m_ready->rule.begin(BootClock::now());
    m_ready->runner.start(environmentOf(variables), std::min(eagerRhythm, m_ready->interval));
}

void UnitChecks::followCanRun(bool mayAsk, bool runs, QMap<QString, QString> variables)
{
    if (!m_canRun)
        return;
    if (runs)
        m_canRun->rule.assumeReady();
    if (mayAsk == m_canRun->runner.isActive())
        return;
    if (!mayAsk) {
        m_canRun->runner.stop();
        return;
    }
    variables.remove(QStringLiteral("ROLLCALL_EPOCH")); // it would be asked under none
    m_canRun->runner.start(environmentOf(variables), m_canRun->interval);
}

QMap<QString, QString> UnitChecks::environmentOf(const QMap<QString, QString>& variables) const
{
    QMap<QString, QString> environment = m_environment;
    environment.insert(variables);
    return environment;
}

void UnitChecks::stop()
{
    m_runs = false;
    for (const auto& check : {m_ready.get(), m_canRun.get()})
        if (check)
            check->runner.stop();
}

bool UnitChecks::isGone(bool aboutReady) const
{
    return (!m_ready || m_ready->runner.isGone()) && (aboutReady || !m_canRun || m_canRun->runner.isGone());
}

QSet<qint64> UnitChecks::guardPids() const
{
    QSet<qint64> pids;
    for (const auto& check : {m_ready.get(), m_canRun.get()})
        if (check && !check->runner.isGone())
            pids.insert(check->runner.guardPid());
    return pids;
}

ReadinessRule::State UnitChecks::readiness() const
{
    return m_ready ? m_ready->rule.state() : ReadinessRule::State::Ready;
}

void UnitChecks::tell(UnitReport& report) const
{
    if (!m_ready || !m_runs)
        return;
    const ReadinessRule& rule = m_ready->rule;
    if (rule.state() != ReadinessRule::State::Waiting)
        report.ready = rule.state() == ReadinessRule::State::Ready;
    if (rule.state() == ReadinessRule::State::Waiting && rule.why().isEmpty())
        report.notReady = QStringLiteral("It was started lately and has not answered its check yet.");
    else if (rule.state() != ReadinessRule::State::Ready)
        report.notReady = rule.why();
}

std::optional<QString> UnitChecks::unfit() const
{
    if (!m_canRun || m_canRun->rule.state() == ReadinessRule::State::Ready)
        return {};
    if (m_canRun->rule.state() == ReadinessRule::State::Waiting)
        return QStringLiteral("Whether its service units can run here has not been checked yet.");
    return QStringLiteral("The unit %1 cannot run here: %2").arg(m_unit, m_canRun->rule.why());
}

} // namespace rollcall
