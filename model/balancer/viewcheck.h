#pragma once

#include "model/cluster/clusterview.h"

#include <QJsonObject>

#include <vector>

namespace rollcall
{

/// What the load balancer says of one node, beside what the node is.
struct ViewFinding {
    QString node; ///< its name
    BalancerView view = BalancerView::Unknown;
    std::optional<BalancerSighting> says; ///< nothing: not known
    bool fits = false;                    ///< it gets requests exactly when it should
    QString sentence;
    QJsonObject toJson() const;
    bool operator==(const ViewFinding&) const = default;
};

/// Whether requests should come here: the node is alive, wanted for it, and all its web units work.
bool shouldBeServed(const NodeView& node, Mode mode);

/// One for each node, by name. says: its sighting, or nothing. Pure.
ViewFinding findingOn(const NodeView& node, Mode mode, const std::optional<BalancerSighting>& says);

} // namespace rollcall
