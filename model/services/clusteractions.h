#pragma once

#include "model/cluster/clusterview.h"
#include "model/cluster/preflight.h"
#include "model/core/futures.h"

#include <QStringList>

namespace rollcall
{

/// What an action did, as a sentence for the person: "web-02 is draining.", and how to take it back.
struct Done {
    QString sentence;
    QString undo; ///< the opposite command of rollcallctl ("node restore web-06"), or empty
};

enum class UnitOrder { Start, Stop, Restart };

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
};

} // namespace rollcall
