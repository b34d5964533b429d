#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// An answer of a messenger that is older than this is not shown as true now: some probes went missing.
inline constexpr Millis probeStaleAfter{10'000};

/// "Answers", "Refused", "No answer", "Key differs", "Not configured", "Not tried yet", with the shape; or
/// "Unknown" when the probe is old.
CellText messengerState(const Probe& probe);
/// Below the state: "answered 34 s ago" when it is old, otherwise "3 failures in a row", or empty.
QString messengerNote(const Probe& probe);
/// The last round trip, or an em dash.
QString roundTripOf(const Probe& probe);

/// Which of the other nodes' connections reach it: "All 2 others", "Not web-01", "Nobody", "No other node".
CellText reachedByCell(const NodeView& node, const ClusterView& view);
/// The same with every name, as a sentence.
QString reachedBySentence(const NodeView& node);

/// How one direction between two nodes stands: the round trip or the word, and the shape.
CellText meshCell(const MeshPair& pair);

/// "web-01 does not reach web-02: No answer, 12 times in a row." Sorted by names; atMost of them, then
/// "And 3 more."
QStringList brokenWays(const std::vector<MeshPair>& pairs, int atMost);

/// What is slower while messengers do not answer, and which; empty: all of them answer, or none is known.
QString slowerWithout(const ClusterView& view);

} // namespace rollcall
