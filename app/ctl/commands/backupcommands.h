#pragma once

#include "app/ctl/commands/actioncommand.h"
#include "model/backup/clusterbackup.h"

namespace rollcall::ctl
{

/// backup create
class BackupCreateCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    Result<void> addKey(ClusterBackup& backup) const;
    Result<void> write(const ClusterBackup& backup) const;
};

/// backup show: reaches no cluster.
class BackupShowCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void run() override;
};

/// backup restore
class BackupRestoreCommand : public ActionCommand
{
    Q_OBJECT
public:
    BackupRestoreCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

} // namespace rollcall::ctl
