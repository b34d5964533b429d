#pragma once

#include "model/cluster/placement.h"
#include "model/core/ids.h"
#include "model/units/unitspec.h"

#include <QSet>
#include <QString>

#include <vector>

namespace rollcall
{

/// What decides which units run on this node now.
struct UnitDemand {
    Placement placement; ///< its `primary` is the board's answer: lease held and deadline not passed
    Epoch epoch = 0;     ///< of the term held; 0 when not primary
    QSet<QString> held;  ///< names of units that an administrator stopped
    bool operator==(const UnitDemand&) const = default;
};

/// The names of the units that should run, in the order of the configuration. Pure. The rule where a role
/// runs is Placement's; here held units are taken out, and service units when there is no epoch to give
/// them.
std::vector<QString> wantedUnits(const std::vector<UnitSpec>& units, const UnitDemand& demand);

} // namespace rollcall
