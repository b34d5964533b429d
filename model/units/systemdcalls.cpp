#include "model/units/systemdcalls.h"

#include <QDBusArgument>
#include <QDBusMetaType>

#include <csignal>

namespace rollcall::systemd
{

namespace
{

const QString serviceName = QStringLiteral("org.freedesktop.systemd1");

QDBusMessage manager(const char* method, const QVariantList& arguments)
{
    QDBusMessage call =
        QDBusMessage::createMethodCall(serviceName, QString::fromLatin1(managerPath),
                                       QString::fromLatin1(managerInterface), QString::fromLatin1(method));
    call.setArguments(arguments);
    call.setAutoStartService(false); // systemd is there, or is not
    return call;
}

} // namespace

QDBusMessage subscribe()
{
    return manager("Subscribe", {});
}

QDBusMessage loadUnit(const QString& service)
{
    return manager("LoadUnit", {service});
}

QDBusMessage hold(const QString& service)
{
    return manager("RefUnit", {service});
}

QDBusMessage start(const QString& service)
{
    return manager("StartUnit", {service, QStringLiteral("replace")});
}

QDBusMessage stop(const QString& service)
{
    return manager("StopUnit", {service, QStringLiteral("replace")});
}

QDBusMessage killAll(const QString& service)
{
    return manager("KillUnit", {service, QStringLiteral("all"), int(SIGKILL)});
}

QDBusMessage resetFailed(const QString& service)
{
    return manager("ResetFailedUnit", {service});
}

QDBusMessage processesOf(const QString& service)
{
    return manager("GetUnitProcesses", {service});
}

QDBusMessage propertiesAt(const QString& path)
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        serviceName, path, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("GetAll"));
    call.setArguments({QString()}); // of every interface
    call.setAutoStartService(false);
    return call;
}

bool anyProcess(const QDBusMessage& answer)
{
    const QVariant first = answer.arguments().value(0);
    if (!first.canConvert<QDBusArgument>())
        return false;
    const auto processes = first.value<QDBusArgument>();
    processes.beginArray();
    return !processes.atEnd();
}

QVariantMap propertiesIn(const QDBusMessage& answer)
{
    return qdbus_cast<QVariantMap>(answer.arguments().value(0));
}

} // namespace rollcall::systemd
