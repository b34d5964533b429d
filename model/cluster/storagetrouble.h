#pragma once

#include "model/cluster/clusterview.h"

#include <QString>

#include <vector>

namespace rollcall
{

/// What is wrong with the shared storage of one node, or of several in the same way.
struct StorageTrouble {
    std::size_t nodes = 0;
    QString sentence; ///< "web-02: Its folder … is not …", "Each of web-01 and web-02: The shared storage, …"
    QString remedy; ///< for all of them
};

/// Of nodes whose shared storage fails, in their order: one entry for those with the same cause and remedy.
std::vector<StorageTrouble> storageTroubles(const std::vector<const NodeView*>& failing);

} // namespace rollcall
