#pragma once

#include "model/cluster/clusterview.h"
#include "model/core/result.h"

#include <QHash>
#include <QString>

#include <vector>

namespace rollcall
{

/// One node as a load balancer has to know it.
struct BalancedServer {
    QString node; ///< its name in the cluster
    QString name; ///< the same as a word that every load balancer takes, unique in the plan
    QString host; ///< of the application: a name or an address, IPv6 without brackets
    quint16 webPort = 0;
    QString healthHost; ///< mostly the same as host
    quint16 healthPort = 0;
    bool active = true; ///< an administrator wants it to serve
    bool operator==(const BalancedServer&) const = default;
};

/// Everything that a load balancer's configuration is made of. What is written for one product, and what a
/// file is compared with, are the same facts.
struct BalancerPlan {
    QString cluster;
    quint16 bindPort = 0;
    QString bindHost;      ///< empty: every address, IPv4 and IPv6
    quint16 statsPort = 0; ///< HAProxy's statistics, for the nodes to ask
    QString statsHost;     ///< as bindHost
    std::vector<BalancedServer> servers;
};

/// What the cluster does not know of itself. The application's port is its own business: the nodes only run
/// it.
struct BalancerOptions {
    QString bind = QStringLiteral("*:80");
    QString statsBind = QStringLiteral("127.0.0.1:8404");
    quint16 webPort = 80;
    QHash<QString, quint16> webPortOf; ///< by the node's name, where it differs
};

/// "8080", or "web-01=8081" for one node; into the options. Invalid: says what was expected.
Result<void> readWebPort(const QString& text, BalancerOptions& options);

/// Of the registered nodes, by name. Refused: there is none, or one reports no address or no health endpoint.
/// Invalid: the address to listen on, or a port for a node that there is not.
Result<BalancerPlan> balancerPlan(const ClusterView& view, const BalancerOptions& options);

/// "10.0.0.1:80", "[2001:db8::1]:80".
QString hostAndPort(const QString& host, quint16 port);

} // namespace rollcall
