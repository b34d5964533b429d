#include "model/election/electionrunner.h"

#include "model/core/logging.h"

#include <algorithm>

namespace rollcall
{

using namespace election;

namespace
{
template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

/// Apart from seq, which every renewal changes.
bool tellsSomethingNew(const std::optional<LeaseObservation>& told, LeaseObservation seen)
{
    if (!told)
        return true;
    if (told->lease && seen.lease)
        seen.lease->seq = told->lease->seq;
    return *told != seen;
}

/// What the database answered, a line each: with QT_LOGGING_RULES="rollcall.election.debug=true" the log
/// tells what a takeover was decided on.
void logAnswer(const Input& input)
{
    const LeaseObservation* seen = nullptr;
    if (const auto* read = std::get_if<ReadDone>(&input))
        seen = &read->seen;
    else if (const auto* renew = std::get_if<RenewDone>(&input))
        seen = &renew->outcome.seen;
    if (seen && seen->lease)
        qCDebug(lcElection, "read: epoch %lld, seq %lld, holder %ls", seen->lease->epoch, seen->lease->seq,
                qUtf16Printable(seen->lease->released() ? QStringLiteral("nobody")
                                                        : seen->lease->holder.toString()));
    if (const auto* takeOver = std::get_if<TakeOverDone>(&input)) {
        if (takeOver->won)
            qCDebug(lcElection, "takeover: won epoch %lld", *takeOver->won);
        else
            qCDebug(lcElection, "takeover: refused, the lease or the orders had changed meanwhile");
    }
}
} // namespace

ElectionRunner::ElectionRunner(ElectorConfig config, LeaseStore& store, PrimaryBoard& board,
                               const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_board(board)
    , m_clock(clock)
    , m_me(config.me)
    , m_elector(config)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { feed(Tick{}); });
}

void ElectionRunner::start()
{
    feed(Tick{});
}

void ElectionRunner::unitsStopped(Epoch epoch)
{
    if (m_unitsKilledOf == epoch) {
        m_unitsKilledOf = 0;
        m_board.unitsGone();
    }
    feed(UnitsStopped{epoch});
}

void ElectionRunner::stepDown(NodeId target, TermEnd why)
{
    feed(StepDownOrder{target, why});
}

void ElectionRunner::nudge()
{
    feed(Nudge{});
}

void ElectionRunner::setFit(bool fit)
{
    feed(Fitness{fit});
}

void ElectionRunner::feed(const Input& input)
{
    // A store may answer at once, within perform(): such an answer waits until the step is done, so that the
    // board is written and everything told in the order in which it was decided.
    m_waiting.push_back(input);
    if (m_feeding)
        return;
    m_feeding = true;
    while (!m_waiting.empty()) {
        const Input next = m_waiting.front();
        m_waiting.erase(m_waiting.begin());
        logAnswer(next);
        const Instant now = m_clock.now();
        m_board.stamp(now);
        for (const Action& action : m_elector.step(now, next))
            perform(action, now);
        if (const auto* read = std::get_if<ReadDone>(&next))
            tell(read->seen);
        else if (const auto* renew = std::get_if<RenewDone>(&next))
            tell(renew->outcome.seen);
    }
    m_feeding = false;
    tellHeldBack();
    setTimer();
}

void ElectionRunner::tellHeldBack()
{
    const std::optional<HeldBack> held = m_elector.heldBack();
    if (held == m_heldBackTold)
        return;
    m_heldBackTold = held;
    Q_EMIT heldBackChanged(held);
}

void ElectionRunner::setTimer()
{
    const Instant now = m_clock.now();
    const auto wait = std::min<std::chrono::nanoseconds>(m_elector.nextWake() - now, electorStampInterval);
    // Rounded up: a timer that fires a little early would fire again at once.
    m_timer.start(std::max(std::chrono::ceil<Millis>(wait), Millis(0)));
}

void ElectionRunner::perform(const Action& action, Instant now)
{
    std::visit(Overloaded{
                   [this](const Read&) {
                       ask(m_store.read(m_me), [](const LeaseObservation& seen) { return ReadDone{seen}; });
                   },
                   [this](const Renew& renew) {
                       ask(m_store.renew(m_me, renew.epoch),
                           [](const RenewOutcome& outcome) { return RenewDone{outcome}; });
                   },
                   [this](const TakeOver& takeOver) {
                       const TakeOverRequest& request = takeOver.request;
                       qCDebug(lcElection,
                               "takeover: asks for epoch %lld, if it still is epoch %lld, seq %lld",
                               request.newEpoch, request.expected.epoch, request.expected.seq);
                       ask(m_store.takeOver(takeOver.request),
                           [](std::optional<Epoch> won) { return TakeOverDone{won}; });
                   },
                   [this](const Release& release) {
                       ask(m_store.release(m_me, release.epoch, release.target, release.why),
                           [](bool released) { return ReleaseDone{released}; });
                   },
                   [this](const Promote& promote) {
                       m_board.promote(promote.epoch, promote.deadline);
                       qCInfo(lcElection, "primary with epoch %lld", promote.epoch);
                       Q_EMIT promoted(promote.epoch, promote.deadline, promote.sentAt, promote.wonAt);
                   },
                   [this](const Extend& extend) {
                       m_board.moveDeadline(extend.deadline);
                       Q_EMIT extended(extend.epoch, extend.deadline);
                   },
                   [this](const StepDown& stepDown) {
                       qCInfo(lcElection, "stepping down from epoch %lld: %ls", stepDown.epoch,
                              qUtf16Printable(wordOf(stepDown.why)));
                       Q_EMIT stepDownAsked(stepDown.epoch, stepDown.why);
                   },
                   [this, now](const Demote& demote) {
                       m_unitsKilledOf = demote.kill ? demote.epoch : 0;
                       m_board.clear(demote.kill ? std::optional(now) : std::nullopt);
                       qCInfo(lcElection, "not primary any more, epoch %lld: %ls", demote.epoch,
                              qUtf16Printable(wordOf(demote.why)));
                       Q_EMIT demoted(demote.epoch, demote.why, demote.kill);
                   },
                   [this](const LeaseGone& gone) {
                       if (m_board.leaseEpoch() == gone.epoch)
                           m_board.leaseGone();
                       if (gone.released)
                           Q_EMIT leaseReleased(gone.epoch, gone.target);
                   },
                   [this](const RememberEpoch& remember) { Q_EMIT epochSeen(remember.epoch); },
                   [this](const Alarm& what) {
                       qCWarning(lcElection, "%ls", qUtf16Printable(what.sentence));
                       Q_EMIT alarm(what.kind, what.severity, what.sentence);
                   },
                   [this](const Retired&) { Q_EMIT retired(); },
               },
               action);
}

template <class T, class Done>
void ElectionRunner::ask(FutureResult<T> call, Done done)
{
    call.then(this,
              [this, done](const Result<T>& result) {
                  tellDatabase(result ? QString() : result.error().message());
                  if (result) {
                      feed(done(*result));
                      return;
                  }
                  qCDebug(lcElection, "no answer, the outcome is not known: %ls",
                          qUtf16Printable(result.error().message()));
                  feed(CallFailed{});
              })
        .onCanceled(this, [this] {
            tellDatabase(QStringLiteral("The call was cancelled."));
            feed(CallFailed{});
        });
}

void ElectionRunner::tell(const LeaseObservation& seen)
{
    if (!tellsSomethingNew(m_told, seen))
        return;
    m_told = seen;
    Q_EMIT observationChanged(seen);
}

void ElectionRunner::tellDatabase(const QString& problem)
{
    if (problem.isEmpty() == !m_databaseFailing)
        return;
    m_databaseFailing = !problem.isEmpty();
    if (m_databaseFailing)
        qCWarning(lcElection, "the lease cannot be reached: %ls", qUtf16Printable(problem));
    else
        qCInfo(lcElection, "the lease can be reached again");
}

} // namespace rollcall
