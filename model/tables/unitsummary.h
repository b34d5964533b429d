#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/roles.h"

#include <QString>

#include <vector>

namespace rollcall
{

/// One unit across all nodes, as the box Service Status shows it.
struct UnitSummary {
    QString name;
    UnitRole role = UnitRole::Web;
    Mark mark = Mark::Idle;
    QString text;         ///< "Running on 5 of 7 nodes", "Running on web-01"
    QString note;         ///< "Not on web-05 and web-06", "Standby on 3 nodes", or empty
    bool running = false; ///< on one node at least
    bool held = false;    ///< stopped by an administrator on one node at least
    bool operator==(const UnitSummary&) const = default;
};

/// Services first, then web units, each by name.
std::vector<UnitSummary> summarizeUnits(const ClusterView& view);

} // namespace rollcall
