#pragma once

#include "model/balancer/drift.h"
#include "model/cluster/clusterview.h"

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

/// file: as readBalancerConfig gave it, not empty; reading one takes far longer than comparing it.
/// comparePorts: whether the application's ports in the plan are known to be right; otherwise they are not
/// compared, and whoever shows the result has to say so.
BalancerFileCheck checkBalancerFile(const std::vector<FoundConfig>& file, const BalancerPlan& plan,
                                    bool comparePorts);

} // namespace rollcall
