#include "model/node/unitdirector.h"

#include "model/core/logging.h"

namespace rollcall
{

UnitDirector::UnitDirector(UnitManager& units, ElectionThread& election, const PrimaryBoard& board,
                           QObject* parent)
    : QObject(parent)
    , m_units(units)
    , m_election(election)
    , m_board(board)
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, &UnitDirector::watchDeadline);
    connect(&election, &ElectionThread::promoted, this, &UnitDirector::onPromoted);
    connect(&election, &ElectionThread::stepDownAsked, this, &UnitDirector::onStepDownAsked);
    connect(&election, &ElectionThread::demoted, this,
            [this](Epoch epoch, TermEnd, bool kill) { onDemoted(epoch, kill); });
    connect(&units, &UnitManager::allServiceUnitsStopped, this, &UnitDirector::answerIfStopped);
}

void UnitDirector::setIntent(Mode mode, Wanted wanted, const QSet<QString>& held, bool licensed)
{
    m_demand.placement.mode = mode;
    m_demand.placement.licensed = licensed;
    m_demand.held = held;
    m_wanted = wanted;
    m_intentKnown = true;
    refresh();
}

void UnitDirector::standAside(bool aside)
{
    m_aside = aside;
    refresh();
}

void UnitDirector::onPromoted()
{
    refresh();
    watchDeadline();
}

void UnitDirector::onStepDownAsked(Epoch epoch)
{
    m_steppingDown = epoch;
    refresh();
    answerWhenStopped(epoch);
}

void UnitDirector::onDemoted(Epoch epoch, bool kill)
{
    if (kill)
        m_units.fence();
    refresh();
    if (kill)
        answerWhenStopped(epoch);
}

void UnitDirector::refresh()
{
    if (!m_intentKnown)
        return; // before the first heartbeat nobody knows what an administrator wants here
    const Epoch held = m_board.held(BootClock::now());
    const bool primary = held != 0 && held != m_steppingDown && held != m_fenced;
    m_demand.placement.primary = primary;
    m_demand.placement.wanted = m_aside ? Wanted::Maintenance : m_wanted;
    m_demand.epoch = primary ? held : 0;
    m_units.apply(m_demand);
}

/// The self-fence of the main thread: it does not wait for the election thread to find out.
void UnitDirector::watchDeadline()
{
    const std::optional<Instant> due = m_board.unitsGoneBy();
    if (!due)
        return;
    const Instant now = BootClock::now();
    if (now < *due) {
        m_deadline.start(std::chrono::ceil<Millis>(*due - now));
        return;
    }
    if (const Epoch epoch = m_board.epoch(); epoch != 0 && epoch != m_fenced) {
        m_fenced = epoch;
        qCWarning(lcNode, "The lease of epoch %lld was not renewed in time: killing the service units.",
                  static_cast<long long>(epoch));
        m_units.fence();
        refresh();
    }
}

void UnitDirector::answerWhenStopped(Epoch epoch)
{
    m_toAnswer = epoch;
    answerIfStopped();
}

void UnitDirector::answerIfStopped()
{
    if (m_toAnswer != 0 && m_units.serviceUnitsGone())
        m_election.unitsStopped(std::exchange(m_toAnswer, 0));
}

} // namespace rollcall
