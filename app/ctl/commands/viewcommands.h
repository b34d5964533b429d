#pragma once

#include "app/ctl/commands/clustercommand.h"

namespace rollcall::ctl
{

/// The state of the cluster, once or again and again.
class StatusCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
    bool patient() const override { return isOpen() && watching(); }
    void notYet(const Error& error) override;

private:
    bool watching() const { return call().has(QStringLiteral("watch")); }
    void show() const;
    QByteArray m_shown; ///< --watch --json: what was printed last
};

class NodesCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

/// What happens if the primary fails now.
class ForecastCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

class LeaseCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

/// What the messengers of all nodes, or of one, answer.
class PingCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    void show();
};

class PreflightCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    void show(const Preflight& preflight);
    void explain(const Preflight& preflight) const;
};

/// Waits until there is a primary, or until all is healthy.
class WaitCommand : public ClusterCommand
{
    Q_OBJECT
public:
    WaitCommand(const Invocation& call, const Output& out);

protected:
    void opened() override;
    bool patient() const override { return true; }
    void notYet(const Error& error) override { m_lastError = error; }

private:
    void look();
    void giveUp();
    bool m_probed = false;
    bool m_answered = false; ///< the view changes again before the program ends
    Error m_lastError;
};

} // namespace rollcall::ctl
