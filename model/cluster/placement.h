#pragma once

#include "model/cluster/words.h"

namespace rollcall
{

/// Where units run, the one rule that nodes obey and that verdicts measure them by.
struct Placement {
    Mode mode = Mode::Single;
    Wanted wanted = Wanted::Active;
    bool primary = false; ///< of the node asked about
    bool licensed = true; ///< within the license's number of nodes: otherwise nothing runs

    /// service: only on the primary. web: on every node that may serve; while draining it goes on, so that
    /// requests under way can end; in maintenance nothing runs.
    bool runs(UnitRole role) const;

    /// Whether load balancers should send requests here: web runs, and no new requests are being kept away.
    bool takesTraffic() const;
};

} // namespace rollcall
