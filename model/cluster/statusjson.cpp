#include "model/cluster/statusjson.h"

#include <QDateTime>

namespace rollcall
{

namespace
{

QJsonValue textOrNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue timeOrNull(std::optional<qint64> ms)
{
    if (!ms || *ms <= 0)
        return {};
    return QDateTime::fromMSecsSinceEpoch(*ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonValue numberOrNull(std::optional<qint64> number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonObject unitJson(const UnitReport& unit)
{
    QJsonObject object{
        {QStringLiteral("name"), unit.name},           {QStringLiteral("role"), wordOf(unit.role)},
        {QStringLiteral("state"), wordOf(unit.state)}, {QStringLiteral("pid"), unit.pid},
        {QStringLiteral("restarts"), unit.restarts},   {QStringLiteral("error"), textOrNull(unit.lastError)}};
    // Null: it has no check, or does not run, or is within its grace, and then not_ready says what is waited
    // for.
    object.insert(QStringLiteral("ready"), unit.ready ? QJsonValue(*unit.ready) : QJsonValue());
    object.insert(QStringLiteral("not_ready"), textOrNull(unit.notReady));
    return object;
}

/// Null: the balancer is not asked, or did not answer lately.
QJsonValue balancerJson(const BalancerOpinion& opinion)
{
    if (!opinion.sighting)
        return {};
    const BalancerSighting& says = *opinion.sighting;
    return QJsonObject{{QStringLiteral("server"), textOrNull(says.server)},
                       {QStringLiteral("status"), textOrNull(says.status)},
                       {QStringLiteral("check"), textOrNull(says.check)},
                       {QStringLiteral("code"), says.code > 0 ? QJsonValue(says.code) : QJsonValue()},
                       {QStringLiteral("answer"), textOrNull(says.answer)},
                       {QStringLiteral("changed_ms"),
                        says.changed ? QJsonValue(qint64(says.changed->count())) : QJsonValue()},
                       {QStringLiteral("sessions"), says.sessions},
                       {QStringLiteral("age_ms"), qint64(says.age.count())}};
}

QJsonObject nodeJson(const NodeView& node)
{
    QJsonArray units;
    for (const UnitReport& unit : node.row.report.units)
        units.append(unitJson(unit));
    const QJsonValue age =
        node.row.heartbeatAge ? QJsonValue(qint64(node.row.heartbeatAge->count())) : QJsonValue();
    const std::optional<HoldBack> held = node.row.holdsBack();
    const QJsonValue holdBack = held ? QJsonValue(qint64(held->left.count())) : QJsonValue();
    const QJsonValue rtt = node.probe.result == ProbeResult::Ok && node.probe.rtt
                               ? QJsonValue(static_cast<double>(node.probe.rtt->count()) / 1000.0)
                               : QJsonValue();
    return {{QStringLiteral("id"), node.row.id.toString()},
            {QStringLiteral("name"), node.row.name},
            {QStringLiteral("address"), node.row.report.address},
            {QStringLiteral("os"), node.row.report.os},
            {QStringLiteral("version"), node.row.report.version},
            {QStringLiteral("primary"), node.primary},
            {QStringLiteral("state"), wordOf(node.verdict.state)},
            {QStringLiteral("sentence"), node.verdict.sentence},
            {QStringLiteral("remedy"), textOrNull(node.verdict.remedy)},
            {QStringLiteral("wanted"), wordOf(node.row.wanted)},
            {QStringLiteral("licensed"), node.licensed},
            {QStringLiteral("wanted_until"), timeOrNull(node.row.wantedUntil)},
            {QStringLiteral("priority"), node.row.priority},
            {QStringLiteral("succession"), node.succession},
            {QStringLiteral("holds_back_ms"), holdBack},
            {QStringLiteral("heartbeat_age_ms"), age},
            {QStringLiteral("clock_offset_ms"), qint64(node.row.report.clockOffset.count())},
            {QStringLiteral("messenger"), textOrNull(node.row.report.messenger)},
            {QStringLiteral("health"), textOrNull(node.row.report.health)},
            {QStringLiteral("probe"), QJsonObject{{QStringLiteral("result"), wordOf(node.probe.result)},
                                                  {QStringLiteral("rtt_ms"), rtt},
                                                  {QStringLiteral("error"), textOrNull(node.probe.error)}}},
            {QStringLiteral("reached_by"), QJsonArray::fromStringList(node.mesh.reachedBy)},
            {QStringLiteral("balancer"), wordOf(node.balancerView())},
            {QStringLiteral("balancer_status"), balancerJson(node.balancer)},
            {QStringLiteral("key"), wordOf(node.key)},
            {QStringLiteral("version_in_sync"), node.versionInSync},
            {QStringLiteral("storage"), wordOf(node.storage.state)},
            {QStringLiteral("storage_cause"), wordOf(node.storage.cause)},
            {QStringLiteral("storage_sentence"), textOrNull(node.storage.sentence)},
            {QStringLiteral("units"), units}};
}

} // namespace

QJsonArray nodesJson(const ClusterView& view)
{
    QJsonArray nodes;
    for (const NodeView& node : view.nodes)
        nodes.append(nodeJson(node));
    for (const NodeView& node : view.removed)
        nodes.append(nodeJson(node));
    return nodes;
}

QJsonObject statusJson(const ClusterView& view)
{
    const ClusterRow& cluster = view.facts.cluster;
    QJsonValue primary;
    if (view.primary)
        primary = QJsonObject{{QStringLiteral("node"), view.primary->name},
                              {QStringLiteral("id"), view.primary->node.toString()},
                              {QStringLiteral("epoch"), view.primary->epoch},
                              {QStringLiteral("since"), timeOrNull(view.primary->since)}};
    QJsonArray problems;
    for (const Problem& problem : view.problems)
        problems.append(QJsonObject{{QStringLiteral("severity"), wordOf(problem.severity)},
                                    {QStringLiteral("node"), textOrNull(problem.nodeName)},
                                    {QStringLiteral("sentence"), problem.sentence},
                                    {QStringLiteral("detail"), textOrNull(problem.detail)},
                                    {QStringLiteral("remedy"), textOrNull(problem.remedy)},
                                    {QStringLiteral("advisory"), problem.advisory}});
    return {{QStringLiteral("cluster"),
             QJsonObject{{QStringLiteral("id"), cluster.id.toString()},
                         {QStringLiteral("name"), cluster.name},
                         {QStringLiteral("mode"), wordOf(cluster.mode)},
                         {QStringLiteral("paused"), cluster.paused},
                         {QStringLiteral("paused_reason"), textOrNull(cluster.pausedReason)},
                         {QStringLiteral("health"), wordOf(view.health)},
                         {QStringLiteral("sentence"), view.sentence}}},
            {QStringLiteral("primary"), primary},
            {QStringLiteral("nodes"), nodesJson(view)},
            {QStringLiteral("problems"), problems}};
}

QJsonObject eventJson(const Event& event)
{
    return {{QStringLiteral("id"), event.id},
            {QStringLiteral("at"), timeOrNull(event.at)},
            {QStringLiteral("severity"), wordOf(event.severity)},
            {QStringLiteral("kind"), event.kind},
            {QStringLiteral("node"), textOrNull(event.nodeName)},
            {QStringLiteral("node_id"), textOrNull(event.node.isNull() ? QString() : event.node.toString())},
            {QStringLiteral("actor"), textOrNull(event.actor)},
            {QStringLiteral("sentence"), event.sentence},
            {QStringLiteral("details"), event.details}};
}

QJsonObject termJson(const Term& term)
{
    const QJsonValue length = term.endedAt ? QJsonValue(*term.endedAt - term.startedAt) : QJsonValue();
    return {{QStringLiteral("epoch"), term.epoch},
            {QStringLiteral("node"), term.nodeName},
            {QStringLiteral("node_id"), term.node.toString()},
            {QStringLiteral("started"), timeOrNull(term.startedAt)},
            {QStringLiteral("ended"), timeOrNull(term.endedAt)},
            {QStringLiteral("length_ms"), length},
            {QStringLiteral("start_reason"), textOrNull(term.startReason)},
            {QStringLiteral("end_reason"), textOrNull(term.endReason)},
            {QStringLiteral("silence_ms"), term.silenceMs},
            {QStringLiteral("claim_ms"), numberOrNull(term.claimMs)},
            {QStringLiteral("work_ms"), numberOrNull(term.workMs)},
            {QStringLiteral("asked_by"), textOrNull(term.askedBy)}};
}

QJsonObject forecastJson(const ClusterView& view)
{
    const Forecast& forecast = view.forecast;
    QJsonArray blockers;
    for (const QString& blocker : forecast.blockers)
        blockers.append(blocker);
    return {{QStringLiteral("primary"), view.primary ? textOrNull(view.primary->name) : QJsonValue()},
            {QStringLiteral("automatic"), forecast.automatic && !forecast.successor.isNull()},
            {QStringLiteral("successor"), textOrNull(forecast.successorName)},
            {QStringLiteral("process_death_ms"), qint64(forecast.processDeath.count())},
            {QStringLiteral("host_death_ms"), qint64(forecast.expectedTakeover.count())},
            {QStringLiteral("sentence"), forecast.takeoverSentence()},
            {QStringLiteral("holds_back_ms"),
             forecast.holdBack ? QJsonValue(qint64(forecast.holdBack->left.count())) : QJsonValue()},
            {QStringLiteral("blockers"), blockers},
            {QStringLiteral("reason"), textOrNull(forecast.reason)},
            {QStringLiteral("nodes_serving"), forecast.nodesServing},
            {QStringLiteral("nodes_left"), forecast.nodesLeft},
            {QStringLiteral("load"), forecast.load},
            {QStringLiteral("load_after"), forecast.loadAfter}};
}

QJsonObject settingJson(const SettingState& setting)
{
    return {{QStringLiteral("key"), setting.spec.key},
            {QStringLiteral("group"), wordOf(setting.spec.group)},
            {QStringLiteral("kind"), wordOf(setting.spec.kind)},
            {QStringLiteral("value"), setting.value},
            {QStringLiteral("default"), setting.spec.standard},
            {QStringLiteral("unit"), textOrNull(setting.spec.unit())},
            {QStringLiteral("least"), setting.spec.least},
            {QStringLiteral("most"), setting.spec.most},
            {QStringLiteral("meaning"), setting.spec.meaning},
            {QStringLiteral("stored"), setting.stored},
            {QStringLiteral("changed"), timeOrNull(setting.changedAt)},
            {QStringLiteral("changed_by"), textOrNull(setting.changedBy)},
            {QStringLiteral("problem"), textOrNull(setting.problem)}};
}

QJsonObject preflightJson(const Preflight& preflight)
{
    QJsonArray checks;
    for (const Check& check : preflight.checks)
        checks.append(QJsonObject{{QStringLiteral("id"), check.id},
                                  {QStringLiteral("title"), check.title},
                                  {QStringLiteral("state"), wordOf(check.state)},
                                  {QStringLiteral("evidence"), check.evidence},
                                  {QStringLiteral("remedy"), textOrNull(check.remedy)},
                                  {QStringLiteral("overridable"), check.overridable},
                                  {QStringLiteral("help"), check.help}});
    QJsonArray changes;
    for (const QString& change : preflight.changes)
        changes.append(change);
    return {{QStringLiteral("feature"), wordOf(preflight.feature)},
            {QStringLiteral("passed"), preflight.count(CheckState::Passed)},
            {QStringLiteral("warnings"), preflight.count(CheckState::Warning)},
            {QStringLiteral("failed"), preflight.count(CheckState::Failed)},
            {QStringLiteral("checks"), checks},
            {QStringLiteral("changes"), changes}};
}

} // namespace rollcall
