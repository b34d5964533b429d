#include "model/backup/restoreplan.h"

#include <QSet>

namespace rollcall
{

namespace
{

/// The node of now for each saved one, or null. Ids go before names, and no node stands for two.
std::vector<const NodeRow*> sameNodes(const std::vector<ClusterBackup::Node>& saved,
                                      const std::vector<NodeRow>& nodes)
{
    std::vector<const NodeRow*> found(saved.size(), nullptr);
    QSet<NodeId> taken;
    const auto match = [&](auto same) {
        for (std::size_t i = 0; i < saved.size(); ++i)
            for (const NodeRow& row : nodes)
                if (!found[i] && !row.removedAt && !taken.contains(row.id) && same(saved[i], row)) {
                    found[i] = &row;
                    taken.insert(row.id);
                }
    };
    match([](const ClusterBackup::Node& one, const NodeRow& row) { return one.id == row.id; });
    match([](const ClusterBackup::Node& one, const NodeRow& row) { return one.name == row.name; });
    return found;
}

QString shown(const SettingSpec& spec, const QString& value)
{
    return value.isEmpty() ? QStringLiteral("nothing") : spec.text(value);
}

} // namespace

RestorePlan planRestore(const ClusterBackup& backup, const ClusterFacts& now,
                        const std::vector<SettingState>& settings)
{
    RestorePlan plan;
    for (const SettingState& state : settings) {
        const QString wanted = backup.settings.value(state.spec.key, state.spec.standard);
        if (wanted == state.value)
            continue;
        plan.settings.push_back({state.spec.key, wanted});
        plan.changes << QStringLiteral("The setting %1 becomes %2 instead of %3.")
                            .arg(state.spec.key, shown(state.spec, wanted), shown(state.spec, state.value));
    }
    const License& license = now.cluster.license;
    if (license.edition != backup.license.edition || license.nodes != backup.license.nodes) {
        plan.license = backup.license;
        plan.changes << QStringLiteral("The license becomes %1 instead of %2.")
                            .arg(backup.license.text(), license.text());
    }
    const std::vector<const NodeRow*> same = sameNodes(backup.nodes, now.nodes);
    for (std::size_t i = 0; i < backup.nodes.size(); ++i) {
        const ClusterBackup::Node& saved = backup.nodes[i];
        const NodeRow* row = same[i];
        if (!row) {
            plan.notes << QStringLiteral("%1 is not registered: start its node service with its "
                                         "configuration, then restore again.")
                              .arg(saved.name);
        } else if (row->priority != saved.priority) {
            plan.priorities.push_back({row->id, saved.priority});
            plan.changes << QStringLiteral("The priority of %1 becomes %2 instead of %3.")
                                .arg(row->name)
                                .arg(saved.priority)
                                .arg(row->priority);
        }
    }
    plan.otherCluster = backup.cluster != now.cluster.id;
    if (plan.otherCluster)
        plan.notes << QStringLiteral("The backup is of another cluster, %1.").arg(backup.name);
    const QString inForce = keyInForce(now);
    if (!backup.keyFingerprint.isEmpty() && !inForce.isEmpty() && inForce != backup.keyFingerprint)
        plan.notes << QStringLiteral("The key in force was %1 and is %2 now: a restore does not change it.")
                          .arg(backup.keyFingerprint, inForce);
    return plan;
}

} // namespace rollcall
