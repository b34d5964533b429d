#include "model/services/balancerfiles.h"

namespace rollcall
{

namespace
{

Result<BalancerPlan> planOf(const ClusterView& view, const BalancerRequest& request)
{
    BalancerOptions options;
    options.bind = request.bind.trimmed();
    const QStringList ports = request.webPorts.split(u',');
    for (const QString& port : ports)
        if (const Result<void> read = readWebPort(port.trimmed(), options); !read)
            return Failure(read.error());
    return balancerPlan(view, options);
}

} // namespace

Result<QString> balancerConfig(const ClusterView& view, const BalancerRequest& request)
{
    const Result<BalancerPlan> plan = planOf(view, request);
    if (!plan)
        return Failure(plan.error());
    return configText(request.product, *plan);
}

Result<BalancerFileCheck> checkBalancerFile(const ClusterView& view, const BalancerRequest& request,
                                            const QString& text, bool comparePorts)
{
    const Result<BalancerPlan> plan = planOf(view, request);
    if (!plan)
        return Failure(plan.error());
    const Result<std::vector<FoundConfig>> file = readBalancerConfig(text);
    if (!file)
        return Failure(file.error());
    return BalancerFileCheck{file->front().product, static_cast<int>(plan->servers.size()),
                             driftOf(*file, *plan, comparePorts)};
}

} // namespace rollcall
