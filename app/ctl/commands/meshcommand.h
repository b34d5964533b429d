#pragma once

#include "app/ctl/commands/clustercommand.h"

namespace rollcall::ctl
{

/// messenger mesh: which node reaches the messenger of which, as the nodes themselves tried it.
class MeshCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    void showMatrix() const;
    void showBroken() const;
};

} // namespace rollcall::ctl
