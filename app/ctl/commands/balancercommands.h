#pragma once

#include "app/ctl/commands/clustercommand.h"
#include "model/balancer/statisticsclient.h"
#include "model/balancer/viewcheck.h"

#include <QTimer>

namespace rollcall::ctl
{

/// balancer config: a load balancer's configuration for this cluster's nodes.
class BalancerConfigCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

/// balancer check: whether a load balancer's file still fits the cluster; without a file, what the load
/// balancer itself says of every node.
class BalancerCheckCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    void checkFile();
    void askFromHere();
    void take(const Result<QByteArray>& csv);
    void readSettings();
    bool settled() const;
    void look();
    void showReported();
    void show(const std::vector<ViewFinding>& findings, const QString& source);

    std::unique_ptr<StatisticsClient> m_client;
    BalancerPlace m_place;
    QTimer m_patience;
    bool m_waiting = false;
};

} // namespace rollcall::ctl
