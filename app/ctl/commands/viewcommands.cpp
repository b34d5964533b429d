#include "app/ctl/commands/viewcommands.h"

#include "app/ctl/commands/actioncommand.h"
#include "app/ctl/tables.h"
#include "model/cluster/statusjson.h"
#include "model/core/durationtext.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace rollcall::ctl
{

namespace
{

/// What was not checked did not fail, but stands in the way as well.
QString notEnabledWords(const Preflight& preflight)
{
    QStringList parts;
    if (const int failed = preflight.count(CheckState::Failed); failed > 0)
        parts << QStringLiteral("%1 of %2 checks failed").arg(failed).arg(preflight.checks.size());
    if (const int unseen = preflight.count(CheckState::NotChecked); unseen > 0)
        parts << (unseen == 1 ? QStringLiteral("one has nothing to look at yet")
                              : QStringLiteral("%1 have nothing to look at yet").arg(unseen));
    return QStringLiteral("It cannot be enabled: %1.").arg(parts.join(QStringLiteral(", ")));
}

} // namespace

void StatusCommand::opened()
{
    if (watching()) {
        connect(&session(), &ClusterSession::viewChanged, this, [this] { show(); });
        afterProbes([this] { show(); });
        return;
    }
    afterProbes([this] {
        show();
        const bool no = call().has(QStringLiteral("check")) && view().health != Health::Healthy;
        finish(no ? ExitCode::AnswerIsNo : ExitCode::Done);
    });
}

void StatusCommand::notYet(const Error& error)
{
    out().note(QStringLiteral("rollcallctl: ") + error.message());
}

void StatusCommand::show() const
{
    if (out().isJson())
        return out().json(statusJson(view()), watching());
    if (watching())
        out().startAgain();
    showStatus(out(), view());
    if (watching() && !out().isTerminal())
        out().line();
}

void NodesCommand::opened()
{
    afterProbes([this] {
        if (out().isJson())
            out().json(nodesJson(view()));
        else
            showNodes(out(), view().nodes);
        finish(ExitCode::Done);
    });
}

void ForecastCommand::opened()
{
    afterProbes([this] {
        if (out().isJson())
            out().json(forecastJson(view()));
        else
            showForecast(out(), view());
        const Forecast& forecast = view().forecast;
        finish(forecast.automatic && !forecast.successor.isNull() ? ExitCode::Done : ExitCode::AnswerIsNo);
    });
}

void LeaseCommand::opened()
{
    const ClusterFacts& facts = view().facts;
    const auto nameOf = [this](NodeId id) {
        for (const NodeRow& row : view().facts.nodes)
            if (row.id == id)
                return row.name;
        return id.isNull() ? QString() : id.toString();
    };
    const auto textOrNull = [](const QString& text) {
        return text.isEmpty() ? QJsonValue() : QJsonValue(text);
    };
    if (out().isJson()) {
        QJsonValue lease;
        if (facts.lease)
            lease =
                QJsonObject{{QStringLiteral("holder"), textOrNull(nameOf(facts.lease->holder))},
                            {QStringLiteral("epoch"), facts.lease->epoch},
                            {QStringLiteral("seq"), facts.lease->seq},
                            {QStringLiteral("target"), textOrNull(nameOf(facts.lease->target))},
                            {QStringLiteral("age_ms"),
                             facts.leaseAge ? QJsonValue(qint64(facts.leaseAge->count())) : QJsonValue()}};
        out().json(
            QJsonObject{{QStringLiteral("fence"), facts.fence},
                        {QStringLiteral("lease"), lease},
                        {QStringLiteral("timings"),
                         QJsonObject{{QStringLiteral("ttl_ms"), qint64(facts.timings.ttl.count())},
                                     {QStringLiteral("renew_ms"), qint64(facts.timings.renew.count())},
                                     {QStringLiteral("poll_ms"), qint64(facts.timings.poll.count())},
                                     {QStringLiteral("margin_ms"), qint64(facts.timings.margin.count())}}}});
        return finish(ExitCode::Done);
    }
    if (!facts.lease) {
        out().line(
            {{QStringLiteral("The lease's row is missing: no node may be primary until it is repaired."),
              Tone::Bad}});
    } else {
        out().line(QStringLiteral("Holder  ") +
                   (facts.lease->released() ? QStringLiteral("nobody") : nameOf(facts.lease->holder)));
        out().line(
            QStringLiteral("Epoch   %1, renewal %2").arg(facts.lease->epoch).arg(facts.lease->seq) +
            (facts.leaseAge ? QStringLiteral(", %1 ago").arg(durationText(*facts.leaseAge)) : QString()));
        if (!facts.lease->target.isNull())
            out().line(QStringLiteral("Target  ") + nameOf(facts.lease->target));
    }
    out().line(QStringLiteral("Fence   epoch %1").arg(facts.fence));
    out().line(QStringLiteral("Times   ttl %1 ms, renew %2 ms, poll %3 ms, margin %4 ms")
                   .arg(facts.timings.ttl.count())
                   .arg(facts.timings.renew.count())
                   .arg(facts.timings.poll.count())
                   .arg(facts.timings.margin.count()));
    finish(ExitCode::Done);
}

void PingCommand::opened()
{
    if (!call().arguments.isEmpty())
        if (const Result<NodeView> node = nodeNamed(call().argument(0)); !node)
            return fail(node.error());
    afterProbes([this] { show(); });
}

void PingCommand::show()
{
    QJsonArray answers;
    std::vector<std::vector<Piece>> rows;
    bool all = true;
    for (const NodeView& node : view().nodes) {
        if (!call().arguments.isEmpty() && nodeNamed(call().argument(0))->row.id != node.row.id)
            continue;
        const Probe& probe = node.probe;
        const bool answered = probe.result == ProbeResult::Ok;
        const double rtt = double(probe.rtt.value_or(std::chrono::microseconds(0)).count()) / 1000;
        all = all && answered;
        answers.append(QJsonObject{{QStringLiteral("node"), node.row.name},
                                   {QStringLiteral("endpoint"), node.row.report.messenger},
                                   {QStringLiteral("result"), rollcall::wordOf(probe.result)},
                                   {QStringLiteral("rtt_ms"), answered ? QJsonValue(rtt) : QJsonValue()},
                                   {QStringLiteral("error"), probe.error}});
        rows.push_back(
            {{node.row.name, Tone::Plain},
             {rollcall::wordOf(probe.result), answered ? Tone::Good : Tone::Bad},
             {answered ? QStringLiteral("%1 ms").arg(rtt, 0, 'f', 1) : QStringLiteral("–"), Tone::Plain},
             {node.row.report.messenger, Tone::Plain},
             {probe.error, Tone::Quiet}});
    }
    if (out().isJson())
        out().json(answers);
    else if (rows.empty())
        out().line(QStringLiteral("No nodes have joined yet."));
    else
        out().table({QStringLiteral("NODE"), QStringLiteral("MESSENGER"), QStringLiteral("ROUND TRIP"),
                     QStringLiteral("ENDPOINT"), QStringLiteral("NOTE")},
                    rows);
    if (session().spec().encryptionKey.isEmpty() && !all)
        out().note(QStringLiteral("rollcallctl: Without the encryption key no node on TCP can be asked. Set "
                                  "ROLLCALL_ENCRYPTION_KEY_FILE."));
    finish(all && !rows.empty() ? ExitCode::Done : ExitCode::AnswerIsNo);
}

void PreflightCommand::opened()
{
    beforePreflight([this] {
        session()
            .actions()
            .preflight(featureOf(call().argument(0)))
            .then(this, [this](const Result<Preflight>& preflight) {
                preflight ? show(*preflight) : fail(preflight.error());
            });
    });
}

void PreflightCommand::show(const Preflight& preflight)
{
    const int failed = preflight.count(CheckState::Failed) + preflight.count(CheckState::NotChecked);
    if (out().isJson()) {
        out().json(preflightJson(preflight));
    } else {
        std::vector<std::vector<Piece>> rows;
        for (const Check& check : preflight.checks) {
            const Tone tone = check.state == CheckState::Passed    ? Tone::Good
                              : check.state == CheckState::Warning ? Tone::Caution
                                                                   : Tone::Bad;
            rows.push_back(
                {{rollcall::wordOf(check.state), tone},
                 {check.id, Tone::Plain},
                 {check.evidence + (check.remedy.isEmpty() ? QString() : u' ' + check.remedy), Tone::Plain}});
        }
        out().table({QStringLiteral("STATE"), QStringLiteral("CHECK"), QStringLiteral("EVIDENCE AND REMEDY")},
                    rows);
        out().line();
        out().line(failed == 0 ? QStringLiteral("It can be enabled.") : notEnabledWords(preflight));
        for (const QString& change : preflight.changes)
            out().line(QStringLiteral("  ") + change);
        if (call().has(QStringLiteral("explain")))
            explain(preflight);
        else if (failed > 0)
            out().line({{QStringLiteral("What the checks mean: rollcallctl preflight %1 --explain")
                             .arg(rollcall::wordOf(preflight.feature)),
                         Tone::Quiet}});
    }
    finish(failed == 0 ? ExitCode::Done : ExitCode::AnswerIsNo);
}

void PreflightCommand::explain(const Preflight& preflight) const
{
    for (const Check& check : preflight.checks) {
        out().line();
        out().line({{QStringLiteral("%1 (%2)").arg(check.title, check.id), Tone::Strong}});
        out().line(check.help);
    }
}

WaitCommand::WaitCommand(const Invocation& call, const Output& out)
    : ClusterCommand(call, out)
{
    constexpr double standard = 60;
    constexpr double most = 7 * 24 * 3600;
    bool ok = true;
    const QString text = call.value(QStringLiteral("timeout"));
    const double seconds = text.isEmpty() ? standard : text.toDouble(&ok);
    ok = ok && seconds >= 0 && seconds <= most; // false for "nan" too
    if (call.has(QStringLiteral("primary")) == call.has(QStringLiteral("healthy")) || !ok) {
        QTimer::singleShot(0, this, [this, ok] {
            fail(ok ? Error{ErrorKind::Invalid,
                            QStringLiteral("Say what to wait for: --primary or --healthy."),
                            QStringLiteral("See: rollcallctl wait --help"),
                            {}}
                    : Error{ErrorKind::Invalid,
                            QStringLiteral("--timeout needs seconds, at most a week."),
                            QStringLiteral("See: rollcallctl wait --help"),
                            {}});
        });
        return;
    }
    QTimer::singleShot(std::chrono::milliseconds(qint64(seconds * 1000)), this, [this] { giveUp(); });
}

void WaitCommand::opened()
{
    connect(&session(), &ClusterSession::viewChanged, this, [this] { look(); });
    afterProbes([this] {
        m_probed = true;
        look();
    });
    look();
}

void WaitCommand::look()
{
    const bool primary = call().has(QStringLiteral("primary"));
    const bool yes = primary ? view().primary.has_value() : m_probed && view().health == Health::Healthy;
    if (!yes || std::exchange(m_answered, true))
        return;
    if (out().isJson())
        out().json(statusJson(view()));
    else if (view().primary)
        out().line(QStringLiteral("%1 is the primary, epoch %2. %3")
                       .arg(view().primary->name)
                       .arg(view().primary->epoch)
                       .arg(primary ? QString() : view().sentence)
                       .trimmed());
    finish(ExitCode::Done);
}

void WaitCommand::giveUp()
{
    if (!isOpen() && !m_lastError.what.isEmpty()) {
        m_lastError.kind = ErrorKind::Unreachable;
        return fail(m_lastError);
    }
    const QString what = call().has(QStringLiteral("primary"))
                             ? QStringLiteral("No node became the primary in time.")
                             : QStringLiteral("The cluster did not become healthy in time.");
    fail({ErrorKind::TimedOut, what, isOpen() ? view().sentence : QString(), {}});
}

} // namespace rollcall::ctl
