#pragma once

#include <QLatin1String>

/// The stable names in the column event.kind: scripts filter by them. Names are only ever added.
namespace rollcall::eventkind
{

inline constexpr QLatin1String ClusterCreated("cluster.created");
inline constexpr QLatin1String ModeChanged("mode.changed");
inline constexpr QLatin1String SettingChanged("setting.changed");
inline constexpr QLatin1String LicenseChanged("license.changed");
/// A node is over the license's number of nodes, and serves nothing.
inline constexpr QLatin1String NodeOverLimit("node.over-limit");
inline constexpr QLatin1String NodeWithinLimit("node.within-limit");
inline constexpr QLatin1String FailoverPaused("failover.paused");
inline constexpr QLatin1String FailoverResumed("failover.resumed");
inline constexpr QLatin1String SwitchoverAsked("switchover.asked");
inline constexpr QLatin1String PrimaryElected("primary.elected");
inline constexpr QLatin1String PrimaryReleased("primary.released");
inline constexpr QLatin1String PrimaryFenced("primary.fenced");
/// Load balancers ask the other nodes, but have stopped asking the primary.
inline constexpr QLatin1String PrimaryDropped("primary.dropped");
/// Load balancers ask the primary again.
inline constexpr QLatin1String PrimaryAsked("primary.asked");
inline constexpr QLatin1String PrimaryFlapping("primary.flapping");
inline constexpr QLatin1String PrimaryMissing("primary.missing");
inline constexpr QLatin1String ElectionHalted("election.halted");
inline constexpr QLatin1String LeaseRepaired("lease.repaired");
inline constexpr QLatin1String NodeJoined("node.joined");
inline constexpr QLatin1String NodeStarted("node.started");
inline constexpr QLatin1String NodeStopped("node.stopped");
inline constexpr QLatin1String NodeWanted("node.wanted");
inline constexpr QLatin1String NodeRemoved("node.removed");
inline constexpr QLatin1String NodeRestored("node.restored");
inline constexpr QLatin1String NodeRefused("node.refused");
inline constexpr QLatin1String UnitStarted("unit.started");
inline constexpr QLatin1String UnitStopped("unit.stopped");
inline constexpr QLatin1String UnitFailed("unit.failed");
inline constexpr QLatin1String UnitOrdered("unit.ordered");
inline constexpr QLatin1String UnitNotReady("unit.not-ready");
inline constexpr QLatin1String UnitReady("unit.ready");
inline constexpr QLatin1String NodeUnfit("node.unfit");
inline constexpr QLatin1String NodeFit("node.fit");
inline constexpr QLatin1String NodePriority("node.priority");
inline constexpr QLatin1String DrillStarted("drill.started");
/// details: DrillReport::toJson().
inline constexpr QLatin1String DrillFinished("drill.finished");
inline constexpr QLatin1String KeyRotationStarted("key.rotation.started");
/// A node has the new key.
inline constexpr QLatin1String KeyRotationReceived("key.rotation.received");
inline constexpr QLatin1String KeyRotationSwitched("key.rotation.switched");
/// The nodes use the old key again, and still accept both.
inline constexpr QLatin1String KeyRotationReverted("key.rotation.reverted");
inline constexpr QLatin1String KeyRotationEnded("key.rotation.ended");
inline constexpr QLatin1String KeyRotationCancelled("key.rotation.cancelled");
/// A node has a key file that it cannot use.
inline constexpr QLatin1String KeyFileRefused("key.file.refused");
/// Settings, license and priorities became as they were in a backup; each has an event of its own besides.
inline constexpr QLatin1String ConfigurationRestored("configuration.restored");
inline constexpr QLatin1String EventsLost("events.lost");

} // namespace rollcall::eventkind
