#include "model/cluster/preflightchecks.h"

namespace rollcall::preflightchecks
{

Check loadBalancingOn(const ClusterView& view)
{
    Check check = start("load-balancing-on", "Load balancing");
    if (view.facts.cluster.mode == Mode::Single)
        return conclude(check, CheckState::Failed, QStringLiteral("Only the primary serves requests."),
                        QStringLiteral("Enable load balancing first."));
    return conclude(check, CheckState::Passed, QStringLiteral("Every active node serves web requests."));
}

Check databaseRedundancy(const ClusterView& view)
{
    Check check = start("database-redundancy", "Database redundancy");
    if (view.facts.databaseRedundant)
        return conclude(check, CheckState::Passed, QStringLiteral("The database has a standby."));
    check.consent = QStringLiteral("Enable although the database is a single point of failure");
    return conclude(check, CheckState::Warning,
                    QStringLiteral("The database has no standby, so the cluster stops if its server stops."),
                    QStringLiteral("Add a standby to remove this risk."));
}

Check license(Feature feature, const ClusterView& view)
{
    Check check = start("license", "License");
    const License& held = view.facts.cluster.license;
    const Mode mode = feature == Feature::LoadBalancing ? Mode::LoadBalancing : Mode::HighAvailability;
    if (const Result<void> permitted = held.permits(mode); !permitted)
        return conclude(check, CheckState::Failed, permitted.error().what, permitted.error().remedy);
    Nodes over;
    for (const NodeView& node : view.nodes)
        if (!node.licensed)
            over.push_back(&node);
    if (!over.empty())
        return conclude(
            check, CheckState::Warning,
            QStringLiteral("%1 %2 over the license's number of nodes, %3, and %4 nothing.")
                .arg(namesOf(over), verb(over, "is", "are"))
                .arg(held.nodes)
                .arg(verb(over, "serves", "serve")),
            QStringLiteral(
                "Remove nodes that are not needed, or raise the number: rollcallctl license set --nodes N."));
    return conclude(check, CheckState::Passed,
                    QStringLiteral("%1; %2 registered.").arg(held.text()).arg(view.nodes.size()));
}

} // namespace rollcall::preflightchecks
