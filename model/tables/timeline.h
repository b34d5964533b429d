#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/roles.h"

#include <QString>

#include <vector>

namespace rollcall
{

/// One stretch of one node's past, in milliseconds since 1970.
struct NodeStretch {
    enum class Kind { Alive, Primary, Draining, Maintenance, Down, KeyMismatch };
    Kind kind = Kind::Alive;
    qint64 from = 0;
    qint64 to = 0;
    QString label;   ///< "Epoch 42", or empty
    QString toolTip; ///< "web-01 was primary, epoch 42, from 08:20 to now"
    bool operator==(const NodeStretch&) const = default;
};

struct NodePast {
    NodeId node;
    QString name;
    Mark now = Mark::None;             ///< shape at the right end
    QString stateWord;                 ///< of that shape
    std::vector<NodeStretch> segments; ///< by time; a later one is painted over an earlier one
    bool operator==(const NodePast&) const = default;
};

struct Timeline {
    qint64 from = 0;
    qint64 to = 0; ///< now, by the database's clock
    std::vector<NodePast> rows;
    bool operator==(const Timeline&) const = default;
};

/// The past of every node, from terms, events and what is known now. Pure.
Timeline buildTimeline(const ClusterView& view, const Freshness& freshness,
                       Millis length = std::chrono::hours(24));

} // namespace rollcall
