#include "app/demo/demoidentity.h"

#include <QCoreApplication>
#include <QSysInfo>

namespace rollcall::demo
{

Identity identityFromEnvironment(const QString& role)
{
    Identity identity;
    identity.role = role;
    identity.node = qEnvironmentVariable("ROLLCALL_NODE", QSysInfo::machineHostName());
    identity.unit = qEnvironmentVariable("ROLLCALL_UNIT", role);
    identity.cluster = qEnvironmentVariable("ROLLCALL_CLUSTER");
    identity.epoch = qEnvironmentVariable("ROLLCALL_EPOCH");
    identity.messenger = qEnvironmentVariable("ROLLCALL_MESSENGER");
    identity.pid = QCoreApplication::applicationPid();
    identity.started.start();
    return identity;
}

} // namespace rollcall::demo
