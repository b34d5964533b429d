#pragma once

#include "model/cluster/node.h"
#include "model/core/result.h"
#include "model/units/systemdscope.h"
#include "model/units/unitspec.h"
#include "model/units/wantedunits.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace rollcall
{

class Unit;

/// What a unit's process is told in its environment, besides ROLLCALL_EPOCH.
struct UnitIdentity {
    QString node;      ///< ROLLCALL_NODE: the node's name
    QString cluster;   ///< ROLLCALL_CLUSTER: the cluster's UUID
    QString messenger; ///< ROLLCALL_MESSENGER: the endpoint of this node's messenger
    bool operator==(const UnitIdentity&) const = default;
};

/// What units need that are services of systemd.
struct SystemdSetup {
    SystemdScope scope = SystemdScope::System;
    QString folder; ///< of their files with variables, FOLDER/NAME.env; created when one is needed
    /// Whether something of a service unit may run that is no descendant of this process, and so does not die
    /// with it: called before the first is started, and when the last is known to be gone.
    std::function<void(bool)> tellOutside;
};

/// All units of this node: starts and stops them as the demand says.
///
/// ROLLCALL_EPOCH is set for units of the role service only: they live and die with it. A web unit outlives
/// epochs, an old number would mislead it.
///
/// A unit's checks are asked beside it; a check that is a command runs behind a guard as well, and belongs to
/// its unit: fence() kills it, and a unit is gone only when it is.
///
/// Whatever runs of a service unit that this node did not start (left by a node service that died, started by
/// hand or by systemd at boot) is killed; a web unit that runs already is kept.
///
/// Makes the process a child subreaper, and takes every child of it for a unit's: nothing else in the node
/// service may start processes.
class UnitManager : public QObject
{
    Q_OBJECT

public:
    UnitManager(std::vector<UnitSpec> units, UnitIdentity identity, SystemdSetup systemd = {},
                QObject* parent = nullptr);
    ~UnitManager() override;

    /// What should run from now on; call it whenever any part of the demand may have changed, it costs
    /// nothing when none did. A service unit of another epoch is killed at once and started with the new one.
    void apply(const UnitDemand& demand);

    /// Loss of the primary's role: SIGKILL to every process of every service unit, now, and none is started
    /// until apply() brings another epoch. allServiceUnitsStopped() follows when the last one is gone.
    void fence();

    /// Stops all gracefully (shutdown of the node service); allUnitsStopped() follows. apply() is ignored
    /// from then on.
    void shutDown();

    /// Cuts a pending back-off short as well. Errors: NotFound; Refused when the unit should not run here
    /// now.
    Result<void> restart(const QString& unit);

    /// True too when none was ever started: nothing will be signalled then.
    bool serviceUnitsGone() const;
    bool unitsGone() const;
    std::vector<UnitReport> reports() const;
    /// How often in a row the service unit that fails most has failed. 0: none is failed at this moment.
    int serviceFailuresInARow() const;
    /// A service unit runs, but was not ready within its grace or is not any more. As bad as one that failed
    /// again and again, as its check has been asked that often.
    bool serviceNotReady() const;
    /// Every service unit that should run here does, and those with a readiness check have passed it. False
    /// without an epoch.
    bool serviceWorking() const;
    /// Why this node could not do the primary's work, in a sentence: what "can_run" of its service units says
    /// while they do not run here. Nothing: it could, or does.
    std::optional<QString> unfit() const;
    /// The last lines a unit wrote, oldest first. Errors: NotFound.
    Result<QStringList> lastLines(const QString& unit) const;

Q_SIGNALS:
    void reportsChanged();
    void fitnessChanged();              ///< unfit() says something else
    void serviceWorkBegan(Epoch epoch); ///< serviceWorking() for the first time in this epoch
    void allServiceUnitsStopped();      ///< the last process of the last service unit has gone
    void allUnitsStopped();
    void lineWritten(const QString& unit, const QString& line);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
