#include "model/cluster/placement.h"

namespace rollcall
{

bool Placement::runs(UnitRole role) const
{
    if (wanted == Wanted::Maintenance || !licensed)
        return false;
    if (role == UnitRole::Service)
        return primary;
    return mode == Mode::Single ? primary : true;
}

bool Placement::takesTraffic() const
{
    return wanted == Wanted::Active && runs(UnitRole::Web);
}

} // namespace rollcall
