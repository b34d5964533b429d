#pragma once

#include "app/ctl/commands/command.h"
#include "model/services/clustersession.h"

#include <QTimer>

#include <chrono>
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

    /// Calls next once every node's messenger was asked, or after the time that this takes at most.
    void afterProbes(std::function<void()> next);
    /// Calls next once no proof of the shared storage is under way, or when the patience is at its end: right
    /// after a change of its folder the nodes still report for the former one.
    void afterStorageProof(std::chrono::milliseconds patience, std::function<void()> next);
    /// Calls next once all that a preflight goes by is there.
    void beforePreflight(std::function<void()> next);

    /// By name or id, tombstones only when asked for. NotFound says which ones there are.
    Result<NodeView> nodeNamed(const QString& name, bool removed = false) const;

private:
    /// One wait at a time.
    void goOnWhen(std::function<bool()> settled, std::chrono::milliseconds patience,
                  std::function<void()> next);
    bool probesSettled() const;
    void goOnIfSettled();

    std::unique_ptr<ClusterSession> m_session;
    bool m_open = false;
    std::function<bool()> m_settled;
    std::function<void()> m_next; ///< while something is waited for
    QTimer m_patience;
};

} // namespace rollcall::ctl
