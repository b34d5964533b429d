#include "model/units/systemdrules.h"

#include <QDBusArgument>
#include <QDBusObjectPath>
#include <QRegularExpression>

#include <csignal>
#include <cstring>

#include <unistd.h>

namespace rollcall
{

namespace
{

bool holdsJob(const QVariant& value)
{
    if (!value.canConvert<QDBusArgument>())
        return false;
    const auto argument = value.value<QDBusArgument>();
    uint id = 0;
    QDBusObjectPath path;
    argument.beginStructure();
    argument >> id >> path;
    argument.endStructure();
    return id != 0;
}

QStringList filesIn(const QVariant& value)
{
    QStringList files;
    if (!value.canConvert<QDBusArgument>())
        return files;
    const auto argument = value.value<QDBusArgument>();
    argument.beginArray();
    while (!argument.atEnd()) {
        QString file;
        bool optional = false;
        argument.beginStructure();
        argument >> file >> optional;
        argument.endStructure();
        files.append(file);
    }
    argument.endArray();
    return files;
}

QString systemctl(SystemdScope scope, const QString& words)
{
    return (scope == SystemdScope::User ? QStringLiteral("systemctl --user ")
                                        : QStringLiteral("systemctl ")) +
           words;
}

} // namespace

QString busAddress(SystemdScope scope)
{
    const bool system = scope == SystemdScope::System;
    const QString given =
        qEnvironmentVariable(system ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS");
    if (!given.isEmpty())
        return given;
    if (system)
        return QStringLiteral("unix:path=/run/dbus/system_bus_socket");
    const QString folder =
        qEnvironmentVariable("XDG_RUNTIME_DIR", QStringLiteral("/run/user/%1").arg(::getuid()));
    return QStringLiteral("unix:path=%1/bus").arg(folder);
}

SystemdFacts systemdFacts(const QVariantMap& properties)
{
    const auto text = [&](const char* key) { return properties.value(QLatin1String(key)).toString(); };
    const auto number = [&](const char* key) { return properties.value(QLatin1String(key)).toInt(); };
    SystemdFacts facts;
    facts.loadState = text("LoadState");
    facts.activeState = text("ActiveState");
    facts.subState = text("SubState");
    facts.result = text("Result");
    facts.killMode = text("KillMode");
    facts.enabled = text("UnitFileState");
    facts.mainPid = properties.value(QStringLiteral("MainPID")).toLongLong();
    facts.restarts = number("NRestarts");
    facts.mainCode = number("ExecMainCode");
    facts.mainStatus = number("ExecMainStatus");
    facts.jobWaits = holdsJob(properties.value(QStringLiteral("Job")));
    facts.environmentFiles = filesIn(properties.value(QStringLiteral("EnvironmentFiles")));
    return facts;
}

QString reasonOfEnd(const SystemdFacts& facts, const QString& jobResult)
{
    const auto signalled = [&] {
        return QStringLiteral("It was ended by signal %1 (%2).")
            .arg(facts.mainStatus)
            .arg(QString::fromLocal8Bit(::strsignal(facts.mainStatus)));
    };
    if (jobResult == u"dependency")
        return QStringLiteral(
            "A unit that it requires did not start: systemctl list-dependencies names them.");
    if (facts.result == u"exit-code" && facts.mainStatus == 203)
        return QStringLiteral(
            "The program of its unit file was not found or may not be executed (exit code 203).");
    if (facts.result == u"exit-code" && facts.mainCode == CLD_EXITED)
        return QStringLiteral("It ended by itself with exit code %1.").arg(facts.mainStatus);
    if (facts.result == u"exit-code")
        return QStringLiteral("A command that its unit file starts before it failed.");
    if (facts.result == u"signal" || facts.result == u"core-dump")
        return signalled();
    if (facts.result == u"timeout" || jobResult == u"timeout")
        return QStringLiteral("It did not start or stop within the times of its unit file (TimeoutStartSec=, "
                              "TimeoutStopSec=).");
    if (facts.result == u"watchdog")
        return QStringLiteral("It gave no sign of life to systemd's watchdog (WatchdogSec=).");
    if (facts.result == u"start-limit-hit")
        return QStringLiteral("It was started too often (StartLimitBurst= of its unit file).");
    if (facts.result == u"oom-kill")
        return QStringLiteral("It was killed because memory ran out.");
    if (facts.result == u"protocol")
        return QStringLiteral("It did not tell systemd that it is ready as Type= of its unit file promises.");
    if (facts.result == u"resources")
        return QStringLiteral("systemd could not provide what its unit file asks for, perhaps a file of "
                              "EnvironmentFile= without a hyphen before its name.");
    if (facts.result == u"exec-condition" || jobResult == u"skipped")
        return QStringLiteral("A condition in its unit file does not hold.");
    if (facts.result == u"success" && facts.mainCode == CLD_EXITED)
        return QStringLiteral("It ended by itself with exit code %1, or somebody else stopped it.")
            .arg(facts.mainStatus);
    if (facts.result == u"success")
        return QStringLiteral("Somebody else stopped it.");
    return QStringLiteral("It ended with systemd's result “%1”.").arg(facts.result);
}

Error systemdError(const QString& name, const QString& text, const QString& service, SystemdScope scope)
{
    const auto is = [&](const char* ending) { return name.endsWith(QLatin1String(ending)); };
    if (is(".NoSuchUnit"))
        return {ErrorKind::NotFound,
                QStringLiteral("systemd knows no unit %1.").arg(service),
                QStringLiteral("Install its unit file (then: %1), or correct systemd in the unit's section.")
                    .arg(systemctl(scope, QStringLiteral("daemon-reload"))),
                {}};
    if (is(".UnitMasked"))
        return {ErrorKind::Refused,
                QStringLiteral("The systemd unit %1 is masked.").arg(service),
                QStringLiteral("Run: %1.").arg(systemctl(scope, QStringLiteral("unmask ") + service)),
                {}};
    if (is(".LoadFailed") || is(".BadUnitSetting"))
        return {ErrorKind::Invalid,
                QStringLiteral("systemd cannot use the unit file of %1: %2").arg(service, text),
                QStringLiteral("Run: systemd-analyze verify %1.").arg(service),
                {}};
    if (is(".AccessDenied") || is(".InteractiveAuthorizationRequired") || is(".AuthFailed"))
        return {
            ErrorKind::Refused,
            QStringLiteral("systemd does not let the node service's user start and stop %1.").arg(service),
            QStringLiteral("Run rollcall-node as root, or allow org.freedesktop.systemd1.manage-units for "
                           "this unit with a polkit rule."),
            {}};
    if (is(".NoReply") || is(".Timeout") || is(".TimedOut"))
        return {
            ErrorKind::TimedOut,
            QStringLiteral("systemd did not answer in time about %1.").arg(service),
            QStringLiteral("Look whether it is well: %1.").arg(systemctl(scope, QStringLiteral("status"))),
            {}};
    if (is(".Disconnected") || is(".NoServer") || is(".FileNotFound") || is(".ServiceUnknown") ||
        is(".NameHasNoOwner") || name.contains(u".Spawn.") || is(".IOError"))
        return {
            ErrorKind::Unreachable,
            QStringLiteral("systemd cannot be reached at %1, so %2 cannot be controlled.")
                .arg(busAddress(scope), service),
            scope == SystemdScope::System
                ? QStringLiteral(
                      "Start dbus (systemctl start dbus), or use the user's systemd: systemd_bus = "
                      "\"user\" in section [node].")
                : QStringLiteral("Let the user's systemd run (loginctl enable-linger), or use the system's: "
                                 "systemd_bus = \"system\" in section [node]."),
            {}};
    return {ErrorKind::Internal,
            QStringLiteral("systemd refused to control %1: %2 (%3).").arg(service, text, name),
            QStringLiteral("Look at: %1.").arg(systemctl(scope, QStringLiteral("status ") + service)),
            {}};
}

bool isSilence(const QString& errorName)
{
    for (const char* ending : {".NoReply", ".Timeout", ".TimedOut", ".Disconnected"})
        if (errorName.endsWith(QLatin1String(ending)))
            return true;
    return false;
}

QByteArray environmentFile(const QMap<QString, QString>& variables)
{
    QByteArray text = "# Written by rollcall-node before each start.\n";
    for (auto it = variables.begin(); it != variables.end(); ++it) {
        QString value = it.value();
        for (const char16_t special : {u'\\', u'"', u'$', u'`'})
            value.replace(QChar(special), QStringLiteral("\\") + QChar(special));
        text += QStringLiteral("%1=\"%2\"\n").arg(it.key(), value).toUtf8();
    }
    return text;
}

bool isServiceName(const QString& name)
{
    // systemd.unit(5); a template needs the name of an instance.
    static const QRegularExpression form(
        QStringLiteral("^[A-Za-z0-9:_.\\\\-]+(@[A-Za-z0-9:_.\\\\@-]+)?\\.service\\z"));
    return name.size() <= 255 && !name.startsWith(u'.') && form.match(name).hasMatch();
}

} // namespace rollcall
