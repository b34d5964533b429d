#include "model/balancer/appliancetext.h"

#include <QHostAddress>
#include <QSet>
#include <QStringList>

namespace rollcall
{

namespace
{

bool isAddress(const QString& host)
{
    return !QHostAddress(host).isNull();
}

/// Where visitors come in, or a word to be replaced by it.
QString visitorsAt(const BalancerPlan& plan)
{
    return plan.bindHost.isEmpty() ? QStringLiteral("ADDRESS") : plan.bindHost;
}

QString whatAddressIs(const BalancerPlan& plan)
{
    return plan.bindHost.isEmpty()
               ? QStringLiteral("ADDRESS is where visitors come in: put it there, or give it with --bind.")
               : QString();
}

/// The first lines: what it is for, and that nobody tried it.
QString applianceHead(const QString& comment, const BalancerPlan& plan, const QString& product,
                      const QString& language, const QString& more)
{
    QStringList lines{
        QStringLiteral("NOT TRIED on %1: written from the facts of the cluster and the words of its manuals. "
                       "Read it before "
                       "it is run.")
            .arg(product),
        QStringLiteral(
            "%1 for the Rollcall cluster \"%2\", as %3; written by \"rollcallctl balancer config\".")
            .arg(product, commentLine(plan.cluster), language),
        QStringLiteral("Its check asks /ready of every node: 200 only when the node should get requests. A "
                       "draining node "
                       "answers 503 while its application goes on.")};
    if (!more.isEmpty())
        lines << more;
    for (QString& line : lines)
        line.prepend(comment + u' ');
    return lines.join(u'\n') + u'\n';
}

/// A health endpoint as one word: what a check that asks there is called.
QString checkName(const BalancedServer& server)
{
    if (server.healthHost == server.host)
        return QStringLiteral("rollcall_ready_%1").arg(server.healthPort);
    return QStringLiteral("rollcall_ready_%1").arg(server.name);
}

/// The servers whose checks differ, one for each.
std::vector<BalancedServer> withOwnCheck(const BalancerPlan& plan)
{
    QSet<QString> taken;
    std::vector<BalancedServer> servers;
    for (const BalancedServer& server : plan.servers)
        if (!taken.contains(checkName(server))) {
            taken.insert(checkName(server));
            servers.push_back(server);
        }
    return servers;
}

/// Nodes that have another name than the load balancer gives them.
QString renamed(const QString& comment, const BalancedServer& server)
{
    return server.name == server.node
               ? QString()
               : QStringLiteral("%1 %2 is %3\n").arg(comment, server.name, commentLine(server.node));
}

/// As tmsh writes it: a dot before the port of an IPv6 address.
QString tmshPlace(const QString& host, quint16 port)
{
    return QStringLiteral("%1%2%3")
        .arg(host, host.contains(u':') ? QStringLiteral(".") : QStringLiteral(":"))
        .arg(port);
}

QString f5Text(const BalancerPlan& plan)
{
    QString text = applianceHead(QStringLiteral("#"), plan, QStringLiteral("F5 BIG-IP"),
                                 QStringLiteral("lines for its bash shell (tmsh)"), whatAddressIs(plan));
    text +=
        QStringLiteral("\n# Checks: every second; a node is out after four seconds without a good answer.\n");
    for (const BalancedServer& server : withOwnCheck(plan))
        text += QStringLiteral(
                    "tmsh -c 'create ltm monitor http %1 defaults-from http destination %2 interval 1 "
                    "timeout 4 send "
                    "\"GET /ready HTTP/1.1\\r\\nHost: rollcall\\r\\nConnection: close\\r\\n\\r\\n\" recv "
                    "\"^HTTP/1\\.[01] 200\"'\n")
                    .arg(checkName(server), server.healthHost == server.host
                                                ? QStringLiteral("*:%1").arg(server.healthPort)
                                                : tmshPlace(server.healthHost, server.healthPort));
    text += QStringLiteral("\n# Nodes.\n");
    QStringList members;
    for (const BalancedServer& server : plan.servers) {
        text += renamed(QStringLiteral("#"), server);
        text +=
            isAddress(server.host)
                ? QStringLiteral("tmsh -c 'create ltm node %1 { address %2 }'\n")
                      .arg(server.name, server.host)
                : QStringLiteral("tmsh -c 'create ltm node %1 { fqdn { name %2 autopopulate disabled } }'\n")
                      .arg(server.name, server.host);
        members << QStringLiteral("%1:%2 { monitor %3 }")
                       .arg(server.name)
                       .arg(server.webPort)
                       .arg(checkName(server));
    }
    text +=
        QStringLiteral("\n# Requests under way on a node that is taken out go on (service-down-action none). "
                       "No persistence: every "
                       "node can serve every request.\n"
                       "tmsh -c 'create ltm pool rollcall_nodes load-balancing-mode least-connections-member "
                       "service-down-action none members add { %1 }'\n"
                       "tmsh -c 'create ltm profile http rollcall_http defaults-from http "
                       "insert-xforwarded-for enabled'\n"
                       "tmsh -c 'create ltm virtual rollcall_application destination %2 ip-protocol tcp "
                       "profiles add { tcp "
                       "rollcall_http } pool rollcall_nodes source-address-translation { type automap }'\n"
                       "tmsh -c 'save sys config'\n")
            .arg(members.join(u' '), tmshPlace(visitorsAt(plan), plan.bindPort));
    return text;
}

QString a10Text(const BalancerPlan& plan)
{
    QString text =
        applianceHead(QStringLiteral("!"), plan, QStringLiteral("A10 Thunder"),
                      QStringLiteral("lines for its configuration mode (ACOS 4)"), whatAddressIs(plan));
    for (const BalancedServer& server : withOwnCheck(plan)) {
        text += QStringLiteral("!\nhealth monitor %1\n  interval 1 timeout 1\n  retry 2\n")
                    .arg(checkName(server));
        if (server.healthHost != server.host)
            text +=
                QStringLiteral("  override-%1 %2\n")
                    .arg(server.healthHost.contains(u':') ? QStringLiteral("ipv6") : QStringLiteral("ipv4"),
                         server.healthHost);
        text += QStringLiteral(
                    "  override-port %1\n  method http port %1 expect response-code 200 url GET /ready\n")
                    .arg(server.healthPort);
    }
    QString members;
    for (const BalancedServer& server : plan.servers) {
        text += QStringLiteral("!\n") + renamed(QStringLiteral("!"), server);
        text +=
            QStringLiteral("slb server %1 %2\n  health-check-disable\n  port %3 tcp\n    health-check %4\n")
                .arg(server.name, server.host)
                .arg(server.webPort)
                .arg(checkName(server));
        members += QStringLiteral("  member %1 %2\n").arg(server.name).arg(server.webPort);
    }
    text +=
        QStringLiteral("!\n! No persistence: every node can serve every request.\n"
                       "slb service-group rollcall_nodes tcp\n  method least-connection\n%1"
                       "!\nslb template http rollcall_http\n  insert-client-ip X-Forwarded-For replace\n"
                       "!\nslb virtual-server rollcall_application %2\n  port %3 http\n    source-nat auto\n"
                       "    service-group rollcall_nodes\n    template http rollcall_http\n!\nwrite memory\n")
            .arg(members, visitorsAt(plan))
            .arg(plan.bindPort);
    return text;
}

QString citrixText(const BalancerPlan& plan)
{
    QString text = applianceHead(QStringLiteral("#"), plan, QStringLiteral("Citrix ADC (NetScaler)"),
                                 QStringLiteral("lines for \"batch -fileName\""), whatAddressIs(plan));
    text += QStringLiteral(
        "\n# Checks: two that fail take a node out, and it is asked again every two seconds.\n");
    for (const BalancedServer& server : withOwnCheck(plan)) {
        const QString where =
            server.healthHost == server.host ? QString() : QStringLiteral(" -destIP ") + server.healthHost;
        text += QStringLiteral("add lb monitor %1 HTTP -respCode 200 -httpRequest \"GET /ready\"%2 -destPort "
                               "%3 -interval 2 SEC "
                               "-resptimeout 1 SEC -retries 2 -downTime 2 SEC\n")
                    .arg(checkName(server), where)
                    .arg(server.healthPort);
    }
    text += QStringLiteral(
        "\n# Nodes. Requests under way on one that is taken out go on (-downStateFlush DISABLED).\n");
    QString bound;
    for (const BalancedServer& server : plan.servers) {
        text += renamed(QStringLiteral("#"), server);
        text +=
            QStringLiteral(
                "add server %1 %2\n"
                "add service rollcall_%1 %1 HTTP %3 -cip ENABLED X-Forwarded-For -downStateFlush DISABLED\n"
                "bind service rollcall_%1 -monitorName %4\n")
                .arg(server.name, server.host)
                .arg(server.webPort)
                .arg(checkName(server));
        bound += QStringLiteral("bind lb vserver rollcall_application rollcall_%1\n").arg(server.name);
    }
    text +=
        QStringLiteral(
            "\n# Every node can serve every request: no persistence.\n"
            "add lb vserver rollcall_application HTTP %1 %2 -lbMethod LEASTCONNECTION -persistenceType NONE\n"
            "%3save ns config\n")
            .arg(visitorsAt(plan))
            .arg(plan.bindPort)
            .arg(bound);
    return text;
}

QString nlbText(const BalancerPlan& plan)
{
    const BalancedServer& first = plan.servers.front();
    QStringList more{
        QStringLiteral(
            "VPC and SUBNETS are yours: set them before. Visitors come in at the subnets' addresses, "
            "port %1.")
            .arg(plan.bindPort),
        QStringLiteral(
            "A target is an address, and all have one port for checks. An open connection stays with its "
            "node: wait a moment after a drain before its application is stopped.")};
    QStringList targets;
    for (const BalancedServer& server : plan.servers) {
        if (!isAddress(server.host))
            more << QStringLiteral("%1: put its address in the place of %2.").arg(server.name, server.host);
        if (server.healthPort != first.healthPort)
            more << QStringLiteral("%1 is asked at the wrong port: its health endpoint is at %2, not %3. Set "
                                   "[health] listen in its "
                                   "node.toml to the same.")
                        .arg(server.name)
                        .arg(server.healthPort)
                        .arg(first.healthPort);
        if (server.healthHost != server.host)
            more << QStringLiteral("%1 is asked at %2, though its health endpoint is at %3.")
                        .arg(server.name, server.host, server.healthHost);
        if (server.host.contains(u':') != first.host.contains(u':'))
            more << QStringLiteral("%1: a target group takes only IPv4 or only IPv6.").arg(server.name);
        targets << QStringLiteral("    Id=%1,Port=%2").arg(server.host).arg(server.webPort);
    }
    QString text = applianceHead(QStringLiteral("#"), plan, QStringLiteral("AWS Network Load Balancer"),
                                 QStringLiteral("lines for a shell with the aws command"),
                                 more.join(QStringLiteral("\n# ")));
    for (const BalancedServer& server : plan.servers)
        text += renamed(QStringLiteral("#"), server);
    text += QStringLiteral(R"(
GROUP=$(aws elbv2 create-target-group --name rollcall-nodes --protocol TCP --port %1 --vpc-id "$VPC" --target-type ip%2 \
    --health-check-protocol HTTP --health-check-port %3 --health-check-path /ready --matcher HttpCode=200 \
    --health-check-interval-seconds 5 --health-check-timeout-seconds 2 --healthy-threshold-count 2 --unhealthy-threshold-count 2 \
    --query 'TargetGroups[0].TargetGroupArn' --output text)
# Connections to a node that is taken out go on; no visitor is bound to a node; the application sees the visitor's address.
aws elbv2 modify-target-group-attributes --target-group-arn "$GROUP" --attributes \
    Key=target_health_state.unhealthy.connection_termination.enabled,Value=false \
    Key=stickiness.enabled,Value=false Key=preserve_client_ip.enabled,Value=true
aws elbv2 register-targets --target-group-arn "$GROUP" --targets \
%4
BALANCER=$(aws elbv2 create-load-balancer --name rollcall-application --type network --subnets $SUBNETS \
    --query 'LoadBalancers[0].LoadBalancerArn' --output text)
aws elbv2 create-listener --load-balancer-arn "$BALANCER" --protocol TCP --port %5 \
    --default-actions Type=forward,TargetGroupArn="$GROUP"
)")
                .arg(first.webPort)
                .arg(first.host.contains(u':') ? QStringLiteral(" --ip-address-type ipv6") : QString())
                .arg(first.healthPort)
                .arg(targets.join(QStringLiteral(" \\\n")))
                .arg(plan.bindPort);
    return text;
}

} // namespace

QString commentLine(const QString& text)
{
    QString line = text.simplified();
    for (QChar& c : line)
        if (!c.isPrint())
            c = u'?';
    return line;
}

QString applianceText(BalancerProduct product, const BalancerPlan& plan)
{
    switch (product) {
    case BalancerProduct::F5:
        return f5Text(plan);
    case BalancerProduct::A10:
        return a10Text(plan);
    case BalancerProduct::Citrix:
        return citrixText(plan);
    case BalancerProduct::Nlb:
        return nlbText(plan);
    case BalancerProduct::HAProxy:
    case BalancerProduct::Nginx:
        break; // files, and configText() writes them
    }
    return {};
}

} // namespace rollcall
