#pragma once

#include "model/cluster/clusterview.h"

#include <QHash>

#include <vector>

namespace rollcall
{

/// What this console saw of each node over the last minutes: the database keeps only the newest heartbeat, so
/// the past is what was watched. One sample a second.
class SignalHistory
{
public:
    static constexpr int capacity = 120;
    static constexpr qint64 interval = 1000;

    enum class Say { Good, Bad, Nothing };
    struct Sample {
        qint64 at = 0; ///< milliseconds since 1970 by the database's clock
        Say heartbeat = Say::Nothing;
        Say balancer = Say::Nothing;
    };

    /// Takes a sample of every node, unless the last one is less than a second old.
    void record(const ClusterView& view);
    void clear();
    /// Oldest first.
    std::vector<Sample> of(NodeId node) const;

private:
    /// A ring: the oldest sample is at m_start once it is full.
    struct Ring {
        std::vector<Sample> samples;
        std::size_t next = 0;
    };
    QHash<NodeId, Ring> m_rings;
    qint64 m_last = 0;
};

} // namespace rollcall
