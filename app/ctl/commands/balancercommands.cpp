#include "app/ctl/commands/balancercommands.h"

#include "model/balancer/drift.h"

#include <QFile>
#include <QJsonArray>
#include <QSaveFile>

namespace rollcall::ctl
{

namespace
{

Result<BalancerPlan> plannedFrom(const Invocation& call, const ClusterView& view)
{
    BalancerOptions options;
    if (call.has(QStringLiteral("bind")))
        options.bind = call.value(QStringLiteral("bind"));
    for (const QString& each : call.values(QStringLiteral("web-port")))
        if (const Result<void> read = readWebPort(each, options); !read)
            return Failure(read.error());
    return balancerPlan(view, options);
}

Result<void> writeFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return failure(ErrorKind::Refused,
                   QStringLiteral("The configuration cannot be written: %1.").arg(file.errorString()),
                   QStringLiteral("Choose another file."), path);
}

Result<QString> readWhole(const QString& path)
{
    constexpr qint64 most = 8 * 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The file cannot be read: %1.").arg(file.errorString()),
                       QStringLiteral("Give the load balancer's configuration file."), path);
    return QString::fromUtf8(file.read(most));
}

} // namespace

void BalancerConfigCommand::opened()
{
    const Result<BalancerPlan> plan = plannedFrom(call(), view());
    if (!plan)
        return fail(plan.error());
    const BalancerProduct product =
        call().argument(0) == u"nginx" ? BalancerProduct::Nginx : BalancerProduct::HAProxy;
    const QString text = configText(product, *plan);
    const QString path = call().value(QStringLiteral("output"));
    if (!path.isEmpty())
        if (const Result<void> written = writeFile(path, text.toUtf8()); !written)
            return fail(written.error());
    if (out().isJson()) {
        out().json(QJsonObject{{QStringLiteral("product"), wordOf(product)},
                               {QStringLiteral("nodes"), static_cast<int>(plan->servers.size())},
                               {QStringLiteral("output"), path.isEmpty() ? QJsonValue() : QJsonValue(path)},
                               {QStringLiteral("text"), text}});
    } else if (path.isEmpty()) {
        for (const QString& each : text.trimmed().split(u'\n'))
            out().line(each);
    } else {
        out().line(QStringLiteral("Written to %1, for %2 nodes.").arg(path).arg(plan->servers.size()));
    }
    finish(ExitCode::Done);
}

void BalancerCheckCommand::opened()
{
    const Result<BalancerPlan> plan = plannedFrom(call(), view());
    if (!plan)
        return fail(plan.error());
    const QString path = call().argument(0);
    const Result<QString> text = readWhole(path);
    if (!text)
        return fail(text.error());
    const Result<std::vector<FoundConfig>> file = readBalancerConfig(*text);
    if (!file) {
        Error error = file.error();
        error.where = path;
        return fail(error);
    }
    const std::vector<Drift> drifts = driftOf(*file, *plan, call().has(QStringLiteral("web-port")));
    if (out().isJson()) {
        QJsonArray list;
        for (const Drift& drift : drifts)
            list.append(drift.toJson());
        out().json(QJsonObject{{QStringLiteral("fits"), drifts.empty()},
                               {QStringLiteral("product"), wordOf(file->front().product)},
                               {QStringLiteral("drift"), list}});
    } else {
        for (const Drift& drift : drifts)
            out().line({{drift.line > 0 ? QStringLiteral("%1:%2: ").arg(path).arg(drift.line)
                                        : path + QStringLiteral(": "),
                         Tone::Quiet},
                        {drift.sentence, Tone::Caution},
                        {u' ' + drift.remedy}});
        if (drifts.empty())
            out().line(
                {{QStringLiteral("It fits the cluster: %1 nodes.").arg(plan->servers.size()), Tone::Good}});
    }
    finish(drifts.empty() ? ExitCode::Done : ExitCode::AnswerIsNo);
}

} // namespace rollcall::ctl
