#include "model/tables/licensewords.h"

#include "model/tables/presentation.h"

namespace rollcall
{

QString editionMeaning(Edition edition)
{
    switch (edition) {
    case Edition::Basic:
        return QStringLiteral("One node serves; the others are shown and wait.");
    case Edition::BasicLoadBalancing:
        return QStringLiteral(
            "Every node serves web requests. The service runs on one node only and is moved "
            "by hand.");
    case Edition::Enterprise:
        return QStringLiteral("Every node serves web requests, and when the primary fails another node takes "
                              "over by itself.");
    }
    Q_UNREACHABLE();
}

QString licensedNodesText(const ClusterView& view)
{
    return QStringLiteral("%1 of %2").arg(view.nodes.size()).arg(view.facts.cluster.license.nodes);
}

QString overLimitWords(const ClusterView& view, int limit)
{
    const QSet<NodeId> over = nodesOverLimit(view.facts.nodes, limit);
    QStringList names;
    for (const NodeView& node : view.nodes)
        if (over.contains(node.row.id))
            names << node.row.name;
    if (names.isEmpty())
        return {};
    return names.size() == 1
               ? QStringLiteral("%1 is over this number and serves nothing.").arg(names.first())
               : QStringLiteral("%1 are over this number and serve nothing.").arg(listed(names));
}

} // namespace rollcall
