#pragma once

#include "model/units/guardedprocess.h"
#include "model/units/unitprocess.h"
#include "model/units/unitspec.h"

namespace rollcall
{

/// A unit's command as a child of the node service, behind a guard (see GuardedProcess), which sees to it
/// that no descendant survives, whatever it does to hide and whatever dies first. It has ended when its main
/// process has; whatever that left behind is killed before.
///
/// Lives in the main thread, which must live as long as the process: the kernel ties the guard to the thread
/// that started it.
class CommandProcess : public UnitProcess
{
    Q_OBJECT

public:
    explicit CommandProcess(const UnitSpec& spec, QObject* parent = nullptr);

    void start(const QMap<QString, QString>& variables) override;
    void terminate() override { m_process.terminate(); }
    void kill() override { m_process.kill(); }
    void insist() override { m_process.killGuard(); } ///< its processes are strays of the node service then

    bool isGone() const override { return m_process.isGone(); }
    bool runsWith(const QMap<QString, QString>&) const override { return false; }
    qint64 mainPid() const override { return m_process.mainPid(); }
    qint64 childPid() const override { return m_process.guardPid(); }
    bool mayRunOutside() const override { return false; }
    int restartsByOthers() const override { return 0; }

private:
    LaunchPlan m_plan; ///< with the environment of the configuration
    GuardedProcess m_process;
};

} // namespace rollcall
