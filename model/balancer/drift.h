#pragma once

#include "model/balancer/foundconfig.h"

#include <QJsonObject>

namespace rollcall
{

/// One thing in which a load balancer's file does not fit the cluster.
struct Drift {
    QString kind; ///< stable: "missing-node", "unknown-server", "wrong-address", "wrong-port", "no-check",
                  ///< "wrong-check", "sticky"
    int line = 0; ///< of the file; 0: of what is missing
    QString node; ///< or empty
    QString sentence;
    QString remedy;
    QJsonObject toJson() const;
    bool operator==(const Drift&) const = default;
};

/// Compares a file with the cluster: the backend or upstream that has most of the cluster's nodes.
/// comparePorts: whether the application's ports in the plan are known to be right; without that no port is
/// compared, and none is recommended. Pure.
std::vector<Drift> driftOf(const std::vector<FoundConfig>& file, const BalancerPlan& plan, bool comparePorts);

} // namespace rollcall
