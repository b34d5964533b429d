#pragma once

#include "model/cluster/clusterfacts.h"

#include <QSet>

#include <vector>

namespace rollcall
{

/// Who may take over by itself, in the order in which they do: those that hold back for long come last, then
/// the highest priority goes first, then the first by name. Empty below high availability.
std::vector<NodeId> successionOf(const ClusterFacts& facts, NodeId primary, const QSet<NodeId>& overLimit);

} // namespace rollcall
