#pragma once

#include "app/ctl/commands/clustercommand.h"

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

/// balancer check: whether a load balancer's file still fits the cluster.
class BalancerCheckCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

} // namespace rollcall::ctl
