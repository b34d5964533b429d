#pragma once

#include "app/ctl/commands/clustercommand.h"

namespace rollcall::ctl
{

/// storage check: who sees whose file in the shared storage, as the nodes report it. Waits while the proof is
/// under way.
class StorageCheckCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    void show();
    void showMatrix() const;
    void showJson(bool proven) const;
};

} // namespace rollcall::ctl
