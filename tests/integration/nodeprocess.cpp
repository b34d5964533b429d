#include "tests/integration/nodeprocess.h"

#include "tests/support/testsupport.h"

#include <QFile>

#include <algorithm>
#include <csignal>

#include <sys/prctl.h>

namespace rollcall::test
{

namespace
{

/// A service that writes one line for each thing it does, some 40 a second: epoch and CLOCK_BOOTTIME (what
/// /proc/uptime shows) in seconds.
const QString actor = QStringLiteral(
    "while :; do read up rest < /proc/uptime; echo $ROLLCALL_EPOCH $up >> '%1'; sleep 0.02; done");

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<qint64> childrenOf(qint64 pid)
{
    std::vector<qint64> children;
    const QString path = QStringLiteral("/proc/%1/task/%1/children").arg(pid);
    for (const QByteArray& word : contentOf(path).simplified().split(' '))
        if (!word.isEmpty())
            children.push_back(word.toLongLong());
    return children;
}

bool isAlive(qint64 pid)
{
    const QByteArray stat = contentOf(QStringLiteral("/proc/%1/stat").arg(pid));
    const qsizetype state = stat.lastIndexOf(')') + 2;
    return pid > 0 && state > 1 && state < stat.size() && stat[state] != 'Z' && stat[state] != 'X';
}

bool runsNodeService(qint64 pid)
{
    return contentOf(QStringLiteral("/proc/%1/cmdline").arg(pid))
        .split('\0')
        .value(0)
        .endsWith("/rollcall-node");
}

} // namespace

NodeProcess::NodeProcess(Setup setup)
    : m_setup(std::move(setup))
    , m_messengerPort(freePort())
    , m_healthPort(freePort())
    , m_webPort(freePort())
{
    writeConfig();
}

NodeProcess::~NodeProcess()
{
    for (const qint64 pid : tree())
        m_seen.push_back(pid);
    if (m_process && m_process->state() != QProcess::NotRunning) {
        m_process->kill();
        m_process->waitForFinished(5000);
    }
    // The worker of a killed supervisor stops by itself; a stopped or stuck one does not.
    for (const qint64 pid : m_seen)
        if (isAlive(pid) && runsNodeService(pid))
            ::kill(static_cast<pid_t>(pid), SIGKILL);
    // Its units are killed by their guards; they still write into the folder until then.
    waitUntil([this] { return std::none_of(m_seen.begin(), m_seen.end(), isAlive); },
              std::chrono::seconds(10), "the last process of a node to end");
}

void NodeProcess::writeConfig() const
{
    QFile file(configFile());
    if (!file.open(QIODevice::WriteOnly))
        qFatal("%s cannot be written", qPrintable(file.fileName()));
    const QString demo = program(QStringLiteral("rollcall-demo"));
    QString text = QStringLiteral("[node]\nname = \"%1\"\naddress = \"127.0.0.1\"\nstate_dir = \"state\"\n"
                                  "systemd_bus = \"user\"\n"
                                  "[database]\nurl = \"%2\"\n"
                                  "[security]\nencryption_key_file = \"%3\"\n"
                                  "[messenger]\nlisten = \"tcp://127.0.0.1:%4\"\n"
                                  "[health]\nlisten = \"127.0.0.1:%5\"\n")
                       .arg(m_setup.name, m_setup.databaseUrl, m_setup.keyFile)
                       .arg(m_messengerPort)
                       .arg(m_healthPort);
    const auto addUnit = [&](const QString& name, const QString& role, const QString& command) {
        const QString runs = m_services.contains(name)
                                 ? QStringLiteral("systemd = \"%1\"").arg(m_services[name])
                                 : QStringLiteral("command = [%1]").arg(command);
        text += QStringLiteral("[[unit]]\nname = \"%1\"\nrole = \"%2\"\n%3\n%4")
                    .arg(name, role, runs, m_unitLines.value(name));
    };
    addUnit(QStringLiteral("web"), QStringLiteral("web"),
            QStringLiteral("\"%1\", \"web\", \"--port\", \"%2\"").arg(demo).arg(m_webPort));
    addUnit(QStringLiteral("service"), QStringLiteral("service"),
            QStringLiteral("\"%1\", \"service\", \"--log\", \"%2\"").arg(demo, demoLog()));
    addUnit(QStringLiteral("actor"), QStringLiteral("service"),
            QStringLiteral("\"/bin/sh\", \"-c\", \"%1\"").arg(actorScript()));
    file.write(text.toUtf8());
}

void NodeProcess::addToUnit(const QString& unit, const QString& line)
{
    m_unitLines[unit] += line + u'\n';
    writeConfig();
}

void NodeProcess::useService(const QString& unit, const QString& service)
{
    m_services.insert(unit, service);
    writeConfig();
}

QString NodeProcess::actorScript() const
{
    return actor.arg(actionLog());
}

void NodeProcess::setVariable(const QString& name, const QString& value)
{
    m_variables.insert(name, value);
}

void NodeProcess::start()
{
    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardOutputFile(m_setup.folder + QStringLiteral("/output.log"), QIODevice::Append);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (auto it = m_variables.begin(); it != m_variables.end(); ++it)
        environment.insert(it.key(), it.value());
    m_process->setProcessEnvironment(environment);
    // A test that is killed leaves no node behind: its worker stops when the supervisor is gone.
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process->start(m_program.isEmpty() ? program(QStringLiteral("rollcall-node")) : m_program,
                     {QStringLiteral("--config"), configFile()});
    if (!m_process->waitForStarted(5000))
        qFatal("rollcall-node does not start");
}

qint64 NodeProcess::supervisor() const
{
    return m_process ? m_process->processId() : 0;
}

qint64 NodeProcess::worker() const
{
    for (const qint64 pid : childrenOf(supervisor()))
        if (isAlive(pid) && runsNodeService(pid))
            return pid;
    return 0;
}

std::vector<qint64> NodeProcess::tree() const
{
    std::vector<qint64> pids;
    if (isAlive(supervisor()))
        pids.push_back(supervisor());
    for (size_t i = 0; i < pids.size(); ++i)
        for (const qint64 child : childrenOf(pids[i]))
            if (isAlive(child))
                pids.push_back(child);
    return pids;
}

void NodeProcess::terminate()
{
    ::kill(static_cast<pid_t>(supervisor()), SIGTERM);
}

void NodeProcess::killAll()
{
    const qint64 itsWorker = worker();
    for (const qint64 pid : tree())
        m_seen.push_back(pid);
    ::kill(static_cast<pid_t>(supervisor()), SIGKILL);
    if (itsWorker > 0)
        ::kill(static_cast<pid_t>(itsWorker), SIGKILL);
}

void NodeProcess::signalWorker(int signal)
{
    const qint64 itsWorker = worker();
    if (itsWorker <= 0)
        qFatal("%s has no worker to signal", qPrintable(m_setup.name));
    m_seen.push_back(itsWorker);
    ::kill(static_cast<pid_t>(itsWorker), signal);
}

void NodeProcess::waitForEnd(int* exitCode)
{
    waitUntil([this] { return m_process->state() == QProcess::NotRunning; }, std::chrono::seconds(20),
              "the end of a node");
    if (exitCode)
        *exitCode = m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
}

bool NodeProcess::isRunning() const
{
    return m_process && m_process->state() != QProcess::NotRunning;
}

QString NodeProcess::output() const
{
    return QString::fromUtf8(contentOf(m_setup.folder + QStringLiteral("/output.log")));
}

} // namespace rollcall::test
