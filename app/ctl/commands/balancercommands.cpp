#include "app/ctl/commands/balancercommands.h"

#include "model/balancer/ownview.h"
#include "model/core/durationtext.h"
#include "model/services/balancerfiles.h"

#include <QFile>
#include <QJsonArray>
#include <QSaveFile>

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

Result<BalancerPlan> plannedFrom(const Invocation& call, const ClusterView& view)
{
    BalancerOptions options;
    if (call.has(QStringLiteral("bind")))
        options.bind = call.value(QStringLiteral("bind"));
    if (call.has(QStringLiteral("stats-bind")))
        options.statsBind = call.value(QStringLiteral("stats-bind"));
    for (const QString& each : call.values(QStringLiteral("web-port")))
        if (const Result<void> read = readWebPort(each, options); !read)
            return Failure(read.error());
    return balancerPlan(view, options);
}

Result<void> writeFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return failure(ErrorKind::Refused,
                   QStringLiteral("The configuration cannot be written: %1.").arg(file.errorString()),
                   QStringLiteral("Choose another file."), path);
}

Result<QString> readWhole(const QString& path)
{
    constexpr qint64 most = 8 * 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The file cannot be read: %1.").arg(file.errorString()),
                       QStringLiteral("Give the load balancer's configuration file."), path);
    return QString::fromUtf8(file.read(most));
}

} // namespace

void BalancerConfigCommand::opened()
{
    const Result<BalancerPlan> plan = plannedFrom(call(), view());
    if (!plan)
        return fail(plan.error());
    const BalancerProduct product = balancerProduct(call().argument(0)).value_or(BalancerProduct::HAProxy);
    const QString text = configText(product, *plan);
    const QString path = call().value(QStringLiteral("output"));
    if (!path.isEmpty())
        if (const Result<void> written = writeFile(path, text.toUtf8()); !written)
            return fail(written.error());
    if (out().isJson()) {
        out().json(QJsonObject{{QStringLiteral("product"), wordOf(product)},
                               {QStringLiteral("nodes"), static_cast<int>(plan->servers.size())},
                               {QStringLiteral("output"), path.isEmpty() ? QJsonValue() : QJsonValue(path)},
                               {QStringLiteral("text"), text}});
    } else if (path.isEmpty()) {
        for (const QString& each : text.trimmed().split(u'\n'))
            out().line(each);
    } else {
        out().line(QStringLiteral("Written to %1, for %2 nodes.").arg(path).arg(plan->servers.size()));
    }
    finish(ExitCode::Done);
}

void BalancerCheckCommand::opened()
{
    const bool direct = call().has(QStringLiteral("stats"));
    if (!call().argument(0).isEmpty()) {
        if (direct || call().has(QStringLiteral("backend")))
            return fail({ErrorKind::Invalid,
                         QStringLiteral(
                             "A file is compared with the cluster, and needs neither --stats nor --backend."),
                         QStringLiteral("See: rollcallctl balancer check --help"),
                         {}});
        return checkFile();
    }
    if (call().has(QStringLiteral("web-port")))
        return fail(
            {ErrorKind::Invalid,
             QStringLiteral("--web-port is compared with a load balancer's file, and none was given."),
             QStringLiteral("Give it: rollcallctl balancer check FILE --web-port PORT"),
             {}});
    if (call().has(QStringLiteral("backend")) && !direct)
        return fail({ErrorKind::Invalid,
                     QStringLiteral("--backend says what --stats means, and --stats was not given."),
                     QStringLiteral("Give it too, or set the backend for the nodes: rollcallctl settings set "
                                    "balancer.backend NAME"),
                     {}});
    if (direct)
        askFromHere();
    else
        readSettings();
}

/// Once, by this program: the nodes need not be able to.
void BalancerCheckCommand::askFromHere()
{
    const Result<BalancerPlace> place =
        BalancerPlace::parse(call().value(QStringLiteral("stats")), QStringLiteral("--stats"));
    if (!place)
        return fail(place.error());
    if (place->isEmpty())
        return fail({ErrorKind::Invalid,
                     QStringLiteral("--stats is empty."),
                     QStringLiteral("Give http://HOST:PORT/PATH or unix:/path/to/socket."),
                     {}});
    m_place = *place;
    m_client = std::make_unique<StatisticsClient>(Millis(5000));
    connect(m_client.get(), &StatisticsClient::answered, this, &BalancerCheckCommand::take);
    m_client->ask(m_place);
}

void BalancerCheckCommand::take(const Result<QByteArray>& csv)
{
    const Result<OwnView> seen = csv.and_then(readStatistics).and_then([this](const auto& servers) {
        return ownView(servers, balancedNames(view().facts.nodes), call().value(QStringLiteral("backend")));
    });
    if (!seen) {
        // Exit code 3 is kept for the database.
        Error error = seen.error();
        error.kind = ErrorKind::Refused;
        error.where = m_place.text();
        return fail(error);
    }
    std::vector<ViewFinding> findings;
    for (const NodeView& node : view().nodes) {
        const auto sighting = std::find_if(seen->sightings.begin(), seen->sightings.end(),
                                           [&node](const auto& each) { return each.node == node.row.id; });
        findings.push_back(
            findingOn(node, view().facts.cluster.mode,
                      sighting == seen->sightings.end() ? std::nullopt : std::optional(*sighting)));
    }
    show(findings, m_place.text());
}

void BalancerCheckCommand::readSettings()
{
    session().actions().settings().then(this, [this](const Result<std::vector<SettingState>>& states) {
        if (!states)
            return fail(states.error());
        const bool set = std::any_of(states->begin(), states->end(), [](const SettingState& each) {
            return each.spec.key == settingkey::BalancerStats && !each.value.isEmpty();
        });
        if (!set)
            return fail(
                {ErrorKind::Refused,
                 QStringLiteral("Nobody asks the load balancer: balancer.stats is not set."),
                 QStringLiteral(
                     "Set it: rollcallctl settings set balancer.stats http://HOST:PORT/PATH (or "
                     "unix:/path/to/socket); or ask from here: rollcallctl balancer check --stats URL. "
                     "nginx has no view to ask; Rollcall uses its own."),
                 {}});
        constexpr Millis patience{6000};
        m_waiting = true;
        m_patience.setSingleShot(true);
        connect(&m_patience, &QTimer::timeout, this, &BalancerCheckCommand::showReported);
        m_patience.start(patience);
        connect(&session(), &ClusterSession::viewChanged, this, &BalancerCheckCommand::look);
        look();
    });
}

/// Nobody is waited for who says why he has no answer.
bool BalancerCheckCommand::settled() const
{
    return std::all_of(view().nodes.begin(), view().nodes.end(), [](const NodeView& node) {
        return node.balancer.sighting || !node.balancer.problem.isEmpty();
    });
}

void BalancerCheckCommand::look()
{
    if (settled())
        showReported();
}

void BalancerCheckCommand::showReported()
{
    if (!std::exchange(m_waiting, false))
        return;
    std::vector<ViewFinding> findings;
    for (const NodeView& node : view().nodes) {
        ViewFinding finding = findingOn(node, view().facts.cluster.mode, node.balancer.sighting);
        if (!finding.says && !node.balancer.problem.isEmpty())
            finding.sentence += u' ' + node.balancer.problem;
        findings.push_back(finding);
    }
    show(findings, QStringLiteral("nodes"));
}

void BalancerCheckCommand::show(const std::vector<ViewFinding>& findings, const QString& source)
{
    const bool fits = !findings.empty() && std::all_of(findings.begin(), findings.end(),
                                                       [](const ViewFinding& each) { return each.fits; });
    if (out().isJson()) {
        QJsonArray nodes;
        for (const ViewFinding& finding : findings)
            nodes.append(finding.toJson());
        out().json(QJsonObject{{QStringLiteral("fits"), fits},
                               {QStringLiteral("source"), source},
                               {QStringLiteral("nodes"), nodes}});
    } else if (findings.empty()) {
        out().line(QStringLiteral("No nodes have joined yet."));
    } else {
        std::vector<std::vector<Piece>> rows;
        for (const ViewFinding& finding : findings) {
            const BalancerSighting says = finding.says.value_or(BalancerSighting());
            const QString since = says.changed ? durationText(*says.changed) : QString();
            rows.push_back({{finding.node, Tone::Plain},
                            {rollcall::wordOf(finding.view), finding.fits ? Tone::Good : Tone::Bad},
                            {says.status, Tone::Plain},
                            {since, Tone::Quiet},
                            {checkWords(says), Tone::Quiet},
                            {says.missing() ? QString() : QString::number(says.sessions), Tone::Quiet},
                            {finding.sentence, finding.fits ? Tone::Quiet : Tone::Caution}});
        }
        out().table({QStringLiteral("NODE"), QStringLiteral("BALANCER"), QStringLiteral("STATUS"),
                     QStringLiteral("SINCE"), QStringLiteral("CHECK"), QStringLiteral("SESSIONS"),
                     QStringLiteral("NOTE")},
                    rows);
    }
    finish(fits ? ExitCode::Done : ExitCode::AnswerIsNo);
}

void BalancerCheckCommand::checkFile()
{
    const Result<BalancerPlan> plan = plannedFrom(call(), view());
    if (!plan)
        return fail(plan.error());
    const QString path = call().argument(0);
    const Result<QString> text = readWhole(path);
    if (!text)
        return fail(text.error());
    const Result<std::vector<FoundConfig>> file = readBalancerConfig(*text);
    if (!file) {
        Error error = file.error();
        error.where = path;
        return fail(error);
    }
    // The cluster does not know the application's port: 80 would only be guessed.
    const BalancerFileCheck check = checkBalancerFile(*file, *plan, call().has(QStringLiteral("web-port")));
    const std::vector<Drift>& drifts = check.drifts;
    if (out().isJson()) {
        QJsonArray list;
        for (const Drift& drift : drifts)
            list.append(drift.toJson());
        out().json(QJsonObject{{QStringLiteral("fits"), drifts.empty()},
                               {QStringLiteral("product"), wordOf(check.product)},
                               {QStringLiteral("ports_checked"), check.ports},
                               {QStringLiteral("drift"), list}});
    } else {
        for (const Drift& drift : drifts)
            out().line({{drift.line > 0 ? QStringLiteral("%1:%2: ").arg(path).arg(drift.line)
                                        : path + QStringLiteral(": "),
                         Tone::Quiet},
                        {drift.sentence, Tone::Caution},
                        {u' ' + drift.remedy}});
        if (drifts.empty())
            out().line({{QStringLiteral("It fits the cluster: %1 nodes.").arg(check.nodes), Tone::Good}});
        if (!check.ports)
            out().line(
                {{QStringLiteral("Ports were not checked: give the application's, with --web-port PORT."),
                  Tone::Caution}});
    }
    finish(drifts.empty() ? ExitCode::Done : ExitCode::AnswerIsNo);
}

} // namespace rollcall::ctl
