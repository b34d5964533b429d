#include "model/services/sqlclusteractions.h"

namespace rollcall
{

SqlClusterActions::SqlClusterActions(ActionTools::Surroundings surroundings)
    : m_tools(std::move(surroundings), nullptr)
    , m_features(m_tools, nullptr)
    , m_nodes(m_tools, nullptr)
    , m_switchover(m_tools, nullptr)
    , m_lease(m_tools, nullptr)
    , m_settings(m_tools, nullptr)
    , m_drills(m_tools, nullptr)
    , m_keys(m_tools, nullptr)
    , m_license(m_tools, nullptr)
    , m_backup(m_tools, nullptr)
{
}

FutureResult<Preflight> SqlClusterActions::preflight(Feature feature)
{
    return m_features.preflight(feature);
}

FutureResult<Done> SqlClusterActions::enable(Feature feature, const QStringList& overrides)
{
    return m_features.enable(feature, overrides);
}

FutureResult<Done> SqlClusterActions::disable(Feature feature)
{
    return m_features.disable(feature);
}

FutureResult<Done> SqlClusterActions::pause(const QString& reason)
{
    return m_features.pause(reason);
}

FutureResult<Done> SqlClusterActions::resume()
{
    return m_features.resume();
}

FutureResult<Done> SqlClusterActions::switchover(NodeId to)
{
    return m_switchover.run(to);
}

FutureResult<Done> SqlClusterActions::setWanted(NodeId node, Wanted wanted, const QString& reason,
                                                Millis length, bool overrideLast)
{
    return m_nodes.setWanted(node, wanted, reason, length, overrideLast);
}

FutureResult<Done> SqlClusterActions::removeNode(NodeId node)
{
    return m_nodes.removeNode(node);
}

FutureResult<Done> SqlClusterActions::restoreNode(NodeId node)
{
    return m_nodes.restoreNode(node);
}

FutureResult<Done> SqlClusterActions::repairLease(Epoch atLeast)
{
    return m_lease.repair(atLeast);
}

FutureResult<Done> SqlClusterActions::orderUnit(NodeId node, const QString& unit, UnitOrder order)
{
    return m_nodes.orderUnit(node, unit, order);
}

FutureResult<std::vector<SettingState>> SqlClusterActions::settings()
{
    return m_settings.read();
}

FutureResult<Done> SqlClusterActions::setSettings(const std::vector<SettingChange>& changes)
{
    return m_settings.set(changes);
}

FutureResult<Done> SqlClusterActions::setPriority(NodeId node, int priority, bool overrideLast)
{
    return m_nodes.setPriority(node, priority, overrideLast);
}

FutureResult<Done> SqlClusterActions::setLicense(std::optional<Edition> edition, std::optional<int> nodes)
{
    return m_license.set(edition, nodes);
}

FutureResult<DrillReport> SqlClusterActions::drill(DrillKind kind, DrillProgress progress)
{
    return m_drills.run(kind, std::move(progress));
}

void SqlClusterActions::endDrill()
{
    m_drills.end();
}

FutureResult<Done> SqlClusterActions::rotateKey(RotationStep step, const QString& newKey)
{
    return m_keys.take(step, newKey);
}

FutureResult<ClusterBackup> SqlClusterActions::backup()
{
    return m_backup.make();
}

FutureResult<RestorePlan> SqlClusterActions::restorePlan(const ClusterBackup& backup)
{
    return m_backup.plan(backup);
}

FutureResult<Done> SqlClusterActions::restore(const ClusterBackup& backup, bool intoAnother,
                                              const std::optional<RestorePlan>& shown)
{
    return m_backup.restore(backup, intoAnother, shown);
}

} // namespace rollcall
