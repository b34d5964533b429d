#pragma once

#include "model/cluster/clusterview.h"

#include <QString>

namespace rollcall
{

/// What an edition allows, in a sentence.
QString editionMeaning(Edition edition);
/// "3 of 5", nodes that are registered and how many may serve.
QString licensedNodesText(const ClusterView& view);
/// "web-06 is over this number and serves nothing."; empty: no node is over it.
QString overLimitWords(const ClusterView& view, int limit);

} // namespace rollcall
