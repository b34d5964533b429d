#include "ui/dialogs/intent.h"

#include "model/cluster/featurechanges.h"
#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

const UnitReport* unitOf(const NodeView& node, const QString& name)
{
    for (const UnitReport& unit : node.row.report.units)
        if (unit.name == name)
            return &unit;
    return nullptr;
}

bool isHeld(const NodeView& node, const QString& unit)
{
    return std::find(node.row.unitsHeld.begin(), node.row.unitsHeld.end(), unit) != node.row.unitsHeld.end();
}

bool takes(const NodeView& node, Act act, const QString& name)
{
    const UnitReport* unit = unitOf(node, name);
    if (!unit || !node.alive)
        return false;
    switch (act) {
    case Act::StartUnit:
        return isHeld(node, name) || unit->state == UnitState::Failed;
    case Act::StopUnit:
        // A standby unit must be held too, or it would start with the next takeover.
        return !isHeld(node, name);
    case Act::RestartUnit:
        return unit->state == UnitState::Running || unit->state == UnitState::Failed;
    default:
        return false;
    }
}

QString unitReason(const Intent& intent, const ClusterView& view)
{
    if (!targetsOf(intent, view).empty())
        return {};
    const NodeView* node = view.find(intent.node);
    if (node && !node->alive)
        return QStringLiteral("%1 does not answer, so its units cannot be reached.").arg(node->row.name);
    const QString where =
        node ? QStringLiteral(" on %1").arg(node->row.name) : QStringLiteral(" on any node");
    switch (intent.act) {
    case Act::StartUnit:
        return QStringLiteral("%1 was not stopped%2.").arg(intent.unit, where);
    case Act::StopUnit:
        return QStringLiteral("%1 is stopped already.").arg(intent.unit);
    default:
        return QStringLiteral("%1 does not run%2.").arg(intent.unit, where);
    }
}

/// A drill needs what a takeover needs.
QString drillReason(const ClusterView& view)
{
    if (view.facts.cluster.mode != Mode::HighAvailability)
        return QStringLiteral("High availability is off, so there is no takeover to drill.");
    if (view.facts.cluster.paused)
        return QStringLiteral("Automatic takeover is paused. Resume it first.");
    if (!view.primary)
        return QStringLiteral("No node is primary now.");
    return view.forecast.successor.isNull() ? QStringLiteral("No other node is able to take over.")
                                            : QString();
}

QString disableReason(Feature feature, const ClusterView& view)
{
    const Result<void> may = mayDisable(feature, view);
    return may ? QString() : QStringLiteral("%1 %2").arg(may.error().what, may.error().remedy).trimmed();
}

/// Why a step of changing the encryption key is not possible now.
QString rotationReason(RotationStep step, const ClusterView& view)
{
    const Result<RotationChange> change = planStep(step, view);
    return change ? QString()
                  : QStringLiteral("%1 %2").arg(change.error().what, change.error().remedy).trimmed();
}

QString rotationTitle(RotationStep step)
{
    switch (step) {
    case RotationStep::Start:
        return QStringLiteral("Change the encryption key…");
    case RotationStep::Switch:
        return QStringLiteral("Switch to the new encryption key…");
    case RotationStep::End:
        return QStringLiteral("End the change of the encryption key…");
    case RotationStep::Cancel:
        return QStringLiteral("Cancel the change of the encryption key…");
    }
    Q_UNREACHABLE();
}

QString nodeReason(Act act, const NodeView& node)
{
    const QString& name = node.row.name;
    switch (act) {
    case Act::Drain:
        if (!node.alive)
            return QStringLiteral("%1 does not answer.").arg(name);
        return node.row.wanted == Wanted::Draining ? QStringLiteral("%1 is draining already.").arg(name)
                                                   : QString();
    case Act::Maintain:
        return node.row.wanted == Wanted::Maintenance
                   ? QStringLiteral("%1 is in maintenance already.").arg(name)
                   : QString();
    case Act::Activate:
        return node.row.wanted == Wanted::Active ? QStringLiteral("%1 is active already.").arg(name)
                                                 : QString();
    case Act::Remove:
        return node.removal.allowed ? QString() : node.removal.reason;
    default:
        return {};
    }
}

} // namespace

QString titleOf(Feature feature)
{
    return feature == Feature::LoadBalancing ? QStringLiteral("Load Balancing")
                                             : QStringLiteral("High Availability");
}

QString nameOf(Feature feature)
{
    return titleOf(feature).toLower();
}

bool isOn(Feature feature, Mode mode)
{
    return feature == Feature::LoadBalancing ? mode != Mode::Single : mode == Mode::HighAvailability;
}

std::vector<const NodeView*> targetsOf(const Intent& intent, const ClusterView& view)
{
    std::vector<const NodeView*> targets;
    for (const NodeView& node : view.nodes)
        if ((intent.node.isNull() || intent.node == node.row.id) && takes(node, intent.act, intent.unit))
            targets.push_back(&node);
    return targets;
}

std::vector<const NodeView*> successorsIn(const ClusterView& view)
{
    std::vector<const NodeView*> nodes;
    for (const NodeView& node : view.nodes)
        if (!node.primary && node.alive && node.row.wanted == Wanted::Active && node.row.priority > 0 &&
            node.key != KeyState::Differs)
            nodes.push_back(&node);
    std::stable_sort(nodes.begin(), nodes.end(), [](const NodeView* a, const NodeView* b) {
        const auto place = [](const NodeView* node) {
            return node->succession > 0 ? node->succession : std::numeric_limits<int>::max();
        };
        return place(a) < place(b);
    });
    return nodes;
}

QString offReason(const Freshness& freshness)
{
    if (freshness.never())
        return QStringLiteral("Off until the database has answered.");
    if (freshness.stale())
        return QStringLiteral("Off because the values are %1 old.").arg(durationText(*freshness.age));
    return {};
}

QString offReason(const Intent& intent, const ClusterView& view, const Freshness& freshness)
{
    if (const QString reason = offReason(freshness); !reason.isEmpty())
        return reason;
    const Mode mode = view.facts.cluster.mode;
    switch (intent.act) {
    case Act::Enable:
        if (isOn(intent.feature, mode))
            return QStringLiteral("%1 is on already.").arg(titleOf(intent.feature));
        return view.nodes.empty() ? QStringLiteral("No nodes have joined yet.") : QString();
    case Act::Disable:
        return disableReason(intent.feature, view);
    case Act::Pause:
        if (mode != Mode::HighAvailability)
            return QStringLiteral("High availability is off, so there is nothing to pause.");
        return view.facts.cluster.paused ? QStringLiteral("Automatic takeover is paused already.")
                                         : QString();
    case Act::Resume:
        return view.facts.cluster.paused ? QString() : QStringLiteral("Automatic takeover is not paused.");
    case Act::HandOver: {
        const auto nodes = successorsIn(view);
        if (nodes.empty())
            return QStringLiteral("No other node is able to take over.");
        const NodeView* target = view.find(intent.node);
        if (target && std::find(nodes.begin(), nodes.end(), target) == nodes.end())
            return target->primary ? QStringLiteral("%1 is the primary already.").arg(target->row.name)
                                   : QStringLiteral("%1 is not able to take over.").arg(target->row.name);
        return {};
    }
    case Act::Drill:
        return drillReason(view);
    case Act::RotateKey:
        return rotationReason(intent.step, view);
    case Act::Restore:
    case Act::ChangeTimings:
    case Act::ChangeSetting:
    case Act::SetSettings:
    case Act::ChangeLicense:
    case Act::SetLicense:
    case Act::CreateBackup:
    case Act::RestoreBackup:
        return {};
    case Act::StartUnit:
    case Act::StopUnit:
    case Act::RestartUnit:
        return unitReason(intent, view);
    default:
        break;
    }
    const NodeView* node = view.find(intent.node);
    return node ? nodeReason(intent.act, *node) : QStringLiteral("Choose a node first.");
}

QString titleOf(const Intent& intent, const ClusterView& view)
{
    const NodeView* node = view.find(intent.node);
    const QString name = node ? node->row.name : QStringLiteral("node");
    const QString primary = view.primary ? view.primary->name : QStringLiteral("the primary");
    const QString place = node ? QStringLiteral(" on %1").arg(name) : QString();
    switch (intent.act) {
    case Act::Enable:
        return QStringLiteral("Enable %1…").arg(nameOf(intent.feature));
    case Act::Disable:
        return QStringLiteral("Disable %1…").arg(nameOf(intent.feature));
    case Act::Pause:
        return QStringLiteral("Pause automatic takeover…");
    case Act::Resume:
        return QStringLiteral("Resume automatic takeover");
    case Act::HandOver:
        return node && !node->primary ? QStringLiteral("Hand over to %1…").arg(name)
                                      : QStringLiteral("Hand over from %1…").arg(primary);
    case Act::Drain:
        return QStringLiteral("Drain %1…").arg(name);
    case Act::Maintain:
        return QStringLiteral("Put %1 into maintenance…").arg(name);
    case Act::Activate:
        return QStringLiteral("Activate %1").arg(name);
    case Act::Remove:
        return QStringLiteral("Remove %1…").arg(name);
    case Act::Restore:
        return QStringLiteral("Restore %1").arg(name);
    case Act::StartUnit:
        return QStringLiteral("Start %1%2").arg(intent.unit, place);
    case Act::StopUnit:
        return QStringLiteral("Stop %1%2…").arg(intent.unit, place);
    case Act::RestartUnit:
        return QStringLiteral("Restart %1%2…").arg(intent.unit, place);
    case Act::ChangeTimings:
        return QStringLiteral("Change the timings of the lease…");
    case Act::SetPriority:
        return QStringLiteral("Set the priority of %1…").arg(name);
    case Act::Drill:
        return QStringLiteral("Run a failover drill…");
    case Act::ChangeSetting:
    case Act::SetSettings:
        return QStringLiteral("Change %1…")
            .arg(intent.settings.empty() ? QStringLiteral("a setting") : intent.settings.front().key);
    case Act::ChangeLicense:
    case Act::SetLicense:
        return QStringLiteral("Change the license…");
    case Act::RotateKey:
        return rotationTitle(intent.step);
    case Act::CreateBackup:
        return QStringLiteral("Create a backup…");
    case Act::RestoreBackup:
        return QStringLiteral("Restore a backup…");
    }
    Q_UNREACHABLE();
}

} // namespace rollcall
