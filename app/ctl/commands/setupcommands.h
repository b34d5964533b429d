#pragma once

#include "app/ctl/commands/command.h"
#include "model/services/clustercreator.h"

#include <memory>

namespace rollcall::ctl
{

/// init: creates a cluster in a database.
class InitCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void run() override;

private:
    std::unique_ptr<ClusterCreator> m_creator;
};

class UpgradeCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void run() override;

private:
    std::unique_ptr<ClusterCreator> m_creator;
};

/// key generate
class KeyCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void run() override;
};

} // namespace rollcall::ctl
