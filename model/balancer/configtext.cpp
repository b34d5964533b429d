#include "model/balancer/configtext.h"

#include "model/balancer/appliancetext.h"

#include <QStringList>

namespace rollcall
{

namespace
{

QString haproxyServer(const BalancedServer& server)
{
    QString line = QStringLiteral("    server %1 %2 check port %3")
                       .arg(server.name, hostAndPort(server.host, server.webPort))
                       .arg(server.healthPort);
    if (server.healthHost != server.host)
        line += QStringLiteral(" addr %1").arg(server.healthHost);
    return server.name == server.node ? line : line + QStringLiteral(" # ") + commentLine(server.node);
}

QString haproxyBind(const QString& host, quint16 port)
{
    return host.isEmpty() ? QStringLiteral(":::%1 v4v6").arg(port) : hostAndPort(host, port);
}

QString haproxyText(const BalancerPlan& plan)
{
    const QString bind = haproxyBind(plan.bindHost, plan.bindPort);
    QStringList servers;
    for (const BalancedServer& server : plan.servers)
        servers << haproxyServer(server);
    return QStringLiteral(R"(# HAProxy for the Rollcall cluster "%1".
# Written by "rollcallctl balancer config haproxy"; "rollcallctl balancer check FILE" tells when it does not fit any more.
# Try it with "haproxy -c -f FILE" before it is loaded.

global
    log stdout format raw local0 info
    # Visitors at a time. Each takes two open files: with more of them, raise the service's limit, too.
    maxconn 8000

defaults
    log global
    mode http
    option dontlognull
    # A node that is gone is noticed by the first request, too: it goes to another node while nothing of it was sent.
    # What a dying node left without any answer is asked again only where asking changes nothing (GET, HEAD).
    timeout connect 1s
    retries 3
    option redispatch 1
    retry-on conn-failure empty-response
    timeout client 60s
    timeout server 60s
    timeout http-request 10s
    timeout queue 10s
    timeout check 1s

frontend application
    bind %2
    option httplog
    # What the application sees of the visitor. Whatever a visitor claims in these fields is replaced.
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    http-request set-header X-Forwarded-Proto http unless { ssl_fc }
    http-request set-header X-Forwarded-Host %[req.hdr(host)]
    http-request set-header X-Forwarded-Port %[dst_port]
    http-request disable-l7-retry unless METH_GET
    default_backend nodes

backend nodes
    # Every node can serve every request, so no visitor is bound to one: no cookie, no stick table.
    balance leastconn
    # /ready answers 200 only when the node should get requests. A draining node answers 503 while its application
    # goes on: it gets no new requests, and those under way end.
    option httpchk
    http-check send meth GET uri /ready
    http-check expect status 200
    # Two failed checks take a node out, at the latest after 0.75 s; two good ones bring it back.
    default-server check inter 500ms fastinter 250ms downinter 1s fall 2 rise 2 init-addr last,libc,none
%3

# The balancer's own view of the nodes, for people and for the nodes themselves: once these reach it, Rollcall shows it
# beside its own ("rollcallctl settings set balancer.stats http://ADDRESS:%4/stats"). It tells no secrets and changes
# nothing, but let only this machine and the nodes reach it.
frontend statistics
    bind %5
    stats enable
    stats uri /stats
    stats refresh 5s
    # With the servers' addresses: a node is found even if it is called otherwise here.
    stats show-legends
    no log
)")
        .arg(commentLine(plan.cluster), bind, servers.join(u'\n'), QString::number(plan.statsPort),
             haproxyBind(plan.statsHost, plan.statsPort));
}

QString nginxText(const BalancerPlan& plan)
{
    const QString listen = plan.bindHost.isEmpty() ? QStringLiteral("[::]:%1 ipv6only=off").arg(plan.bindPort)
                                                   : hostAndPort(plan.bindHost, plan.bindPort);
    QStringList servers;
    for (const BalancedServer& server : plan.servers)
        servers << QStringLiteral("        server %1 max_fails=1 fail_timeout=2s%2; # %3")
                       .arg(hostAndPort(server.host, server.webPort),
                            server.active ? QString() : QStringLiteral(" down"), commentLine(server.node));
    return QStringLiteral(R"(# nginx for the Rollcall cluster "%1".
# Written by "rollcallctl balancer config nginx"; "rollcallctl balancer check FILE" tells when it does not fit any more.
# Try it with "nginx -t -c FILE" before it is loaded.
#
# nginx without its commercial modules asks no node whether it is ready (http://NODE:PORT/ready): it notices a failed
# request. So before a node is drained for long: drain it, write this file again (the node is then marked "down"), and
# reload nginx, which loses no request. HAProxy does that by itself.

events {
    worker_connections 4096;
}

http {
    upstream nodes {
        zone nodes 256k;
        # Every node can serve every request, so no visitor is bound to one: no ip_hash, no hash, no sticky.
        least_conn;
%3
        keepalive 32;
    }

    map $http_upgrade $connection_upgrade {
        default upgrade;
        "" "";
    }

    server {
        listen %2;
        location / {
            proxy_pass http://nodes;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            # What the application sees of the visitor. Whatever a visitor claims in these fields is replaced.
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-Port $server_port;
            # A node that is gone: the request goes to another one, unless it may have been carried out already.
            proxy_connect_timeout 1s;
            proxy_next_upstream error timeout;
            proxy_next_upstream_tries 3;
        }
    }
}
)")
        .arg(commentLine(plan.cluster), listen, servers.join(u'\n'));
}

} // namespace

QString wordOf(BalancerProduct product)
{
    switch (product) {
    case BalancerProduct::HAProxy:
        return QStringLiteral("haproxy");
    case BalancerProduct::Nginx:
        return QStringLiteral("nginx");
    case BalancerProduct::F5:
        return QStringLiteral("f5");
    case BalancerProduct::A10:
        return QStringLiteral("a10");
    case BalancerProduct::Citrix:
        return QStringLiteral("citrix");
    case BalancerProduct::Nlb:
        return QStringLiteral("nlb");
    }
    Q_UNREACHABLE();
}

std::optional<BalancerProduct> balancerProduct(QStringView word)
{
    for (const BalancerProduct each : {BalancerProduct::HAProxy, BalancerProduct::Nginx, BalancerProduct::F5,
                                       BalancerProduct::A10, BalancerProduct::Citrix, BalancerProduct::Nlb})
        if (word == wordOf(each))
            return each;
    return std::nullopt;
}

QString configText(BalancerProduct product, const BalancerPlan& plan)
{
    switch (product) {
    case BalancerProduct::HAProxy:
        return haproxyText(plan);
    case BalancerProduct::Nginx:
        return nginxText(plan);
    default:
        return applianceText(product, plan);
    }
}

} // namespace rollcall
