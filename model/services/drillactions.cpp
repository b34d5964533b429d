#include "model/services/drillactions.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/orderkinds.h"
#include "model/core/durationtext.h"
#include "model/services/orders.h"
#include "model/services/switchover.h"

#include <algorithm>

namespace rollcall
{

namespace
{

using namespace std::chrono_literals;

constexpr Millis drillInterval{100};
/// Around the fault, where each look is a bound of what is measured.
constexpr Millis closeInterval{20};
/// How long the phases of the new term are waited for once everything else is over.
constexpr Millis phasesLimit{10'000};
/// Beyond a phase's own limit: for a database that does not answer.
constexpr Millis databasePatience{15'000};

QString orderedWords(const DrillPlan& plan)
{
    const QString& name = plan.from.row.name;
    switch (plan.kind) {
    case DrillKind::Switchover:
        return QStringLiteral("%1 was told to hand over to %2.").arg(name, plan.next.row.name);
    case DrillKind::ProcessDeath:
        return QStringLiteral("%1 was told to kill its worker process.").arg(name);
    case DrillKind::HostDeath:
        return QStringLiteral("%1 was told to end everything and to be silent for %2.")
            .arg(name, durationText(plan.silent));
    }
    Q_UNREACHABLE();
}

} // namespace

struct DrillActions::Run {
    DrillPlan plan;
    DrillReport report;
    DrillProgress progress;
    qint64 order = 0;
    Instant sentAt;
    Instant phaseBegan; ///< of what is waited for now
    bool ending = false;
    bool withdrawn = false;

    Millis sinceSent() const { return std::chrono::duration_cast<Millis>(BootClock::now() - sentAt); }
    bool phaseOver(Millis limit) const { return BootClock::now() - phaseBegan >= limit; }
    void say(const QString& sentence) const
    {
        if (progress)
            progress(sentence);
    }
    void takePhases(const ClusterView& view)
    {
        for (const Term& term : view.facts.terms) {
            if (term.epoch != report.after)
                continue;
            const auto length = [](const std::optional<qint64>& ms) {
                return ms ? std::optional(Millis(*ms)) : std::nullopt;
            };
            report.silence = term.silenceMs > 0 ? std::optional(Millis(term.silenceMs)) : std::nullopt;
            report.claim = length(term.claimMs);
            report.work = length(term.workMs);
        }
    }
};

DrillActions::DrillActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<DrillReport> DrillActions::run(DrillKind kind, DrillProgress progress)
{
    if (m_run)
        return readyResult<DrillReport>(failure(ErrorKind::Refused,
                                                QStringLiteral("A drill is under way here already."),
                                                QStringLiteral("Wait until it has finished.")));
    const auto run = std::make_shared<Run>();
    run->progress = std::move(progress);
    m_run = run;
    return andThen<ClusterView>(m_tools.look(), this,
                                [this, run, kind](const ClusterView& view) {
                                    const Result<DrillPlan> plan = planDrill(kind, view);
                                    if (!plan)
                                        return readyResult<DrillReport>(Failure(plan.error()));
                                    run->plan = *plan;
                                    run->report.kind = kind;
                                    run->report.cluster = view.facts.cluster.name;
                                    run->report.from = plan->from.row.name;
                                    run->report.before = plan->before;
                                    run->report.startedAt = view.facts.databaseTime;
                                    run->report.askedBy = m_tools.actor();
                                    run->report.expected = plan->expected;
                                    return order(run);
                                })
        .then(this, [this](const Result<DrillReport>& report) {
            m_run.reset();
            return report;
        });
}

void DrillActions::end()
{
    if (m_run)
        m_run->ending = true;
}

FutureResult<DrillReport> DrillActions::order(const RunPointer& run)
{
    const DrillPlan& plan = run->plan;
    const NodeId from = plan.from.row.id;
    const bool planned = plan.kind == DrillKind::Switchover;
    QLatin1String kind = orderkind::Drill;
    QJsonObject arguments{{QStringLiteral("kind"), wordOf(plan.kind)}};
    if (plan.kind == DrillKind::HostDeath)
        arguments.insert(QStringLiteral("silent_ms"), qint64(plan.silent.count()));
    if (planned) {
        kind = orderkind::Switchover;
        arguments = Switchover::orderFor(plan.next);
    }
    std::vector<Event> events{m_tools.event(
        eventkind::DrillStarted, &plan.from,
        QStringLiteral("A failover drill (%1) was started. %2").arg(wordOf(plan.kind), orderedWords(plan)),
        {{QStringLiteral("kind"), wordOf(plan.kind)}})};
    if (planned)
        events.push_back(Switchover::askedEvent(m_tools, plan.from, plan.next));
    const auto write = [run, from, kind, arguments, events,
                        by = m_tools.actor()](Session& session) -> Result<std::vector<Event>> {
        const Result<qint64> id = CommandRepository::add(session, from, kind, arguments, by);
        if (!id)
            return Failure(id.error());
        run->order = *id;
        return events;
    };
    run->sentAt = BootClock::now();
    return m_tools.changeAll(write)
        .then(this,
              [this, run](const Result<void>& written) {
                  if (!written)
                      return readyResult<DrillReport>(Failure(written.error()));
                  m_tools.nudge({run->plan.from}, QStringLiteral("command"), run->plan.before);
                  run->say(orderedWords(run->plan));
                  return untilAnswered(run);
              })
        .unwrap();
}

FutureResult<DrillReport> DrillActions::untilAnswered(const RunPointer& run)
{
    run->phaseBegan = BootClock::now();
    const Millis limit = run->plan.answerLimit();
    const QString name = run->report.from;
    const auto step = [this, run, limit, name] {
        const Millis asked = run->sinceSent();
        const bool withdraw = run->ending || run->phaseOver(limit);
        const auto ask = [run, withdraw](Session& session) -> Result<std::optional<Command>> {
            if (withdraw) {
                const Result<bool> done = CommandRepository::withdraw(
                    session, run->order, QStringLiteral("It was withdrawn before the node took it."));
                if (!done)
                    return Failure(done.error());
                run->withdrawn = *done;
            }
            return CommandRepository::find(session, run->order);
        };
        return m_tools.database(ask).then(
            &m_tools, [run, asked, name](const Result<std::optional<Command>>& found) {
                const Result<std::optional<QString>> answer = answerTo(found, name);
                if (answer && !*answer)
                    run->report.unanswered = asked;
                return answer;
            });
    };
    return Polling<QString>::until(&m_tools, step, closeInterval, limit + databasePatience,
                                   Error{ErrorKind::TimedOut,
                                         QStringLiteral("%1 took the order and did not finish it within %2.")
                                             .arg(name, durationText(limit)),
                                         QStringLiteral("Look at its state and its events."),
                                         {}})
        .then(this,
              [this, run, limit, name](const Result<QString>& answer) {
                  if (run->withdrawn) {
                      run->report.remarks.push_back(
                          run->ending
                              ? QStringLiteral("It was ended before %1 took the order: nothing was done.")
                                    .arg(name)
                              : QStringLiteral("%1 did not take the order within %2; it was withdrawn.")
                                    .arg(name, durationText(limit)));
                      return finish(run);
                  }
                  if (!answer)
                      return finish(run, answer.error());
                  run->report.answered = run->sinceSent();
                  run->say(run->plan.kind == DrillKind::Switchover
                               ? QStringLiteral("%1 has handed over.").arg(name)
                               : QStringLiteral("%1 does it now.").arg(name));
                  return untilTakenOver(run);
              })
        .unwrap();
}

FutureResult<DrillReport> DrillActions::untilTakenOver(const RunPointer& run)
{
    run->phaseBegan = BootClock::now();
    const Millis limit = run->plan.takeoverLimit();
    const auto step = [this, run, limit] {
        return m_tools.look().then(this, [run, limit](const Result<ClusterView>& view) {
            using Answer = Result<std::optional<bool>>;
            if (!view)
                return Answer(tl::unexpect, view.error());
            if (const std::optional<Epoch> epoch = successorIn(run->plan, *view)) {
                run->report.seen = run->sinceSent();
                run->report.after = *epoch;
                run->report.to = view->primary->name;
                run->say(QStringLiteral("%1 is the primary, epoch %2.").arg(run->report.to).arg(*epoch));
                return Answer(true);
            }
            return run->phaseOver(limit) ? Answer(false) : Answer(std::nullopt);
        });
    };
    return Polling<bool>::until(&m_tools, step, closeInterval, limit + databasePatience, {})
        .then(this, [this, run](const Result<bool>&) { return untilBack(run); })
        .unwrap();
}

FutureResult<DrillReport> DrillActions::untilBack(const RunPointer& run)
{
    run->phaseBegan = BootClock::now();
    const Millis limit = run->plan.backLimit();
    const auto step = [this, run, limit] {
        return m_tools.look().then(this, [run, limit](const Result<ClusterView>& view) {
            using Answer = Result<std::optional<bool>>;
            if (!view)
                return Answer(tl::unexpect, view.error());
            run->takePhases(*view);
            if (!run->report.back && isBack(run->plan, *view)) {
                run->report.back = run->sinceSent();
                run->say(QStringLiteral("%1 is a healthy candidate again.").arg(run->report.from));
            }
            const bool phasesKnown = !run->plan.work || run->report.work || run->report.after == 0;
            const bool waitedForPhases =
                run->report.back && run->sinceSent() >= *run->report.back + phasesLimit;
            if ((run->report.back && (phasesKnown || waitedForPhases)) || run->ending)
                return Answer(true);
            return run->phaseOver(limit) ? Answer(false) : Answer(std::nullopt);
        });
    };
    return Polling<bool>::until(&m_tools, step, drillInterval, limit + databasePatience, {})
        .then(this,
              [this, run](const Result<bool>& seen) {
                  if (!seen)
                      run->report.remarks.push_back(
                          QStringLiteral("The database did not answer, so it was not followed to its end."));
                  else if (run->ending)
                      run->report.remarks.push_back(QStringLiteral("It was ended before its time."));
                  return finish(run);
              })
        .unwrap();
}

FutureResult<DrillReport> DrillActions::finish(const RunPointer& run, const std::optional<Error>& error)
{
    DrillReport& report = run->report;
    if (error) {
        report.remarks.push_back(error->message());
        report.sentence = QStringLiteral("No fault was made: %1").arg(error->message());
    } else if (run->withdrawn) {
        report.sentence = report.remarks.front();
    } else {
        report.conclude(run->plan.work);
    }
    Event event = m_tools.event(
        eventkind::DrillFinished, &run->plan.from,
        QStringLiteral("The failover drill (%1) %2. %3")
            .arg(wordOf(report.kind),
                 report.passed ? QStringLiteral("passed") : QStringLiteral("did not pass"), report.sentence),
        report.toJson());
    event.severity = report.passed ? Severity::Info : Severity::Warning;
    return m_tools.change([](Session&) { return Result<void>(); }, event)
        .then(this, [run, error](const Result<void>& written) -> Result<DrillReport> {
            if (error)
                return Failure(*error);
            if (!written)
                run->report.remarks.push_back(QStringLiteral("The event drill.finished was not written: %1")
                                                  .arg(written.error().message()));
            return run->report;
        });
}

} // namespace rollcall
