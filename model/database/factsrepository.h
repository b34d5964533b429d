#pragma once

#include "model/cluster/clusterfacts.h"
#include "model/core/result.h"

namespace rollcall
{

class Session;

namespace FactsRepository
{

/// Everything, of one moment: one transaction that only reads. Rows that break their rules come with safe
/// values.
Result<ClusterFacts> read(Session& session, int events = 100);

} // namespace FactsRepository

} // namespace rollcall
