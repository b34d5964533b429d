#pragma once

#include "model/balancer/drift.h"
#include "model/cluster/clusterview.h"
#include "model/core/futures.h"

#include <memory>

namespace rollcall
{

/// What a person enters for a load balancer: what the cluster does not know of itself.
struct BalancerRequest {
    BalancerProduct product = BalancerProduct::HAProxy;
    QString bind = QStringLiteral("*:80");
    /// The application's port, and those of nodes where it differs: "8080", "8080, web-01=8081".
    QString webPorts = QStringLiteral("80");
    bool operator==(const BalancerRequest&) const = default;
};

/// Everything that a configuration for this cluster is made of, and that a file is compared with. Errors as
/// those of balancerConfig.
Result<BalancerPlan> balancerPlanFor(const ClusterView& view, const BalancerRequest& request);
/// Whether nothing would be written or compared differently.
bool samePlan(const BalancerPlan& one, const BalancerPlan& other);

/// The complete configuration of a load balancer for this cluster. Invalid: what was entered. Refused: no
/// node has joined, or one reports no address.
Result<QString> balancerConfig(const ClusterView& view, const BalancerRequest& request);

/// What a load balancer's file, compared with the cluster, is worth.
struct BalancerFileCheck {
    BalancerProduct product = BalancerProduct::HAProxy;
    int nodes = 0; ///< of the cluster
    std::vector<Drift> drifts;
    bool ports = false; ///< the application's ports were compared too
    bool operator==(const BalancerFileCheck&) const = default;
};

/// What stands in a load balancer's file: never empty, and shared with the thread that compares it.
using BalancerFile = std::shared_ptr<const std::vector<FoundConfig>>;

/// Larger files are none of a load balancer's.
inline constexpr qint64 largestBalancerFile = 8 * 1024 * 1024;

/// Reads it in a thread of its own: thousands of servers take a while, and so may a file server. Invalid: it
/// is no plain file (a pipe may never end), cannot be read, is too large, or has no server of a load
/// balancer.
FutureResult<BalancerFile> readBalancerFile(const QString& path);

/// file: as readBalancerConfig gave it, not empty. comparePorts: whether the application's ports in the plan
/// are known to be right; otherwise they are not compared, and whoever shows the result has to say so.
BalancerFileCheck checkBalancerFile(const std::vector<FoundConfig>& file, const BalancerPlan& plan,
                                    bool comparePorts);
/// The same in a thread of its own.
QFuture<BalancerFileCheck> checkInBackground(const BalancerFile& file, const BalancerPlan& plan,
                                             bool comparePorts);

} // namespace rollcall
