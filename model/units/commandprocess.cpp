#include "model/units/commandprocess.h"

#include <cstring>

namespace rollcall
{

CommandProcess::CommandProcess(const UnitSpec& spec, QObject* parent)
    : UnitProcess(parent)
    , m_plan{spec.command, spec.environment, spec.workingDirectory}
{
    connect(&m_process, &GuardedProcess::started, this, &CommandProcess::started);
    connect(&m_process, &GuardedProcess::failedToStart, this, &CommandProcess::failedToStart);
    connect(&m_process, &GuardedProcess::written, this, &CommandProcess::written);
    connect(&m_process, &GuardedProcess::ended, this, [this](int code, bool bySignal) {
        Q_EMIT ended(bySignal ? QStringLiteral("It was ended by signal %1 (%2).")
                                    .arg(code)
                                    .arg(QString::fromLocal8Bit(::strsignal(code)))
                              : QStringLiteral("It ended by itself with exit code %1.").arg(code));
    });
}

void CommandProcess::start(const QMap<QString, QString>& variables)
{
    LaunchPlan plan = m_plan;
    plan.environment.insert(variables);
    m_process.start(plan);
}

} // namespace rollcall
