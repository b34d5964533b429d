#pragma once

#include "app/ctl/commands/actioncommand.h"

namespace rollcall::ctl
{

/// license show
class LicenseShowCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

/// license set
class LicenseSetCommand : public ActionCommand
{
    Q_OBJECT
public:
    LicenseSetCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

} // namespace rollcall::ctl
