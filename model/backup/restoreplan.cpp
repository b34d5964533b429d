#include "model/backup/restoreplan.h"

#include <algorithm>

namespace rollcall
{

namespace
{

const NodeRow* sameNode(const ClusterBackup::Node& saved, const std::vector<NodeRow>& nodes)
{
    const auto living = [&](auto same) {
        const auto found = std::find_if(nodes.begin(), nodes.end(),
                                        [&](const NodeRow& row) { return !row.removedAt && same(row); });
        return found == nodes.end() ? nullptr : &*found;
    };
    const NodeRow* byId = living([&](const NodeRow& row) { return row.id == saved.id; });
    return byId ? byId : living([&](const NodeRow& row) { return row.name == saved.name; });
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
        plan.changes << QStringLiteral("The setting %1 becomes %2; it is %3.")
                            .arg(state.spec.key, shown(state.spec, wanted), shown(state.spec, state.value));
    }
    const License& license = now.cluster.license;
    if (license.edition != backup.license.edition || license.nodes != backup.license.nodes) {
        plan.license = backup.license;
        plan.changes
            << QStringLiteral("The license becomes %1; it is %2.").arg(backup.license.text(), license.text());
    }
    for (const ClusterBackup::Node& saved : backup.nodes) {
        const NodeRow* row = sameNode(saved, now.nodes);
        if (!row) {
            plan.notes << QStringLiteral("%1 is not registered: start its node service with its "
                                         "configuration, then restore again.")
                              .arg(saved.name);
        } else if (row->priority != saved.priority) {
            plan.priorities.push_back({row->id, saved.priority});
            plan.changes << QStringLiteral("The priority of %1 becomes %2; it is %3.")
                                .arg(row->name)
                                .arg(saved.priority)
                                .arg(row->priority);
        }
    }
    if (backup.cluster != now.cluster.id)
        plan.notes << QStringLiteral("The backup is of another cluster, %1.").arg(backup.name);
    const QString& inForce = now.cluster.keys.inForce;
    if (!backup.keyFingerprint.isEmpty() && !inForce.isEmpty() && inForce != backup.keyFingerprint)
        plan.notes << QStringLiteral("The key in force was %1 and is %2 now: a restore does not change it.")
                          .arg(backup.keyFingerprint, inForce);
    return plan;
}

} // namespace rollcall
