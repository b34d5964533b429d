#pragma once

#include "model/services/actiontools.h"

namespace rollcall
{

/// What an administrator can do to the lease itself.
class LeaseActions : public QObject
{
    Q_OBJECT

public:
    LeaseActions(ActionTools& tools, QObject* parent);

    /// Ends a halted election; see ClusterActions::repairLease().
    FutureResult<Done> repair(Epoch atLeast);

private:
    ActionTools& m_tools;
};

} // namespace rollcall
