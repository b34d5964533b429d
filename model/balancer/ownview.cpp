#include "model/balancer/ownview.h"

#include "model/balancer/servername.h"
#include "model/cluster/phrases.h"

#include <QHash>
#include <QUrl>

#include <algorithm>

namespace rollcall
{

namespace
{

/// Places in the list of nodes, by what a balancer may call them.
struct NodeIndex {
    QHash<QString, std::size_t> byName; ///< lower case
    QHash<QString, std::size_t> byHost; ///< lower case; only hosts of one node

    explicit NodeIndex(const std::vector<BalancedName>& nodes)
    {
        QHash<QString, int> uses;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            byName.insert(nodes[i].word.toLower(), i);
            for (const QString& host : nodes[i].hosts) {
                ++uses[host.toLower()];
                byHost.insert(host.toLower(), i);
            }
        }
        byHost.removeIf([&uses](auto it) { return uses.value(it.key()) > 1; });
    }
    std::optional<std::size_t> find(const StatisticsServer& server) const
    {
        if (const auto it = byName.constFind(server.name.toLower()); it != byName.constEnd())
            return *it;
        if (const auto it = byHost.constFind(server.host.toLower());
            it != byHost.constEnd() && !server.host.isEmpty())
            return *it;
        return std::nullopt;
    }
};

QStringList namesOfBackends(const std::vector<StatisticsServer>& servers)
{
    constexpr qsizetype shown = 8;
    QStringList names;
    for (const StatisticsServer& server : servers)
        if (!names.contains(server.backend) && names.size() < shown)
            names << server.backend;
    return names;
}

/// The one that has most of the nodes; the first among equals.
QString fullestBackend(const std::vector<StatisticsServer>& servers, const NodeIndex& index)
{
    QHash<QString, int> matches;
    QString best;
    int most = 0;
    for (const StatisticsServer& server : servers)
        if (index.find(server) && ++matches[server.backend] > most) {
            most = matches[server.backend];
            best = server.backend;
        }
    return best;
}

Failure noneOfThem()
{
    return failure(
        ErrorKind::Invalid, QStringLiteral("None of the load balancer's servers is a node of this cluster."),
        QStringLiteral(
            "Name the servers as the nodes, or add their addresses with \"stats show-legends\"; see: "
            "rollcallctl balancer config haproxy"));
}

} // namespace

std::vector<BalancedName> balancedNames(const std::vector<NodeRow>& rows)
{
    std::vector<const NodeRow*> nodes;
    for (const NodeRow& row : rows)
        if (!row.removedAt)
            nodes.push_back(&row);
    std::stable_sort(nodes.begin(), nodes.end(),
                     [](const NodeRow* a, const NodeRow* b) { return a->name < b->name; });
    ServerNames words;
    std::vector<BalancedName> names;
    for (const NodeRow* row : nodes) {
        BalancedName name{row->id, words.wordFor(row->name), {}};
        for (const QString& host :
             {withoutBrackets(row->report.address), withoutBrackets(QUrl(row->report.health).host())})
            if (!host.isEmpty() && !name.hosts.contains(host, Qt::CaseInsensitive))
                name.hosts << host;
        names.push_back(std::move(name));
    }
    return names;
}

Result<OwnView> ownView(const std::vector<StatisticsServer>& servers, const std::vector<BalancedName>& nodes,
                        const QString& backend)
{
    const NodeIndex index(nodes);
    OwnView view;
    view.backend = backend.isEmpty() ? fullestBackend(servers, index) : backend;
    const QStringList backends = namesOfBackends(servers);
    const bool there = std::any_of(servers.begin(), servers.end(), [&view](const StatisticsServer& each) {
        return each.backend == view.backend;
    });
    if (backends.isEmpty())
        return failure(
            ErrorKind::Invalid, QStringLiteral("The load balancer's statistics name no server."),
            QStringLiteral("Load a configuration with the nodes: rollcallctl balancer config haproxy"));
    if (!backend.isEmpty() && !there)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The load balancer has no backend \"%1\".").arg(backend),
                       QStringLiteral("It has %1: rollcallctl settings set balancer.backend NAME")
                           .arg(joined(backends)));
    if (!there)
        return noneOfThem();
    std::vector<const StatisticsServer*> found(nodes.size(), nullptr);
    bool any = false;
    for (const StatisticsServer& server : servers) {
        if (server.backend != view.backend)
            continue;
        const auto place = index.find(server);
        // Two servers on one node: what serves it is what counts.
        if (place && (!found[*place] || found[*place]->says.view != BalancerView::Up))
            found[*place] = &server;
        any = any || place.has_value();
    }
    if (!any)
        return noneOfThem();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        BalancerSighting sighting = found[i] ? found[i]->says : BalancerSighting{};
        sighting.node = nodes[i].node;
        view.sightings.push_back(std::move(sighting));
    }
    return view;
}

} // namespace rollcall
