#include "tests/units/usermanager.h"

#include "tests/support/testsupport.h"
#include "tests/units/processes.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

#include <csignal>
#include <cstdio>
#include <vector>

#include <unistd.h>

namespace rollcall::test
{

namespace
{

void writeFile(const QString& path, const QString& text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s cannot be written", qPrintable(path));
}

} // namespace

void UserManager::needRoot(char** argv)
{
    if (::geteuid() == 0)
        return;
    static char sudo[] = "sudo";
    static char options[] = "-nE";
    std::vector<char*> words{sudo, options};
    for (char** word = argv; *word; ++word)
        words.push_back(*word);
    words.push_back(nullptr);
    ::execvp(sudo, words.data());
    std::fputs(
        "This test starts a systemd of its own in a mount namespace: run it as root, or install sudo.\n",
        stderr);
    ::_exit(1);
}

UserManager::UserManager()
{
    const QString runtime = m_folder.filePath(QStringLiteral("run"));
    const QString config = m_folder.filePath(QStringLiteral("config"));
    QDir().mkpath(runtime);
    QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QDir().mkpath(config + QStringLiteral("/systemd/user"));
    writeFile(config + QStringLiteral("/systemd/user.conf"),
              QStringLiteral("[Manager]\nDefaultTimeoutStopSec=2s\nDefaultTimeoutStartSec=10s\n"));
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(runtime));
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(config));
    // Not a child of this process: a UnitManager in it kills every child that is not a unit's. The shell sees
    // to it that nothing outlives this process. systemd wants to see that the machine was booted by it: an
    // empty /run of its own says so.
    const QString script =
        QStringLiteral("mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system || exit 1; "
                       "/lib/systemd/systemd --user --log-target=console & s=$!; echo $s > '%1/pid'; "
                       "while kill -0 $s 2> /dev/null && kill -0 %2 2> /dev/null; do sleep 0.2; done; "
                       "kill $s 2> /dev/null; wait $s")
            .arg(m_folder.path())
            .arg(QCoreApplication::applicationPid());
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardOutputFile(m_folder.filePath(QStringLiteral("log")));
    process.start(QStringLiteral("setsid"),
                  {QStringLiteral("--fork"), QStringLiteral("unshare"), QStringLiteral("--mount"),
                   QStringLiteral("sh"), QStringLiteral("-c"), script});
    if (!process.waitForFinished(5000) || process.exitCode() != 0)
        qFatal("a systemd of the test's own cannot be started");
    waitUntil(
        [&] {
            return QFile::exists(runtime + QStringLiteral("/bus")) &&
                   QFile::exists(runtime + QStringLiteral("/systemd/private"));
        },
        std::chrono::seconds(20), "the systemd of the test");
}

UserManager::~UserManager()
{
    const qint64 pid = pidIn(m_folder.filePath(QStringLiteral("pid")));
    if (pid <= 0)
        return;
    ::kill(static_cast<pid_t>(pid), SIGTERM); // stops its services, too
    waitUntil([&] { return !isAlive(pid); }, std::chrono::seconds(20), "the end of the test's systemd");
}

QString UserManager::unit(const QString& name) const
{
    return QStringLiteral("rollcall-test-%1-%2.service").arg(QCoreApplication::applicationPid()).arg(name);
}

QString UserManager::install(const QString& name, const QStringList& serviceLines,
                             const QStringList& unitLines)
{
    return installText(
        name,
        QStringLiteral("[Unit]\n%1\n[Service]\n%2\n").arg(unitLines.join(u'\n'), serviceLines.join(u'\n')));
}

QString UserManager::installText(const QString& name, const QString& text)
{
    writeFile(m_folder.filePath(QStringLiteral("config/systemd/user/%1").arg(unit(name))), text);
    systemctl({QStringLiteral("daemon-reload")});
    return unit(name);
}

QString UserManager::systemctl(const QStringList& arguments, bool expectSuccess) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("systemctl"), QStringList{QStringLiteral("--user")} + arguments);
    if (!process.waitForFinished(20'000) || (expectSuccess && process.exitCode() != 0))
        qFatal("systemctl --user %s: %s", qPrintable(arguments.join(u' ')), process.readAll().constData());
    return QString::fromUtf8(process.readAll()).trimmed();
}

QString UserManager::property(const QString& service, const QString& name) const
{
    return systemctl(
        {QStringLiteral("show"), QStringLiteral("--value"), QStringLiteral("--property"), name, service});
}

qint64 UserManager::busDaemon() const
{
    return property(QStringLiteral("dbus.service"), QStringLiteral("MainPID")).toLongLong();
}

QString UserManager::busAddress() const
{
    return QStringLiteral("unix:path=%1").arg(m_folder.filePath(QStringLiteral("run/bus")));
}

} // namespace rollcall::test
