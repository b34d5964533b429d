#pragma once

#include "app/ctl/commands/clustercommand.h"

namespace rollcall::ctl
{

/// The events, oldest first, and with --follow every new one.
class EventsCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
    bool patient() const override { return isOpen() && following(); }
    void notYet(const Error& error) override;

private:
    bool following() const { return call().has(QStringLiteral("follow")); }
    Result<void> readOptions();
    void readOlder();
    void follow();
    void print(const std::vector<Event>& newestFirst);

    EventQuery m_query;
    int m_wanted = 0;               ///< how many are to be printed at first
    std::vector<Event> m_collected; ///< newest first, until they are printed
    qint64 m_printed = 0;           ///< highest id that was printed or passed
    bool m_asking = false;
};

/// The terms of primaries.
class HistoryCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;
};

} // namespace rollcall::ctl
