#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// Whether the shared storage is proven, in one sentence for the whole cluster.
struct StorageSummary {
    Mark mark = Mark::Unknown;
    QString sentence;
    bool operator==(const StorageSummary&) const = default;
};
StorageSummary storageSummary(const ClusterView& view, const Freshness& freshness);

/// Whether any node has a path at all.
bool storageIsSetUp(const ClusterView& view);

/// "Proven", "Slow", "Failing", "Pending", …: of one node.
CellText storageVerdictCell(const NodeView& node);
/// How long reading or writing a small file took: "2.3 ms", or "< 0.1 ms".
QString storageTimeText(std::chrono::microseconds time);
/// What one node makes of another one's file: "0.8 ms", "Stale", …
CellText sightCell(const StorageCell& cell);
/// The same as a sentence: "web-01 is shown an old file of web-02, 7 rounds behind."
QString sightSentence(const StorageCell& cell);

} // namespace rollcall
