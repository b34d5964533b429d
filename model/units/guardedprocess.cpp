#include "model/units/guardedprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcessEnvironment>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr int statusDescriptor = 3; // as in app/guard/guard.h

/// Beside the node service, as built, or where the package puts it; empty: not there.
QString guardProgram()
{
    const QDir folder(QCoreApplication::applicationDirPath());
    for (const QString& path :
         {QStringLiteral("rollcall-guard"), QStringLiteral("../libexec/rollcall/rollcall-guard"),
          QStringLiteral("../bin/rollcall-guard")}) {
        if (QFileInfo(folder.filePath(path)).isExecutable())
            return QDir::cleanPath(folder.filePath(path));
    }
    return {};
}

/// Without what is meant for the node service alone: its secrets (ROLLCALL_*), and its own ties to systemd.
QProcessEnvironment inheritedEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList keys = environment.keys();
    for (const QString& key : keys) {
        if (key.startsWith(u"ROLLCALL_"))
            environment.remove(key);
    }
    for (const char* key : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM", "LISTEN_FDS",
                            "LISTEN_PID", "INVOCATION_ID"})
        environment.remove(QString::fromLatin1(key));
    return environment;
}

void closePipe(int& descriptor)
{
    if (descriptor >= 0)
        ::close(descriptor);
    descriptor = -1;
}

} // namespace

GuardedProcess::GuardedProcess(QObject* parent)
    : QObject(parent)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    // In a child of vfork(): system calls only. The pipe's own descriptors close at exec.
    m_process.setChildProcessModifier([this] {
        if (m_statusPipe[1] == statusDescriptor)
            ::fcntl(statusDescriptor, F_SETFD, 0);
        else
            ::dup2(m_statusPipe[1], statusDescriptor);
    });
    connect(&m_process, &QProcess::started, this, [this] { closePipe(m_statusPipe[1]); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { Q_EMIT written(m_process.readAllStandardOutput()); });
    connect(&m_process, &QProcess::finished, this, &GuardedProcess::onFinished);
    // Queued: QProcess is not ready for another start() while it reports the failure of this one.
    connect(
        &m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                fail(m_plan.workingDirectory.isEmpty() || QFileInfo(m_plan.workingDirectory).isDir()
                         ? QStringLiteral("Its guard could not be started: %1.").arg(m_process.errorString())
                         : QStringLiteral("Its working directory %1 does not exist.")
                               .arg(m_plan.workingDirectory));
        },
        Qt::QueuedConnection);
}

GuardedProcess::~GuardedProcess()
{
    disconnect(&m_process, nullptr, this, nullptr);
    if (!isGone()) {
        kill();
        m_process.waitForFinished(2000);
    }
    m_status.reset();
    closePipe(m_statusPipe[0]);
    closePipe(m_statusPipe[1]);
}

void GuardedProcess::start(const LaunchPlan& plan)
{
    m_plan = plan;
    m_mainPid = 0;
    m_failure.clear();
    const auto failLater = [this](const QString& why) {
        QMetaObject::invokeMethod(
            this, [this, why] { fail(why); }, Qt::QueuedConnection);
    };
    const QString guard = guardProgram();
    if (guard.isEmpty()) {
        failLater(QStringLiteral("The program rollcall-guard is missing beside %1: install Rollcall again.")
                      .arg(QCoreApplication::applicationFilePath()));
        return;
    }
    if (::pipe2(m_statusPipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        failLater(QStringLiteral("No pipe could be made for it: %1.")
                      .arg(QString::fromLocal8Bit(std::strerror(errno))));
        return;
    }
    m_status = std::make_unique<QSocketNotifier>(m_statusPipe[0], QSocketNotifier::Read);
    connect(m_status.get(), &QSocketNotifier::activated, this, &GuardedProcess::readStatus);

    QProcessEnvironment environment = inheritedEnvironment();
    for (auto it = plan.environment.begin(); it != plan.environment.end(); ++it)
        environment.insert(it.key(), it.value());
    m_process.setProcessEnvironment(environment);
    m_process.setWorkingDirectory(plan.workingDirectory);
    m_process.setProgram(guard);
    m_process.setArguments(QStringList{QString::number(::getpid())} + plan.command);
    m_process.start(QIODevice::ReadOnly);
}

void GuardedProcess::terminate()
{
    signalGuard(SIGTERM);
}

void GuardedProcess::kill()
{
    signalGuard(SIGUSR1);
    signalGuard(SIGCONT); // in case somebody stopped it
}

void GuardedProcess::killGuard()
{
    signalGuard(SIGKILL);
}

/// The guard is a child that only QProcess reaps, in this thread: its number cannot belong to another
/// process.
void GuardedProcess::signalGuard(int number)
{
    const auto pid = static_cast<pid_t>(m_process.processId());
    if (pid > 0)
        ::kill(pid, number);
}

void GuardedProcess::readStatus()
{
    if (m_statusPipe[0] < 0)
        return;
    char line[64];
    const ssize_t size = ::read(m_statusPipe[0], line, sizeof line);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    m_status->setEnabled(false);
    m_status.release()->deleteLater(); // it may be calling
    closePipe(m_statusPipe[0]);
    const QList<QByteArray> words = QByteArray(line, std::max<ssize_t>(size, 0)).simplified().split(' ');
    if (words[0] == "started") {
        m_mainPid = words.value(1).toLongLong();
        Q_EMIT started();
    } else if (words[0] == "failed") {
        m_failure = wordsOf(words.value(1).toInt());
    }
}

void GuardedProcess::onFinished(int code, QProcess::ExitStatus status)
{
    readStatus(); // written before the end, perhaps not read yet
    if (const QByteArray rest = m_process.readAllStandardOutput(); !rest.isEmpty())
        Q_EMIT written(rest);
    m_mainPid = 0;
    if (!m_failure.isEmpty())
        fail(m_failure);
    else
        Q_EMIT ended(code, status == QProcess::CrashExit);
}

void GuardedProcess::fail(const QString& why)
{
    m_status.reset();
    closePipe(m_statusPipe[0]);
    closePipe(m_statusPipe[1]);
    Q_EMIT failedToStart(why);
}

QString GuardedProcess::wordsOf(int error) const
{
    const QString program = m_plan.command.value(0);
    if (error == ENOENT && QFileInfo(QDir(m_plan.workingDirectory), program).exists())
        return QStringLiteral("The interpreter that the first line of %1 names was not found.").arg(program);
    if (error == ENOENT)
        return program.contains(u'/')
                   ? QStringLiteral("The program %1 was not found.").arg(program)
                   : QStringLiteral(
                         "The program %1 was not found in PATH. Give its full path in the unit's command.")
                         .arg(program);
    if (error == EACCES)
        return QStringLiteral("The program %1 is not executable by the node service's user.").arg(program);
    return QStringLiteral("The program %1 could not be started: %2.")
        .arg(program, QString::fromLocal8Bit(std::strerror(error)));
}

} // namespace rollcall
