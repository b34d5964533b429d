#pragma once

#include "model/backup/restoreplan.h"
#include "model/cluster/clusterview.h"
#include "model/cluster/drill.h"
#include "model/cluster/keyplan.h"
#include "model/cluster/preflight.h"
#include "model/cluster/settings.h"
#include "model/core/futures.h"

#include <QStringList>

#include <functional>
#include <optional>

namespace rollcall
{

/// What an action did, as a sentence for the person: "web-02 is draining.", and how to take it back.
struct Done {
    QString sentence;
    QString undo;             ///< the opposite command of rollcallctl ("node restore web-06"), or empty
    QStringList changes = {}; ///< what starts, stops or stays where, one sentence each; or empty
    QStringList warnings =
        {}; ///< what was accepted as it is, a line for each check of the preflight; or empty
};

enum class UnitOrder { Start, Stop, Restart };

using DrillProgress = std::function<void(const QString& sentence)>;

/// Every administrator's action, the same for console and command line. Each writes its event with the
/// actor's name, and nudges the nodes concerned. Actions that a node must carry out finish when it has, or
/// fail with TimedOut after a time limit. Errors: Refused with the reason, NotFound, Conflict, Unreachable,
/// TimedOut.
class ClusterActions
{
public:
    virtual ~ClusterActions() = default;

    virtual FutureResult<Preflight> preflight(Feature feature) = 0;
    virtual FutureResult<Done> enable(Feature feature, const QStringList& overrides) = 0;
    virtual FutureResult<Done> disable(Feature feature) = 0;
    virtual FutureResult<Done> pause(const QString& reason) = 0;
    virtual FutureResult<Done> resume() = 0;
    /// to null: the next in line.
    virtual FutureResult<Done> switchover(NodeId to) = 0;
    /// length zero: until changed. Refused for the last active node unless overrideLast.
    virtual FutureResult<Done> setWanted(NodeId node, Wanted wanted, const QString& reason, Millis length,
                                         bool overrideLast) = 0;
    virtual FutureResult<Done> removeNode(NodeId node) = 0;
    virtual FutureResult<Done> restoreNode(NodeId node) = 0;
    /// The way out of a halted election: writes fence and lease anew, released, with an epoch above every one
    /// that is known; everybody waits one ttl before taking over. atLeast: a higher epoch, known from a
    /// node's alarm; 0: none. Refused when nothing is wrong, and when atLeast is too low.
    virtual FutureResult<Done> repairLease(Epoch atLeast) = 0;
    virtual FutureResult<Done> orderUnit(NodeId node, const QString& unit, UnitOrder order) = 0;

    /// Every setting of the catalogue as it is now. The history of one: the events setting.changed whose
    /// details {"key", "from", "to"} name it.
    virtual FutureResult<std::vector<SettingState>> settings() = 0;
    /// All or nothing, with an event setting.changed of each that really changed. The four times of the
    /// election are checked together. Errors: Invalid (no such setting, or a value that is none), Refused.
    virtual FutureResult<Done> setSettings(const std::vector<SettingChange>& changes) = 0;
    FutureResult<Done> setSetting(const QString& key, const QString& value)
    {
        return setSettings({{key, value}});
    }
    FutureResult<Done> setTimings(const LeaseTimings& timings) { return setSettings(changesFor(timings)); }

    /// priority: 0 (never primary) to 1000; the highest takes over first. Refused in high availability when
    /// no other live node could be the primary, unless overrideLast. The primary itself hands over at 0.
    virtual FutureResult<Done> setPriority(NodeId node, int priority, bool overrideLast) = 0;

    /// What is not given stays. Refused: a mode that is on needs the edition, or the primary would be over
    /// the number; see licenseMayBecome().
    virtual FutureResult<Done> setLicense(std::optional<Edition> edition, std::optional<int> nodes) = 0;

    /// A failover drill: a real fault on the real primary, and what it measured until the old primary is a
    /// healthy candidate again. progress is called with a sentence at each step. The answer is a report also
    /// when it did not pass. Refused: high availability is off or paused, fewer than two healthy candidates,
    /// no primary, or another drill is under way.
    virtual FutureResult<DrillReport> drill(DrillKind kind, DrillProgress progress) = 0;
    /// Ends the drill that is under way as soon as nothing is left half done: an order that the node did not
    /// pick up is withdrawn; after the fault it only waits for the new primary. drill() answers then.
    virtual void endDrill() = 0;

    /// One step of the change of the encryption key; see planStep() for what refuses it. newKey: fingerprint
    /// of the new key, for Start only: the key itself is a file that the administrator puts on each node.
    virtual FutureResult<Done> rotateKey(RotationStep step, const QString& newKey) = 0;

    /// The configuration as it is now, without the encryption key: the cluster does not know it.
    virtual FutureResult<ClusterBackup> backup() = 0;
    /// What restore() would do now.
    virtual FutureResult<RestorePlan> restorePlan(const ClusterBackup& backup) = 0;
    /// Settings, license and priorities become as they were, all or nothing, with an event of each that
    /// changed. Refused: it is of another cluster, unless intoAnother; what is on needs more than that
    /// license; the timings would not be safe; no live node could be the primary. Conflict: shown is what a
    /// person decided on, and by now it would do something else.
    virtual FutureResult<Done> restore(const ClusterBackup& backup, bool intoAnother,
                                       const std::optional<RestorePlan>& shown) = 0;
};

} // namespace rollcall
