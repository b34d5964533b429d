#pragma once

#include "model/balancer/drift.h"

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

/// The complete configuration of a load balancer for this cluster. Invalid: what was entered. Refused: no
/// node has joined, or one reports no address.
Result<QString> balancerConfig(const ClusterView& view, const BalancerRequest& request);

/// What a load balancer's file, compared with the cluster, is worth.
struct BalancerFileCheck {
    BalancerProduct product = BalancerProduct::HAProxy;
    int nodes = 0; ///< of the cluster
    std::vector<Drift> drifts;
    bool operator==(const BalancerFileCheck&) const = default;
};

/// text: of HAProxy's or nginx's configuration file. comparePorts: whether request.webPorts is known to be
/// right. Invalid: it is neither, or has no servers.
Result<BalancerFileCheck> checkBalancerFile(const ClusterView& view, const BalancerRequest& request,
                                            const QString& text, bool comparePorts);

} // namespace rollcall
