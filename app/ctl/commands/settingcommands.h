#pragma once

#include "app/ctl/commands/actioncommand.h"

namespace rollcall::ctl
{

/// settings list
class SettingsListCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

/// settings get: the value, nothing else; with --history also who changed it.
class SettingsGetCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    void readHistory(const SettingState& state);
    void show(const SettingState& state, const std::vector<Event>& history);
};

/// settings set: KEY VALUE…, or a profile of the four timings.
class SettingsSetCommand : public ActionCommand
{
    Q_OBJECT
public:
    SettingsSetCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

} // namespace rollcall::ctl
