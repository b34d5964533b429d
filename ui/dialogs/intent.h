#pragma once

#include "model/cluster/clusterview.h"
#include "model/cluster/keyplan.h"
#include "model/cluster/preflight.h"
#include "model/cluster/settings.h"
#include "model/tables/freshness.h"

#include <QString>

namespace rollcall
{

/// What a person can ask for that changes the cluster. Pages, menus and palette all make intents; one place
/// asks back and carries them out.
enum class Act {
    Enable,
    Disable,
    Pause,
    Resume,
    HandOver,
    Drain,
    Maintain,
    Activate,
    Remove,
    Restore,
    StartUnit,
    StopUnit,
    RestartUnit,
    ChangeTimings,
    SetPriority,
    Drill,
    ChangeSetting, ///< asks for the value
    SetSettings,
    ChangeLicense, ///< asks for edition and number
    SetLicense,
    RotateKey,
    CreateBackup,  ///< asks for what goes into it, the file and the passphrase
    RestoreBackup, ///< asks for the file and the passphrase, and shows what will change
};

struct Intent {
    Act act = Act::Enable;
    Feature feature = Feature::LoadBalancing; ///< of Enable and Disable
    NodeId node;                              ///< of HandOver: the successor, null: to be chosen or the next;
                                              ///< of units: null: all nodes
    QString unit;
    std::vector<SettingChange> settings = {}; ///< of SetSettings; of ChangeSetting: its key
    std::vector<SettingChange> settingsBefore = {};
    std::optional<License> license = {};     ///< of SetLicense
    RotationStep step = RotationStep::Start; ///< of RotateKey

    static Intent enable(Feature feature) { return {Act::Enable, feature, {}, {}}; }
    static Intent disable(Feature feature) { return {Act::Disable, feature, {}, {}}; }
    static Intent forNode(Act act, NodeId node) { return {act, {}, node, {}}; }
    static Intent forUnit(Act act, const QString& unit, NodeId node = {}) { return {act, {}, node, unit}; }
    static Intent changeSetting(const QString& key)
    {
        return {Act::ChangeSetting, {}, {}, {}, {{key, QString()}}};
    }
    /// before: what takes it back; empty: nothing does.
    static Intent setSettings(std::vector<SettingChange> changes, std::vector<SettingChange> before = {})
    {
        return {Act::SetSettings, {}, {}, {}, std::move(changes), std::move(before)};
    }
    static Intent setLicense(const License& license)
    {
        return {Act::SetLicense, {}, {}, {}, {}, {}, license};
    }
    static Intent rotateKey(RotationStep step) { return {Act::RotateKey, {}, {}, {}, {}, {}, {}, step}; }
    bool operator==(const Intent&) const = default;
};

/// Why it cannot be done now, in a sentence for a tooltip; empty: it can.
QString offReason(const Intent& intent, const ClusterView& view, const Freshness& freshness);
/// The part that holds for every changing action: old values.
QString offReason(const Freshness& freshness);

/// "Drain web-02…": for menus and the palette
QString titleOf(const Intent& intent, const ClusterView& view);

/// "High Availability" for buttons and titles, "high availability" inside a sentence
QString titleOf(Feature feature);
QString nameOf(Feature feature);
bool isOn(Feature feature, Mode mode);

/// The nodes that a unit order goes to.
std::vector<const NodeView*> targetsOf(const Intent& intent, const ClusterView& view);

/// Those that could be handed over to: alive, active, not the primary.
std::vector<const NodeView*> successorsIn(const ClusterView& view);

} // namespace rollcall
