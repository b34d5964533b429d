#pragma once

#include "model/cluster/lease.h"

#include <QString>

#include <optional>

namespace rollcall::election
{

/// Why nobody on this node may be primary, whatever the lease says.
enum class Halt {
    OtherCluster,      ///< the database now holds a cluster with another UUID
    LeaseMissing,      ///< the row ha_lease is not there
    EpochWentBack,     ///< the fence is below an epoch seen before: a replica was promoted with loss
    EpochInconsistent, ///< the lease's epoch is above the fence, or no epoch at all
};

/// Remembers the highest epoch that this node ever saw, and refuses to go on when the database contradicts
/// it. An epoch that is given twice would make the fence worthless, so the node waits for a repair instead of
/// guessing: an epoch above the highest one seen. For another cluster's UUID no epoch is a remedy; only the
/// own cluster is.
class EpochGuard
{
public:
    /// cluster: null takes the first one that is seen.
    EpochGuard(ClusterId cluster, Epoch highest);

    /// Judges what was read; false: halted now, nothing may be concluded from it.
    bool accept(const LeaseObservation& seen);
    /// An epoch that this node won.
    void learn(Epoch epoch);

    std::optional<Halt> halted() const { return m_halted; }
    Epoch highest() const { return m_highest; }
    /// What happened and what to do about it, for people; only when halted.
    QString sentence() const;

private:
    std::optional<Halt> contradiction(const LeaseObservation& seen) const;

    ClusterId m_cluster;
    Epoch m_highest = 0;
    Epoch m_repairedFrom = 0; ///< the fence that ends the halt; 0: as soon as nothing contradicts
    std::optional<Halt> m_halted;
};

} // namespace rollcall::election
