#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/roles.h"

namespace rollcall
{

/// How high availability stands: a headline, a sentence with the cause, and what to do.
struct TakeoverState {
    enum class Kind {
        NotRead,   ///< nothing is known yet
        Stale,     ///< what was known is old
        NoNodes,   ///< nobody could be primary
        OffSingle, ///< load balancing is off, and high availability needs it
        Off,
        Halted,    ///< no node may be primary until the lease is repaired
        NoPrimary, ///< nobody is primary now
        Paused,
        Alone, ///< on, but no other node could take over
        On,
    };
    Kind kind = Kind::NotRead;
    Mark mark = Mark::Unknown;
    QString word;     ///< in a few words: "Automatic takeover is on", "No node is primary"
    QString sentence; ///< cause first
    QString remedy;   ///< what to do about it, or empty
    bool operator==(const TakeoverState&) const = default;
};

TakeoverState takeoverStateOf(const ClusterView& view, const Freshness& freshness);

} // namespace rollcall
