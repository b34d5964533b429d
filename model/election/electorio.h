#pragma once

#include "model/cluster/words.h"
#include "model/election/leasestore.h"

#include <QString>

#include <optional>
#include <variant>
#include <vector>

/// What goes into the Elector and what comes out of it: plain values, so that a test can write them down.
namespace rollcall::election
{

// ---- Inputs
// ------------------------------------------------------------------------------------------------

struct Tick {
}; ///< time passed
struct ReadDone {
    LeaseObservation seen;
}; ///< answer to Read
struct RenewDone {
    RenewOutcome outcome;
}; ///< answer to Renew
struct TakeOverDone {
    std::optional<Epoch> won;
}; ///< answer to TakeOver: nothing means that the row had changed
struct ReleaseDone {
    bool released = false;
}; ///< answer to Release: false means that it was not held any more
struct CallFailed {
}; ///< the outstanding call ended in an error: its outcome is not known
struct Nudge {
}; ///< something in the database changed: look now
/// Give the primary's role up gracefully. Stopped: the node service ends and never stands again;
/// Switchover: to the target, or to anybody else when it is null; UnitFailed: a service unit does not run
/// here.
struct StepDownOrder {
    NodeId target;
    TermEnd why = TermEnd::Switchover;
};
/// Whether the service units could run on this node, as far as it can tell beforehand.
struct Fitness {
    bool fit = true;
};
/// No process of a service unit started under this epoch is left.
struct UnitsStopped {
    Epoch epoch = 0;
};

using Input = std::variant<Tick, ReadDone, RenewDone, TakeOverDone, ReleaseDone, CallFailed, Nudge,
                           StepDownOrder, UnitsStopped, Fitness>;

// ---- Actions
// -----------------------------------------------------------------------------------------------

// Calls of the LeaseStore: one at a time, each answered by exactly one of its Done input or CallFailed.
struct Read {
    bool operator==(const Read&) const = default;
};
struct Renew {
    Epoch epoch = 0;
    bool operator==(const Renew&) const = default;
};
struct TakeOver {
    TakeOverRequest request;
    bool operator==(const TakeOver&) const = default;
};
struct Release {
    Epoch epoch = 0;
    NodeId target;
    TermEnd why = TermEnd::Unknown;
    bool operator==(const Release&) const = default;
};

/// This node is the primary until the deadline: start the service units with this epoch.
struct Promote {
    Epoch epoch = 0;
    Instant deadline;
    Instant sentAt; ///< when the takeover was sent; the first one, when its outcome was in doubt
    Instant wonAt;  ///< when this node knew that it had won
    bool operator==(const Promote&) const = default;
};
/// The deadline moved; earlier, when the cluster's timings were shortened.
struct Extend {
    Epoch epoch = 0;
    Instant deadline;
    bool operator==(const Extend&) const = default;
};
/// Stop the service units gracefully (SIGTERM, in the end SIGKILL), then answer UnitsStopped. The lease is
/// renewed meanwhile: the node is still the primary.
struct StepDown {
    Epoch epoch = 0;
    TermEnd why = TermEnd::Unknown;
    bool operator==(const StepDown&) const = default;
};
/// Not primary any more, from this instant. kill: service units may be running and must be killed at once;
/// answer UnitsStopped when none is left. Without kill they are gone already.
struct Demote {
    Epoch epoch = 0;
    TermEnd why = TermEnd::Unknown;
    bool kill = true;
    bool operator==(const Demote&) const = default;
};
/// The lease of this epoch is known not to be ours any more. released: given back just now, to the target or
/// to anyone when it is null; otherwise taken by another, or given back by somebody else.
struct LeaseGone {
    Epoch epoch = 0;
    bool released = false;
    NodeId target;
    bool operator==(const LeaseGone&) const = default;
};
/// Store this as the highest epoch ever seen, in the node's state folder; hand it in again at the next start.
struct RememberEpoch {
    Epoch epoch = 0;
    bool operator==(const RememberEpoch&) const = default;
};
/// Something that an administrator has to know: write it as an event.
struct Alarm {
    QString kind;
    Severity severity = Severity::Warning;
    QString sentence;
    bool operator==(const Alarm&) const = default;
};
/// After StepDownOrder with Stopped: nothing is held and no call is outstanding; the process may end.
struct Retired {
    bool operator==(const Retired&) const = default;
};

using Action = std::variant<Read, Renew, TakeOver, Release, Promote, Extend, StepDown, Demote, LeaseGone,
                            RememberEpoch, Alarm, Retired>;
using Actions = std::vector<Action>;

} // namespace rollcall::election
