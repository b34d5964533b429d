#include "model/services/balancerfiles.h"

#include "model/core/background.h"

#include <QFile>
#include <QFileInfo>

#include <tuple>

namespace rollcall
{

namespace
{

Result<BalancerFile> loadBalancerFile(const QString& path)
{
    const auto unfit = [&path](const QString& what) {
        return failure(ErrorKind::Invalid, what,
                       QStringLiteral("Choose the load balancer’s configuration file."), path);
    };
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return unfit(QStringLiteral("This is not a plain file."));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unfit(QStringLiteral("The file cannot be read: %1.").arg(file.errorString()));
    const QByteArray bytes = file.read(largestBalancerFile + 1);
    if (file.error() != QFileDevice::NoError)
        return unfit(QStringLiteral("The file cannot be read: %1.").arg(file.errorString()));
    if (bytes.size() > largestBalancerFile)
        return unfit(QStringLiteral("The file is too large for a configuration."));
    Result<std::vector<FoundConfig>> found = readBalancerConfig(QString::fromUtf8(bytes));
    if (!found) {
        found.error().where = QFileInfo(path).fileName();
        return Failure(found.error());
    }
    return std::make_shared<const std::vector<FoundConfig>>(std::move(*found));
}

} // namespace

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

FutureResult<BalancerFile> readBalancerFile(const QString& path)
{
    return inBackground([path] { return loadBalancerFile(path); });
}

BalancerFileCheck checkBalancerFile(const std::vector<FoundConfig>& file, const BalancerPlan& plan,
                                    bool comparePorts)
{
    return {file.front().product, static_cast<int>(plan.servers.size()), driftOf(file, plan, comparePorts),
            comparePorts};
}

QFuture<BalancerFileCheck> checkInBackground(const BalancerFile& file, const BalancerPlan& plan,
                                             bool comparePorts)
{
    return inBackground([file, plan, comparePorts] { return checkBalancerFile(*file, plan, comparePorts); });
}

} // namespace rollcall
