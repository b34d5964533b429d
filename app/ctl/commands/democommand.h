#pragma once

#include "app/ctl/commands/command.h"
#include "app/ctl/stopsignals.h"
#include "model/services/democluster.h"

#include <memory>

namespace rollcall::ctl
{

/// demo run: three nodes on this machine, until SIGTERM or SIGINT.
class DemoCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void run() override;

private:
    void say(const QString& sentence) const;
    void nowReady();
    Result<void> writeReadyFile() const;
    QJsonObject description() const;

    StopSignals m_signals;
    std::unique_ptr<DemoCluster> m_demo;
    int m_exitCode = ExitCode::Done;
};

} // namespace rollcall::ctl
