#pragma once

#include "app/ctl/commands/clustercommand.h"

namespace rollcall::ctl
{

/// An administrator's action: carries it out, and says what was done.
class ActionCommand : public ClusterCommand
{
    Q_OBJECT

public:
    enum class Needs { View, Probes, Preflight };

    ActionCommand(Invocation call, const Output& out, Needs needs)
        : ClusterCommand(std::move(call), out)
        , m_needs(needs)
    {
    }

protected:
    /// Starts the action, or says why it cannot be meant.
    virtual Result<FutureResult<Done>> act() = 0;

    void opened() override;

private:
    void start();
    Needs m_needs;
};

class EnableCommand : public ActionCommand
{
    Q_OBJECT
public:
    EnableCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::Preflight)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

class DisableCommand : public ActionCommand
{
    Q_OBJECT
public:
    DisableCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

/// pause and resume
class PauseCommand : public ActionCommand
{
    Q_OBJECT
public:
    PauseCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

class SwitchoverCommand : public ActionCommand
{
    Q_OBJECT
public:
    SwitchoverCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

/// lease repair
class RepairCommand : public ActionCommand
{
    Q_OBJECT
public:
    RepairCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

/// node drain, activate, maintenance
class WantedCommand : public ActionCommand
{
    Q_OBJECT
public:
    WantedCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

/// node priority
class PriorityCommand : public ActionCommand
{
    Q_OBJECT
public:
    PriorityCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

/// node remove, restore
class MembershipCommand : public ActionCommand
{
    Q_OBJECT
public:
    MembershipCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::Probes)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

class UnitCommand : public ActionCommand
{
    Q_OBJECT
public:
    UnitCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::Probes)
    {
    }

protected:
    Result<FutureResult<Done>> act() override;
};

/// "load-balancing" or "high-availability", checked by the parser.
Feature featureOf(const QString& word);

} // namespace rollcall::ctl
