#include "model/units/wantedunits.h"

namespace rollcall
{

std::vector<QString> wantedUnits(const std::vector<UnitSpec>& units, const UnitDemand& demand)
{
    const Placement& placement = demand.placement;
    std::vector<QString> wanted;
    for (const UnitSpec& unit : units) {
        if (demand.held.contains(unit.name) || !placement.runs(unit.role))
            continue;
        // A draining node gives the primary's role away: its service ends before the lease does.
        if (unit.role == UnitRole::Service && (demand.epoch == 0 || placement.wanted != Wanted::Active))
            continue;
        wanted.push_back(unit.name);
    }
    return wanted;
}

} // namespace rollcall
