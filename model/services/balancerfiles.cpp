#include "model/services/balancerfiles.h"

#include <tuple>

namespace rollcall
{

Result<BalancerPlan> balancerPlanFor(const ClusterView& view, const BalancerRequest& request)
{
    BalancerOptions options;
    options.bind = request.bind.trimmed();
    const QStringList ports = request.webPorts.split(u',');
    for (const QString& port : ports)
        if (const Result<void> read = readWebPort(port.trimmed(), options); !read)
            return Failure(read.error());
    return balancerPlan(view, options);
}

bool samePlan(const BalancerPlan& one, const BalancerPlan& other)
{
    const auto facts = [](const BalancerPlan& plan) {
        return std::tie(plan.cluster, plan.bindPort, plan.bindHost, plan.statsPort, plan.statsHost,
                        plan.servers);
    };
    return facts(one) == facts(other);
}

Result<QString> balancerConfig(const ClusterView& view, const BalancerRequest& request)
{
    const Result<BalancerPlan> plan = balancerPlanFor(view, request);
    if (!plan)
        return Failure(plan.error());
    return configText(request.product, *plan);
}

BalancerFileCheck checkBalancerFile(const std::vector<FoundConfig>& file, const BalancerPlan& plan,
                                    bool comparePorts)
{
    return {file.front().product, static_cast<int>(plan.servers.size()), driftOf(file, plan, comparePorts),
            comparePorts};
}

} // namespace rollcall
