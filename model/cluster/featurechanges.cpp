#include "model/cluster/featurechanges.h"

#include "model/cluster/phrases.h"
#include "model/cluster/placement.h"
#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// Names for a sentence: a long list is cut, its length is not.
QString shortList(const QStringList& names)
{
    constexpr qsizetype shown = 5;
    if (names.size() <= shown)
        return joined(names);
    return joined(names.mid(0, shown) << QStringLiteral("%1 more").arg(names.size() - shown));
}

QString forMany(const QStringList& names, const char* one, const char* many)
{
    return QString::fromLatin1(names.size() == 1 ? one : many);
}

/// Units of a role that the node has, each once.
QStringList unitNames(const NodeView& node, UnitRole role)
{
    QStringList units;
    for (const UnitReport& unit : node.row.report.units)
        if (unit.role == role && !units.contains(unit.name))
            units << unit.name;
    return units;
}

/// Nodes with the same units, in the order of the nodes.
class ByUnits
{
public:
    void add(const NodeView& node)
    {
        const QStringList units = unitNames(node, UnitRole::Web);
        if (units.isEmpty())
            return;
        const auto same = std::find_if(m_groups.begin(), m_groups.end(),
                                       [&units](const auto& each) { return each.first == units; });
        if (same == m_groups.end())
            m_groups.emplace_back(units, QStringList{node.row.name});
        else
            same->second << node.row.name;
    }
    const std::vector<std::pair<QStringList, QStringList>>& groups() const { return m_groups; }

private:
    std::vector<std::pair<QStringList, QStringList>> m_groups; ///< units, nodes
};

QString primaryName(const ClusterView& view)
{
    const NodeView* node = view.find(staysWith(view));
    return node ? node->row.name : QStringLiteral("the primary");
}

/// "the service stays on web-01", as far as it runs at all.
QString whereTheServiceIs(const ClusterView& view)
{
    return view.primary ? QStringLiteral("the service stays on %1").arg(primaryName(view))
                        : QStringLiteral("no node runs the service");
}

std::vector<QString> enablingLoadBalancing(const ClusterView& view)
{
    ByUnits starts;
    QStringList held;
    QStringList silent;
    for (const NodeView& node : view.nodes) {
        if (node.row.id == staysWith(view) || !node.licensed)
            continue;
        if (node.row.wanted != Wanted::Active)
            held << node.row.name;
        else if (!node.alive)
            silent << node.row.name;
        else
            starts.add(node);
    }
    std::vector<QString> changes;
    for (const auto& [units, nodes] : starts.groups())
        changes.push_back(QStringLiteral("%1 %2 %3 and %4 requests.")
                              .arg(shortList(nodes), forMany(nodes, "starts", "start"), joined(units),
                                   forMany(nodes, "takes", "take")));
    if (!held.isEmpty())
        changes.push_back(QStringLiteral("%1 %2 as %3, and %4 in when activated.")
                              .arg(shortList(held), forMany(held, "stays", "stay"),
                                   forMany(held, "it is", "they are"), forMany(held, "joins", "join")));
    if (!silent.isEmpty())
        changes.push_back(
            QStringLiteral("%1 %2 not run now, and %3 in after the next start.")
                .arg(shortList(silent), forMany(silent, "does", "do"), forMany(silent, "joins", "join")));
    changes.push_back(
        view.primary
            ? QStringLiteral("The service stays on %1 until you hand it over.").arg(primaryName(view))
            : QStringLiteral("No node runs the service now; it starts on %1 once that can.")
                  .arg(primaryName(view)));
    return changes;
}

std::vector<QString> enablingHighAvailability(const ClusterView& view)
{
    std::vector<QString> changes;
    std::vector<const NodeView*> able;
    QStringList units;
    for (const NodeView& node : view.nodes) {
        if (node.row.id == staysWith(view) || !node.alive || !node.licensed || !node.row.mayBePrimary())
            continue;
        able.push_back(&node);
        for (const QString& unit : unitNames(node, UnitRole::Service))
            if (!units.contains(unit))
                units << unit;
    }
    std::stable_sort(able.begin(), able.end(), [](const NodeView* a, const NodeView* b) {
        return a->row.priority > b->row.priority; // by name already
    });
    QStringList names;
    for (const NodeView* node : able)
        names << node->row.name;
    if (names.isEmpty())
        changes.push_back(
            QStringLiteral("If %1 fails now, nobody takes over: no other node is active, able and allowed to "
                           "be the primary.")
                .arg(primaryName(view)));
    else
        changes.push_back(QStringLiteral("When %1 fails, another node becomes primary after %2 of silence, "
                                         "and at once when it stops in order.")
                              .arg(primaryName(view), durationText(view.facts.timings.ttl)));
    if (!names.isEmpty())
        changes.push_back(units.isEmpty() ? QStringLiteral("Next in line: %1.").arg(shortList(names))
                                          : QStringLiteral("Next in line: %1; %2 would start there.")
                                                .arg(shortList(names), joined(units)));
    changes.push_back(QStringLiteral("Nothing restarts now: %1.").arg(whereTheServiceIs(view)));
    return changes;
}

std::vector<QString> disablingLoadBalancing(const ClusterView& view)
{
    ByUnits stops;
    for (const NodeView& node : view.nodes) {
        const Placement now{view.facts.cluster.mode, node.row.wanted, node.primary, node.licensed};
        if (node.row.id != staysWith(view) && node.alive && now.runs(UnitRole::Web))
            stops.add(node);
    }
    std::vector<QString> changes;
    changes.push_back(QStringLiteral("Only %1 serves: all requests go there, and the service stays there.")
                          .arg(primaryName(view)));
    for (const auto& [units, nodes] : stops.groups())
        changes.push_back(QStringLiteral("%1 %2 %3 and %4 no more requests.")
                              .arg(shortList(nodes), forMany(nodes, "stops", "stop"), joined(units),
                                   forMany(nodes, "takes", "take")));
    return changes;
}

std::vector<QString> disablingHighAvailability(const ClusterView& view)
{
    return {QStringLiteral("If %1 fails, no other node takes over on its own.").arg(primaryName(view)),
            QStringLiteral("Nothing restarts now: %1, and load balancing stays on.")
                .arg(whereTheServiceIs(view) +
                     (view.primary ? QStringLiteral(" until you hand it over") : QString()))};
}

/// Without load balancing one node serves everything, so that node has to be able to.
Result<void> canServeAlone(const ClusterView& view)
{
    const NodeView* node = view.find(staysWith(view));
    if (node && node->alive && node->row.wanted == Wanted::Active)
        return {};
    if (!node)
        return failure(ErrorKind::Refused,
                       QStringLiteral("No node is the primary, so no node would serve the application."),
                       QStringLiteral("Start a node first."));
    return failure(
        ErrorKind::Refused,
        QStringLiteral("%1 is the only node that would serve, and it %2.")
            .arg(node->row.name,
                 node->alive ? QStringLiteral("is not active") : QStringLiteral("is not running")),
        QStringLiteral("Switch over to another node first, or bring %1 back.").arg(node->row.name));
}

} // namespace

std::vector<QString> changesOfEnabling(Feature feature, const ClusterView& view)
{
    return feature == Feature::LoadBalancing ? enablingLoadBalancing(view) : enablingHighAvailability(view);
}

std::vector<QString> changesOfDisabling(Feature feature, const ClusterView& view)
{
    return feature == Feature::LoadBalancing ? disablingLoadBalancing(view) : disablingHighAvailability(view);
}

NodeId staysWith(const ClusterView& view)
{
    return view.primary ? view.primary->node : view.facts.cluster.designated;
}

Result<void> mayDisable(Feature feature, const ClusterView& view)
{
    const Mode mode = view.facts.cluster.mode;
    if (feature == Feature::HighAvailability)
        return mode == Mode::HighAvailability
                   ? Result<void>()
                   : failure(ErrorKind::Refused, QStringLiteral("High availability is off already."));
    if (mode == Mode::Single)
        return failure(ErrorKind::Refused, QStringLiteral("Load balancing is off already."));
    if (mode == Mode::HighAvailability)
        return failure(ErrorKind::Refused, QStringLiteral("High availability needs load balancing."),
                       QStringLiteral("Disable high availability first."));
    return canServeAlone(view);
}

} // namespace rollcall
