#pragma once

#include "app/ctl/commands/clustercommand.h"
#include "app/ctl/stopsignals.h"

namespace rollcall::ctl
{

/// A failover drill, with progress on standard error; the report on standard output, and in a file.
class DrillCommand : public ClusterCommand
{
    Q_OBJECT
public:
    using ClusterCommand::ClusterCommand;

protected:
    void opened() override;

private:
    Result<void> mayBegin(DrillKind kind);
    void begin(DrillKind kind);
    void show(const DrillReport& report);
    Result<void> writeFile(const DrillReport& report) const;

    StopSignals m_signals;
};

} // namespace rollcall::ctl
