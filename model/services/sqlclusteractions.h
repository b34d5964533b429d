#pragma once

#include "model/services/backupactions.h"
#include "model/services/drillactions.h"
#include "model/services/featureactions.h"
#include "model/services/keyactions.h"
#include "model/services/leaseactions.h"
#include "model/services/licenseactions.h"
#include "model/services/nodeactions.h"
#include "model/services/settingactions.h"
#include "model/services/switchover.h"

namespace rollcall
{

/// The actions on a cluster's database: each looks at it afresh, refuses with the reason, or writes its
/// change together with its event in one transaction.
class SqlClusterActions final : public ClusterActions
{
public:
    explicit SqlClusterActions(ActionTools::Surroundings surroundings);

    /// Ends what is under way with Unreachable; every later action fails with it at once.
    void close() { m_tools.close(); }
    /// For nudges from now on.
    void setKey(const std::optional<EncryptionKey>& key) { m_tools.setKey(key); }

    FutureResult<Preflight> preflight(Feature feature) override;
    FutureResult<Done> enable(Feature feature, const QStringList& overrides) override;
    FutureResult<Done> disable(Feature feature) override;
    FutureResult<Done> pause(const QString& reason) override;
    FutureResult<Done> resume() override;
    FutureResult<Done> switchover(NodeId to) override;
    FutureResult<Done> setWanted(NodeId node, Wanted wanted, const QString& reason, Millis length,
                                 bool overrideLast) override;
    FutureResult<Done> removeNode(NodeId node) override;
    FutureResult<Done> restoreNode(NodeId node) override;
    FutureResult<Done> repairLease(Epoch atLeast) override;
    FutureResult<Done> orderUnit(NodeId node, const QString& unit, UnitOrder order) override;
    FutureResult<std::vector<SettingState>> settings() override;
    FutureResult<Done> setSettings(const std::vector<SettingChange>& changes) override;
    FutureResult<Done> setPriority(NodeId node, int priority, bool overrideLast) override;
    FutureResult<Done> setLicense(std::optional<Edition> edition, std::optional<int> nodes) override;
    FutureResult<DrillReport> drill(DrillKind kind, DrillProgress progress) override;
    void endDrill() override;
    FutureResult<Done> rotateKey(RotationStep step, const QString& newKey) override;
    FutureResult<ClusterBackup> backup() override;
    FutureResult<RestorePlan> restorePlan(const ClusterBackup& backup) override;
    FutureResult<Done> restore(const ClusterBackup& backup, bool intoAnother,
                               const std::optional<RestorePlan>& shown) override;

private:
    ActionTools m_tools;
    FeatureActions m_features;
    NodeActions m_nodes;
    Switchover m_switchover;
    LeaseActions m_lease;
    SettingActions m_settings;
    DrillActions m_drills;
    KeyActions m_keys;
    LicenseActions m_license;
    BackupActions m_backup;
};

} // namespace rollcall
