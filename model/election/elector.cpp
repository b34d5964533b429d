#include "model/election/elector.h"

#include "model/cluster/eventkinds.h"
#include "model/election/candidacy.h"

#include <algorithm>

namespace rollcall
{

using namespace election;
using namespace std::chrono_literals;

namespace
{

Millis doubled(Millis base, int failures, Millis longest)
{
    return std::clamp(base * (1 << std::clamp(failures - 1, 0, 10)), std::min(Millis(20), longest), longest);
}
} // namespace

Elector::Elector(ElectorConfig config)
    : m_config(config)
    , m_guard(config.cluster, config.highestEpoch)
    , m_random(config.seed)
    , m_remembered(config.highestEpoch)
    , m_fit(config.fit)
{
}

Actions Elector::step(Instant now, const Input& input)
{
    m_now = std::max(m_now, now);
    m_out.clear();
    fenceIfDue();
    std::visit([this](const auto& what) { on(what); }, input);
    fenceIfDue(); // an answer may have come with a deadline that has passed meanwhile
    tellDeadline();
    decide();
    rememberEpoch();
    m_nextWake = nextWakeAfter();
    return std::move(m_out);
}

std::optional<HeldBack> Elector::heldBack() const
{
    if (m_term || heldBackUntil() <= m_now)
        return std::nullopt;
    if (m_holdBackUntil > m_flapping.waitUntil())
        return m_gaveUp;
    return HeldBack{m_flapping.waitUntil(), m_flapping.lostBy(), m_flapping.lostAfter()};
}

// ---- Inputs
// ------------------------------------------------------------------------------------------------

bool Elector::answered(Call call)
{
    if (m_call != call)
        return false;
    m_call = Call::None;
    m_failures = 0;
    return true;
}

void Elector::on(const ReadDone& done)
{
    if (!answered(Call::Read))
        return;
    m_nextCall =
        m_now + std::chrono::duration_cast<std::chrono::nanoseconds>(m_timings.poll * (0.8 + 0.2 * chance()));
    observe(done.seen);
}

void Elector::on(const RenewDone& done)
{
    if (!answered(Call::Renew))
        return;
    if (m_term && m_term->epoch == m_sentEpoch && done.outcome.renewed) {
        m_term->basis = m_sentAt;
        m_term->deadline = std::max<Instant>(m_term->deadline, m_sentAt + m_sentTenure);
    } else if (m_term) {
        endTerm(TermEnd::Superseded, true);
    }
    observe(done.outcome.seen);
}

void Elector::on(const TakeOverDone& done)
{
    if (!answered(Call::TakeOver))
        return;
    m_stale = true;
    m_nextCall = m_now;
    m_noTakeOverBefore = m_now + m_timings.poll;
    if (!done.won)
        return;
    m_doubt.reset(); // the compare-and-set of an earlier one cannot succeed any more
    if (*done.won >= m_request.newEpoch)
        win(*done.won, m_sentAt, m_sentTenure);
}

void Elector::on(const ReleaseDone& done)
{
    if (!answered(Call::Release))
        return;
    forgetEnded(done.released);
    m_stale = true;
    m_nextCall = m_now;
}

void Elector::on(const CallFailed&)
{
    if (m_call == Call::None)
        return;
    ++m_failures;
    if (m_call == Call::TakeOver) {
        if (!m_doubt)
            m_doubt = Doubt{m_request.expected.epoch, m_request.expected.seq, m_sentAt, m_sentTenure};
        m_doubt->tenure = std::min(m_doubt->tenure, m_sentTenure);
    }
    m_call = Call::None;
    m_stale = true;
    m_nextCall = m_now + (m_term ? doubled(m_timings.renew / 5, m_failures, m_timings.renew / 2)
                                 : doubled(m_timings.poll / 4, m_failures, m_timings.poll));
}

void Elector::on(const StepDownOrder& order)
{
    if (order.why == TermEnd::Stopped)
        m_retiring = true;
    else if (order.target == m_config.me)
        return;
    if (m_term && !m_term->steppingDown)
        beginStepDown(order.why, order.target);
}

void Elector::on(const UnitsStopped& stopped)
{
    const bool early = m_term && !m_term->steppingDown;
    if (stopped.epoch != m_unitsOf || m_unitsOf == 0 || early)
        return;
    m_unitsOf = 0;
    if (m_term)
        endTerm(m_term->why, false);
    m_nextCall = m_now;
}

// ---- What an observation means
// -----------------------------------------------------------------------------

void Elector::observe(const LeaseObservation& seen)
{
    const bool usable = m_guard.accept(seen);
    if (m_guard.halted() != m_haltTold && m_guard.halted())
        m_out.push_back(Alarm{eventkind::ElectionHalted, Severity::Error, m_guard.sentence()});
    m_haltTold = m_guard.halted();
    if (!usable) {
        if (m_term)
            endTerm(TermEnd::Superseded, true);
        m_stale = true;
        return;
    }
    applyTimings(seen.timings);
    noteEpoch(seen.lease->epoch);
    if (m_watch.observe(*seen.lease, m_now)) {
        m_jitter = chance();
        m_noTakeOverBefore = {};
    }
    m_seen = seen;
    m_seenAt = m_now;
    m_stale = false;
    settleDoubt();
    checkTerm();
    const bool ours = seen.lease->holder == m_config.me && m_ended && seen.lease->epoch == m_ended->epoch;
    if (m_ended && !ours)
        forgetEnded(false);
}

void Elector::applyTimings(const LeaseTimings& seen)
{
    const Result<LeaseTimings> valid = seen.validated();
    if (!valid) {
        if (m_timingsValid)
            m_out.push_back(
                Alarm{eventkind::ElectionHalted, Severity::Error,
                      QStringLiteral("This node takes nothing over: %1").arg(valid.error().message())});
        m_timingsValid = false;
        return;
    }
    m_timingsValid = true;
    if (seen == m_timings)
        return;
    if (m_seen)
        m_watch.restart(m_now, std::max(seen.ttl, m_timings.ttl));
    m_timings = seen;
    if (m_term)
        m_term->deadline = std::min<Instant>(m_term->deadline, m_term->basis + seen.tenure());
}

void Elector::noteEpoch(Epoch epoch)
{
    if (epoch <= m_counted)
        return;
    const bool known = m_counted > 0 && m_seen;
    if (known && !byHand(*m_seen)) {
        const Lease& before = *m_seen->lease;
        const bool asked = m_planned == m_counted || (before.released() && !before.target.isNull());
        if (!asked)
            m_flapping.primaryChanged(m_now);
    }
    m_counted = epoch;
}

void Elector::settleDoubt()
{
    if (!m_doubt)
        return;
    const Lease& lease = *m_seen->lease;
    const Doubt doubt = *m_doubt;
    if (lease.epoch == doubt.epoch && lease.seq == doubt.seq)
        return; // not yet, and perhaps never
    m_doubt.reset();
    if (lease.holder == m_config.me && lease.epoch > doubt.epoch)
        win(lease.epoch, doubt.sentAt, doubt.tenure);
}

void Elector::checkTerm()
{
    if (!m_term)
        return;
    const Lease& lease = *m_seen->lease;
    if (lease.holder != m_config.me || lease.epoch != m_term->epoch || m_seen->fence != m_term->epoch) {
        endTerm(TermEnd::Superseded, true);
        return;
    }
    const std::optional<NodeId> successor = mustYield(*m_seen, m_config.me);
    if (successor && !m_term->steppingDown)
        beginStepDown(TermEnd::Intent, *successor);
}

// ---- How a term begins and ends
// ----------------------------------------------------------------------------

void Elector::win(Epoch epoch, Instant sentAt, Millis tenure)
{
    noteEpoch(epoch);
    m_guard.learn(epoch);
    rememberEpoch();
    const Instant deadline = sentAt + tenure;
    const bool act = m_now < deadline && !m_retiring && mayStand(*m_seen, m_config.me);
    if (!act) {
        m_ended = Ended{epoch, m_retiring ? TermEnd::Stopped : TermEnd::Unknown, {}};
        m_nextCall = m_now;
        return;
    }
    m_term = Mine{epoch, m_now, sentAt, deadline, false, TermEnd::Unknown, {}};
    m_toldDeadline = deadline;
    m_unitsOf = epoch;
    m_nextCall = sentAt + m_timings.renew;
    m_out.push_back(Promote{epoch, deadline, sentAt, m_now});
    if (m_flapping.shouldAlarm(m_now))
        m_out.push_back(
            Alarm{eventkind::PrimaryFlapping, Severity::Warning,
                  QStringLiteral("The primary changed %1 times within 10 minutes without an order.")
                      .arg(Flapping::tooMany)});
}

void Elector::fenceIfDue()
{
    if (m_term && m_now >= m_term->deadline)
        endTerm(TermEnd::SelfFenced, true);
}

void Elector::beginStepDown(TermEnd why, NodeId target)
{
    m_term->steppingDown = true;
    m_term->why = why;
    m_term->target = target;
    m_out.push_back(StepDown{m_term->epoch, why});
}

void Elector::endTerm(TermEnd why, bool kill)
{
    const Mine term = *m_term;
    m_term.reset();
    m_out.push_back(Demote{term.epoch, why, kill});
    m_flapping.termEnded(term.wonAt, m_now, why, m_timings.ttl);
    if (why == TermEnd::Stopped || why == TermEnd::Switchover || why == TermEnd::Intent)
        m_planned = term.epoch;
    if (term.steppingDown && (term.why == TermEnd::Switchover || term.why == TermEnd::UnitFailed)) {
        m_holdBackUntil = m_now + m_timings.ttl; // somebody else is to have it
        m_gaveUp = {m_holdBackUntil, term.why, std::chrono::duration_cast<Millis>(m_now - term.wonAt)};
    }
    m_ended = Ended{term.epoch, why, term.target};
    m_stale = true;
    m_nextCall = m_now;
}

void Elector::forgetEnded(bool released)
{
    if (m_ended)
        m_out.push_back(LeaseGone{m_ended->epoch, released, m_ended->target});
    m_ended.reset();
}

void Elector::tellDeadline()
{
    if (!m_term || m_term->deadline == m_toldDeadline)
        return;
    m_toldDeadline = m_term->deadline;
    m_out.push_back(Extend{m_term->epoch, m_term->deadline});
}

void Elector::rememberEpoch()
{
    if (m_guard.highest() <= m_remembered)
        return;
    m_remembered = m_guard.highest();
    m_out.push_back(RememberEpoch{m_remembered});
}

} // namespace rollcall
