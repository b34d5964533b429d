#include "model/balancer/drift.h"

#include <QHash>

#include <algorithm>

namespace rollcall
{

namespace
{

bool sameHost(const QString& a, const QString& b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

/// How surely a line is meant for a node; 0: not at all. Several nodes may share an address, on one machine.
int likeness(const FoundServer& found, const BalancedServer& server)
{
    const int name = !found.name.isEmpty() && sameHost(found.name, server.name) ? 4 : 0;
    const int host = sameHost(found.host, server.host) ? 2 : 0;
    const int port = host != 0 && (found.port == server.webPort ||
                                   (found.checkPort != 0 && found.checkPort == server.healthPort))
                         ? 3
                         : 0;
    return name + host + port;
}

/// For each server of the plan the index of its line, or -1. The surest pairs first.
std::vector<int> matched(const FoundConfig& group, const BalancerPlan& plan)
{
    struct Pair {
        int sure;
        int server;
        int line;
    };
    std::vector<Pair> pairs;
    for (int s = 0; s < static_cast<int>(plan.servers.size()); ++s)
        for (int l = 0; l < static_cast<int>(group.servers.size()); ++l)
            if (const int sure = likeness(group.servers[static_cast<std::size_t>(l)],
                                          plan.servers[static_cast<std::size_t>(s)]))
                pairs.push_back({sure, s, l});
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Pair& a, const Pair& b) { return a.sure > b.sure; });
    std::vector<int> lines(plan.servers.size(), -1);
    std::vector<bool> taken(group.servers.size(), false);
    for (const Pair& pair : pairs) {
        if (lines[static_cast<std::size_t>(pair.server)] >= 0 || taken[static_cast<std::size_t>(pair.line)])
            continue;
        lines[static_cast<std::size_t>(pair.server)] = pair.line;
        taken[static_cast<std::size_t>(pair.line)] = true;
    }
    return lines;
}

void compare(const FoundConfig& group, const FoundServer& found, const BalancedServer& server,
             bool comparePorts, std::vector<Drift>& drifts)
{
    if (!sameHost(found.host, server.host))
        drifts.push_back({QStringLiteral("wrong-address"), found.line, server.node,
                          QStringLiteral("%1 is at %2, but the file sends its requests to %3.")
                              .arg(server.node, server.host, found.host),
                          QStringLiteral("Write %1.").arg(hostAndPort(server.host, found.port))});
    if (comparePorts && found.port != server.webPort)
        drifts.push_back({QStringLiteral("wrong-port"), found.line, server.node,
                          QStringLiteral("The application of %1 is on port %2, but the file says %3.")
                              .arg(server.node)
                              .arg(server.webPort)
                              .arg(found.port),
                          QStringLiteral("Write %1.").arg(hostAndPort(found.host, server.webPort))});
    if (group.product != BalancerProduct::HAProxy)
        return;
    const quint16 asked = found.checkPort != 0 ? found.checkPort : found.port;
    if (!found.checked)
        drifts.push_back(
            {QStringLiteral("no-check"), found.line, server.node,
             QStringLiteral(
                 "Nobody asks whether %1 is ready, so it gets requests while it is down or draining.")
                 .arg(server.node),
             QStringLiteral("Add \"check port %1\" to its line.").arg(server.healthPort)});
    else if (asked != server.healthPort)
        drifts.push_back({QStringLiteral("wrong-check"), found.line, server.node,
                          QStringLiteral("%1 answers health checks on port %2, but port %3 is asked.")
                              .arg(server.node)
                              .arg(server.healthPort)
                              .arg(asked),
                          QStringLiteral("Write \"check port %1\" on its line.").arg(server.healthPort)});
}

} // namespace

QJsonObject Drift::toJson() const
{
    return {{QStringLiteral("kind"), kind},
            {QStringLiteral("line"), line > 0 ? QJsonValue(line) : QJsonValue()},
            {QStringLiteral("node"), node.isEmpty() ? QJsonValue() : QJsonValue(node)},
            {QStringLiteral("sentence"), sentence},
            {QStringLiteral("remedy"), remedy}};
}

std::vector<Drift> driftOf(const std::vector<FoundConfig>& file, const BalancerPlan& plan, bool comparePorts)
{
    std::vector<Drift> drifts;
    const FoundConfig* group = nullptr;
    std::vector<int> lines;
    std::ptrdiff_t most = -1;
    for (const FoundConfig& each : file) {
        std::vector<int> found = matched(each, plan);
        const std::ptrdiff_t count =
            std::count_if(found.begin(), found.end(), [](int line) { return line >= 0; });
        if (count > most) {
            most = count;
            group = &each;
            lines = std::move(found);
        }
    }
    if (!group)
        return drifts;
    std::vector<bool> known(group->servers.size(), false);
    bool anyChecked = false;
    for (std::size_t i = 0; i < plan.servers.size(); ++i) {
        const BalancedServer& server = plan.servers[i];
        if (lines[i] < 0) {
            drifts.push_back(
                {QStringLiteral("missing-node"), 0, server.node,
                 QStringLiteral("%1 gets no requests: the file does not name it.").arg(server.node),
                 comparePorts ? QStringLiteral("Add %1 to \"%2\".")
                                    .arg(hostAndPort(server.host, server.webPort), group->group)
                              : QStringLiteral("Add %1, with the application's port, to \"%2\".")
                                    .arg(server.host, group->group)});
            continue;
        }
        const FoundServer& found = group->servers[static_cast<std::size_t>(lines[i])];
        known[static_cast<std::size_t>(lines[i])] = true;
        anyChecked = anyChecked || found.checked;
        compare(*group, found, server, comparePorts, drifts);
    }
    for (std::size_t i = 0; i < known.size(); ++i)
        if (!known[i])
            drifts.push_back({QStringLiteral("unknown-server"),
                              group->servers[i].line,
                              {},
                              QStringLiteral("%1 is no node of this cluster, but it gets requests.")
                                  .arg(group->servers[i].name.isEmpty()
                                           ? hostAndPort(group->servers[i].host, group->servers[i].port)
                                           : group->servers[i].name),
                              QStringLiteral("Take its line out, or start rollcall-node there.")});
    if (group->product == BalancerProduct::HAProxy && anyChecked && group->checkPath != u"/ready")
        drifts.push_back(
            {QStringLiteral("wrong-check"),
             group->line,
             {},
             group->checkPath.isEmpty()
                 ? QStringLiteral("Only a connection is tried, so a draining node still gets requests.")
                 : QStringLiteral(
                       "The check asks for %1, not for /ready, so a draining node may still get requests.")
                       .arg(group->checkPath),
             QStringLiteral("Write \"option httpchk\" and \"http-check send meth GET uri /ready\".")});
    if (group->stickyLine)
        drifts.push_back(
            {QStringLiteral("sticky"),
             *group->stickyLine,
             {},
             QStringLiteral("\"%1\" binds visitors to one node; they lose it when that node goes.")
                 .arg(group->stickyWord),
             QStringLiteral("Take it out: every node can serve every request.")});
    std::stable_sort(drifts.begin(), drifts.end(),
                     [](const Drift& a, const Drift& b) { return a.line < b.line; });
    return drifts;
}

} // namespace rollcall
