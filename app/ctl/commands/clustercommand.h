#pragma once

#include "app/ctl/commands/command.h"
#include "model/services/clustersession.h"

#include <functional>
#include <memory>

namespace rollcall::ctl
{

/// A command on a cluster that exists: finds out which one is meant, connects, and goes on when it was read.
class ClusterCommand : public Command
{
    Q_OBJECT

public:
    using Command::Command;
    ~ClusterCommand() override;

    void run() final;

protected:
    /// The first view is there.
    virtual void opened() = 0;
    /// Whether to go on trying while the database does not answer; otherwise the first error ends the
    /// command.
    virtual bool patient() const { return false; }
    /// Called for every error while patient().
    virtual void notYet(const Error& error) { Q_UNUSED(error) }

    ClusterSession& session() { return *m_session; }
    const ClusterView& view() const { return m_session->view(); }
    bool isOpen() const { return m_open; }

    /// Calls next once every node's messenger was asked, or after a second.
    void afterProbes(std::function<void()> next);

    /// By name or id, tombstones only when asked for. NotFound says which ones there are.
    Result<NodeView> nodeNamed(const QString& name, bool removed = false) const;

private:
    bool probesSettled() const;
    void goOnWhenSettled();

    std::unique_ptr<ClusterSession> m_session;
    bool m_open = false;
    std::function<void()> m_afterProbes;
};

} // namespace rollcall::ctl
