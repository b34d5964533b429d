#pragma once

#include "model/cluster/lease.h"
#include "model/core/clock.h"
#include "model/core/result.h"

#include <vector>

namespace rollcall
{

class Session;

namespace TermRepository
{

/// Newest first. length: those that were still running within this time before now (zero: all); limit: 1 to
/// 1000. The current term is always among them. before: only of older epochs than this; 0: from the newest.
Result<std::vector<Term>> list(Session& session, Millis length, int limit = 1000, Epoch before = 0);

/// How the takeover with which this node's term began went; work: nothing when it does not work yet.
/// NotFound: the history has no such term of this node.
Result<void> notePhases(Session& session, NodeId node, Epoch epoch, Millis claim, std::optional<Millis> work);

} // namespace TermRepository

} // namespace rollcall
