#include "model/balancer/balancerplan.h"

#include "model/balancer/servername.h"

#include <QRegularExpression>
#include <QUrl>

namespace rollcall
{

namespace
{

/// Zero: not a port.
quint16 portOf(const QString& text)
{
    bool whole = false;
    const uint port = text.toUInt(&whole);
    return whole && port <= 65535 ? static_cast<quint16>(port) : quint16(0);
}

Result<void> readBind(const QString& text, QString& host, quint16& port)
{
    static const QRegularExpression form(
        QStringLiteral("^(\\*|\\[[0-9A-Fa-f:.]+\\]|[^:\\s\\[\\]]+):([0-9]+)$"));
    const QRegularExpressionMatch match = form.match(text);
    port = match.hasMatch() ? portOf(match.captured(2)) : quint16(0);
    if (port == 0)
        return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not an address to listen on.").arg(text),
                       QStringLiteral("Write it as *:80, 10.0.0.10:80 or [2001:db8::10]:80."));
    host = match.captured(1) == u'*' ? QString() : withoutBrackets(match.captured(1));
    return {};
}

} // namespace

QString hostAndPort(const QString& host, quint16 port)
{
    return (host.contains(u':') ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(port);
}

Result<void> readWebPort(const QString& text, BalancerOptions& options)
{
    // A node's name may hold a "=" itself.
    const qsizetype split = text.lastIndexOf(u'=');
    const quint16 port = portOf(text.mid(split + 1));
    if (port == 0 || split == 0)
        return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not the application's port.").arg(text),
                       QStringLiteral("Write 8080, or web-01=8080 for one node."));
    if (split < 0)
        options.webPort = port;
    else
        options.webPortOf.insert(text.left(split), port);
    return {};
}

Result<BalancerPlan> balancerPlan(const ClusterView& view, const BalancerOptions& options)
{
    BalancerPlan plan;
    plan.cluster = view.facts.cluster.name;
    if (const Result<void> bind = readBind(options.bind, plan.bindHost, plan.bindPort); !bind)
        return Failure(bind.error());
    if (const Result<void> stats = readBind(options.statsBind, plan.statsHost, plan.statsPort); !stats)
        return Failure(stats.error());
    for (auto it = options.webPortOf.cbegin(); it != options.webPortOf.cend(); ++it)
        if (!view.findByName(it.key()))
            return failure(ErrorKind::Invalid, QStringLiteral("There is no node \"%1\".").arg(it.key()),
                           QStringLiteral("Give the port of a node that is registered."));
    if (view.nodes.empty())
        return failure(ErrorKind::Refused, QStringLiteral("No node has joined yet."),
                       QStringLiteral("Start the nodes first: the configuration names them."));
    static const QRegularExpression plainHost(QStringLiteral("^[A-Za-z0-9.:_-]{1,255}$"));
    ServerNames words;
    for (const NodeView& node : view.nodes) {
        const QUrl health(node.row.report.health);
        BalancedServer server;
        server.node = node.row.name;
        server.name = words.wordFor(node.row.name);
        server.host = withoutBrackets(node.row.report.address);
        server.webPort = options.webPortOf.value(node.row.name, options.webPort);
        server.healthHost = withoutBrackets(health.host());
        server.healthPort = static_cast<quint16>(health.port(0));
        server.active = node.row.wanted == Wanted::Active && node.licensed;
        if (server.host.isEmpty() || server.healthHost.isEmpty() || server.healthPort == 0)
            return failure(
                ErrorKind::Refused,
                QStringLiteral("%1 reports no %2.")
                    .arg(node.row.name, server.host.isEmpty() ? QStringLiteral("address")
                                                              : QStringLiteral("health endpoint to ask")),
                QStringLiteral(
                    "Set [node] address and [health] listen in node.toml on %1, and start it once.")
                    .arg(node.row.name));
        // What is written is also run by shells and read by parsers that split at other characters.
        for (const QString& host : {server.host, server.healthHost})
            if (!plainHost.match(host).hasMatch())
                return failure(
                    ErrorKind::Refused,
                    QStringLiteral("%1 reports an address that no load balancer takes.").arg(node.row.name),
                    QStringLiteral("Set [node] address in node.toml on %1 to a host name or an address.")
                        .arg(node.row.name));
        plan.servers.push_back(server);
    }
    return plan;
}

} // namespace rollcall
