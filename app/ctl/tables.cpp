#include "app/ctl/tables.h"

#include "model/cluster/termwords.h"
#include "model/core/durationtext.h"

#include <QDateTime>

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

QString dash()
{
    return QStringLiteral("–");
}

Piece heartbeatOf(const NodeView& node)
{
    if (!node.row.heartbeatAge)
        return {dash(), Tone::Quiet};
    return {durationText(*node.row.heartbeatAge),
            *node.row.heartbeatAge > staleAfter && !node.row.stopped ? Tone::Bad : Tone::Plain};
}

Piece messengerOf(const NodeView& node)
{
    const Probe& probe = node.probe;
    switch (probe.result) {
    case ProbeResult::Ok:
        return {QStringLiteral("%1 ms").arg(
                    double(probe.rtt.value_or(std::chrono::microseconds(0)).count()) / 1000, 0, 'f', 1),
                Tone::Plain};
    case ProbeResult::NotConfigured:
        return {dash(), Tone::Quiet};
    case ProbeResult::Refused:
    case ProbeResult::Timeout:
    case ProbeResult::KeyDiffers:
        return {wordOf(probe.result), Tone::Bad};
    }
    return {};
}

Piece unitsOf(const NodeView& node)
{
    if (!node.reportHolds() && !node.row.report.units.empty())
        return {QStringLiteral("unknown"), Tone::Quiet};
    QStringList parts;
    Tone tone = Tone::Plain;
    for (const UnitReport& unit : node.row.report.units) {
        parts.append(unit.name + u' ' + wordOf(unit.state));
        if (unit.state == UnitState::Failed)
            tone = Tone::Bad;
    }
    return {parts.isEmpty() ? dash() : parts.join(QStringLiteral(", ")), tone};
}

Piece phaseOf(const std::optional<qint64>& milliseconds)
{
    return milliseconds ? Piece{phaseText(Millis(*milliseconds))} : Piece{dash(), Tone::Quiet};
}

QString joined(const QString& sentence, const QString& remedy)
{
    return remedy.isEmpty() ? sentence : sentence + u' ' + remedy;
}

} // namespace

QString modeText(Mode mode)
{
    switch (mode) {
    case Mode::Single:
        return QStringLiteral("single");
    case Mode::LoadBalancing:
        return QStringLiteral("load balancing");
    case Mode::HighAvailability:
        return QStringLiteral("load balancing + high availability");
    }
    return {};
}

QString timeText(qint64 milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

void showStatus(const Output& out, const ClusterView& view)
{
    const ClusterRow& cluster = view.facts.cluster;
    out.line({{cluster.name, Tone::Strong},
              {QStringLiteral(": "), Tone::Plain},
              {wordOf(view.health), toneOf(view.health)},
              {QStringLiteral(". ") + view.sentence, Tone::Plain}});
    out.line(QStringLiteral("Mode     ") + modeText(cluster.mode) +
             (cluster.paused ? QStringLiteral(", automatic takeover paused by %1 (%2)")
                                   .arg(cluster.pausedBy, cluster.pausedReason)
                             : QString()));
    if (view.primary)
        out.line(QStringLiteral("Primary  %1, epoch %2, for %3")
                     .arg(view.primary->name)
                     .arg(view.primary->epoch)
                     .arg(durationText(
                         Millis(std::max<qint64>(0, view.facts.databaseTime - view.primary->since)))));
    else
        out.line({{QStringLiteral("Primary  none"), Tone::Bad}});
    out.line();
    showNodes(out, view.nodes);
    if (view.problems.empty())
        return;
    out.line();
    out.line({{QStringLiteral("Problems"), Tone::Strong}});
    for (const Problem& problem : view.problems) {
        out.line({{problem.severity == Severity::Error     ? QStringLiteral("  error    ")
                   : problem.severity == Severity::Warning ? QStringLiteral("  warning  ")
                                                           : QStringLiteral("  note     "),
                   toneOf(problem.severity)},
                  {problem.sentence + u'.', Tone::Plain}});
        out.line({{QStringLiteral("           ") + joined(problem.detail, problem.remedy), Tone::Quiet}});
    }
}

void showNodes(const Output& out, const std::vector<NodeView>& nodes)
{
    if (nodes.empty())
        return out.line(QStringLiteral("No nodes have joined yet."));
    std::vector<std::vector<Piece>> rows;
    for (const NodeView& node : nodes)
        rows.push_back({{node.row.name, node.primary ? Tone::Strong : Tone::Plain},
                        {wordOf(node.verdict.state), toneOf(node.verdict.state)},
                        heartbeatOf(node),
                        messengerOf(node),
                        {wordOf(node.balancerView()), Tone::Plain},
                        {wordOf(node.key), node.key == KeyState::Differs ? Tone::Bad : Tone::Plain},
                        {node.row.report.version.isEmpty() ? dash() : node.row.report.version,
                         node.versionInSync ? Tone::Plain : Tone::Caution},
                        unitsOf(node),
                        {QString::number(node.row.priority), Tone::Plain},
                        {node.verdict.secondLine, Tone::Quiet}});
    out.table({QStringLiteral("NODE"), QStringLiteral("STATE"), QStringLiteral("HEARTBEAT"),
               QStringLiteral("MESSENGER"), QStringLiteral("BALANCER"), QStringLiteral("KEY"),
               QStringLiteral("VERSION"), QStringLiteral("UNITS"), QStringLiteral("PRIORITY"),
               QStringLiteral("NOTE")},
              rows);
    const auto unexplained = [](const NodeView& node) {
        return !node.balancer.asked && node.balancerView() == BalancerView::Unknown;
    };
    if (std::any_of(nodes.begin(), nodes.end(), unexplained))
        out.line(
            {{QStringLiteral("The load balancer's own view is unknown: set balancer.stats, for instance with "
                             "“rollcallctl settings set balancer.stats http://10.0.0.10:8404/stats”."),
              Tone::Quiet}});
}

void showEvent(const Output& out, const Event& event)
{
    out.line({{timeText(event.at) + QStringLiteral("  "), Tone::Quiet},
              {wordOf(event.severity).leftJustified(9), toneOf(event.severity)},
              {event.nodeName.leftJustified(12) + QStringLiteral("  "), Tone::Plain},
              {event.sentence, Tone::Plain},
              {event.actor.isEmpty() ? QString() : QStringLiteral("  by ") + event.actor, Tone::Quiet}});
}

void showForecast(const Output& out, const ClusterView& view)
{
    const Forecast& forecast = view.forecast;
    const auto load = [](double value, int nodes) {
        if (nodes == 0)
            return QStringLiteral("on no node");
        return QStringLiteral("%1 on %2 node%3")
            .arg(value, 0, 'f', 2)
            .arg(nodes)
            .arg(nodes == 1 ? QString() : QStringLiteral("s"));
    };
    out.line({{view.primary ? QStringLiteral("If %1 fails now").arg(view.primary->name)
                            : QStringLiteral("No node is the primary now"),
               Tone::Strong}});
    if (forecast.automatic && !forecast.successor.isNull()) {
        out.line(QStringLiteral("Takes over  %1, by itself").arg(forecast.successorName));
        out.line(QStringLiteral("When        %1").arg(forecast.takeoverSentence()));
        if (forecast.holdBack && forecast.reason.isEmpty())
            out.line(
                QStringLiteral("But         %1 %2.").arg(forecast.successorName, forecast.holdBack->words()));
    } else {
        out.line({{QStringLiteral("Takes over  nobody by itself"), Tone::Bad}});
    }
    for (const QString& blocker : forecast.blockers) {
        const bool explained = &blocker == &forecast.blockers.back() && !forecast.reason.isEmpty();
        out.line({{QStringLiteral("In the way  %1.")
                       .arg(explained ? blocker + QStringLiteral(": ") + forecast.reason : blocker),
                   Tone::Caution}});
    }
    if (forecast.nodesServing == 0)
        return;
    out.line(
        QStringLiteral("Load        %1, then %2")
            .arg(load(forecast.load, forecast.nodesServing), load(forecast.loadAfter, forecast.nodesLeft)));
}

void showSettings(const Output& out, const std::vector<SettingState>& settings)
{
    std::vector<std::vector<Piece>> rows;
    for (const SettingState& each : settings)
        rows.push_back(
            {{each.spec.key, Tone::Plain},
             {each.spec.text(each.value), each.value == each.spec.standard ? Tone::Plain : Tone::Strong},
             {each.spec.text(each.spec.standard), Tone::Quiet},
             {each.changedAt > 0 ? timeText(each.changedAt) : dash(), Tone::Quiet},
             {each.changedBy.isEmpty() ? dash() : each.changedBy, Tone::Quiet},
             {each.spec.meaning, Tone::Plain}});
    out.table({QStringLiteral("SETTING"), QStringLiteral("VALUE"), QStringLiteral("DEFAULT"),
               QStringLiteral("CHANGED"), QStringLiteral("BY"), QStringLiteral("MEANING")},
              rows);
    QStringList problems; // the four times have the same one
    for (const SettingState& each : settings)
        if (!each.problem.isEmpty() && !problems.contains(each.problem))
            problems.append(each.problem);
    for (const QString& problem : problems)
        out.line({{problem, Tone::Bad}});
}

void showTerms(const Output& out, const std::vector<Term>& terms)
{
    if (terms.empty())
        return out.line(QStringLiteral("No node has been the primary yet."));
    std::vector<std::vector<Piece>> rows;
    for (const Term& term : terms) {
        const QString length = term.endedAt
                                   ? durationText(Millis(std::max<qint64>(0, *term.endedAt - term.startedAt)))
                                   : QStringLiteral("until now");
        rows.push_back({{QString::number(term.epoch), Tone::Plain},
                        {term.nodeName, Tone::Plain},
                        {timeText(term.startedAt), Tone::Plain},
                        {length, Tone::Plain},
                        {beganWords(term), Tone::Plain},
                        {term.endReason.isEmpty() ? dash() : endedWords(term), Tone::Plain},
                        phaseOf(term.silenceMs > 0 ? std::optional(term.silenceMs) : std::nullopt),
                        phaseOf(term.claimMs),
                        phaseOf(term.workMs)});
    }
    out.table({QStringLiteral("EPOCH"), QStringLiteral("NODE"), QStringLiteral("SINCE"),
               QStringLiteral("LENGTH"), QStringLiteral("BEGAN BY"), QStringLiteral("ENDED BY"),
               QStringLiteral("SILENCE"), QStringLiteral("CLAIM"), QStringLiteral("WORK")},
              rows);
}

} // namespace rollcall::ctl
