#include "model/election/epochguard.h"

#include <algorithm>

namespace rollcall::election
{

EpochGuard::EpochGuard(ClusterId cluster, Epoch highest)
    : m_cluster(cluster)
    , m_highest(highest)
{
}

std::optional<Halt> EpochGuard::contradiction(const LeaseObservation& seen) const
{
    if (!m_cluster.isNull() && seen.cluster != m_cluster)
        return Halt::OtherCluster;
    if (!seen.lease)
        return Halt::LeaseMissing;
    if (seen.lease->epoch > seen.fence || seen.lease->epoch < 0 || seen.fence > largestEpoch)
        return Halt::EpochInconsistent;
    if (seen.fence < m_highest)
        return Halt::EpochWentBack;
    return std::nullopt;
}

bool EpochGuard::accept(const LeaseObservation& seen)
{
    if (m_cluster.isNull())
        m_cluster = seen.cluster;
    const std::optional<Halt> found = contradiction(seen);
    if (found) {
        m_halted = found;
        if (*found == Halt::OtherCluster)
            return false;
        // Somebody may act under any epoch that was ever written, even under an inconsistent one.
        m_highest = std::max(m_highest, std::min(seen.fence, largestEpoch));
        if (seen.lease)
            m_highest = std::max(m_highest, std::min(seen.lease->epoch, largestEpoch));
        m_repairedFrom = m_highest + 1;
        return false;
    }
    if (seen.fence < m_repairedFrom) {
        // The contradiction is gone, but no repair was made: a row that reappears may be an old one.
        if (m_halted == Halt::OtherCluster)
            m_halted = Halt::EpochWentBack;
        return false;
    }
    m_halted.reset();
    m_repairedFrom = 0;
    m_highest = std::max(m_highest, seen.fence);
    return true;
}

void EpochGuard::learn(Epoch epoch)
{
    m_highest = std::max(m_highest, epoch);
}

QString EpochGuard::sentence() const
{
    const QString repair =
        QStringLiteral("No node becomes primary until the lease is repaired with an epoch of %1 or more: "
                       "run \"rollcallctl lease repair\".")
            .arg(m_repairedFrom);
    switch (m_halted.value_or(Halt::LeaseMissing)) {
    case Halt::OtherCluster:
        return QStringLiteral("The database now holds another cluster than %1, which this node belongs to. "
                              "Point the node's database url at its own cluster.")
            .arg(m_cluster.toString());
    case Halt::LeaseMissing:
        return QStringLiteral("The lease's row is missing from the database. ") + repair;
    case Halt::EpochWentBack:
        return QStringLiteral(
                   "The database went back in time: its epoch is below %1, which this node has seen. ")
                   .arg(m_highest) +
               repair;
    case Halt::EpochInconsistent:
        return QStringLiteral("The lease's epoch and the fence contradict each other. ") + repair;
    }
    Q_UNREACHABLE();
}

} // namespace rollcall::election
