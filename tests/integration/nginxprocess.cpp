#include "tests/integration/nginxprocess.h"

#include "tests/support/testsupport.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <csignal>

#include <sys/prctl.h>

namespace rollcall::test
{

using namespace std::chrono_literals;

NginxProcess::NginxProcess(const QString& configuration, const QString& folder, quint16 port)
    : m_folder(folder + QStringLiteral("/nginx"))
{
    const QString program = QStandardPaths::findExecutable(
        QStringLiteral("nginx"), {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")});
    if (program.isEmpty())
        qFatal("nginx is not installed: installer/dependencies --tests");
    QDir().mkpath(m_folder);
    write(configuration);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_process.start(program, {QStringLiteral("-p"), m_folder, QStringLiteral("-c"),
                              m_folder + QStringLiteral("/nginx.conf"), QStringLiteral("-e"),
                              m_folder + QStringLiteral("/error.log"), QStringLiteral("-g"),
                              QStringLiteral("daemon off; pid %1/pid;").arg(m_folder)});
    waitUntil([&] { return m_process.state() == QProcess::NotRunning || httpGet(port, "/").status != 0; },
              10s, "nginx");
    if (m_process.state() == QProcess::NotRunning)
        qFatal("nginx does not start: %s", m_process.readAll().constData());
}

NginxProcess::~NginxProcess()
{
    m_process.terminate();
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

void NginxProcess::write(const QString& configuration) const
{
    QString text = configuration;
    text.replace(QStringLiteral("\nhttp {\n"), QStringLiteral("\nhttp {\n    access_log off;\n"));
    QFile file(m_folder + QStringLiteral("/nginx.conf"));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s cannot be written", qPrintable(file.fileName()));
}

QSet<qint64> NginxProcess::workers() const
{
    QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(m_process.processId()));
    QSet<qint64> found;
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& word : file.readAll().simplified().split(' '))
            found.insert(word.toLongLong());
    return found;
}

void NginxProcess::reload(const QString& configuration)
{
    const QSet<qint64> before = workers();
    write(configuration);
    ::kill(static_cast<pid_t>(m_process.processId()), SIGHUP);
    waitUntil(
        [&] {
            const QSet<qint64> now = workers();
            return !now.isEmpty() && !now.intersects(before);
        },
        20s, "nginx to have loaded its new file");
}

QString generatedNginx(TestCluster& cluster, quint16 port)
{
    QStringList words{QStringLiteral("--cluster"),
                      cluster.databaseUrl(),
                      QStringLiteral("balancer"),
                      QStringLiteral("config"),
                      QStringLiteral("nginx"),
                      QStringLiteral("--bind"),
                      QStringLiteral("127.0.0.1:%1").arg(port)};
    for (int i = 0; i < cluster.size(); ++i)
        words << QStringLiteral("--web-port")
              << QStringLiteral("%1=%2").arg(cluster.node(i).name()).arg(cluster.node(i).webPort());
    const ProgramResult written = runProgram(QStringLiteral("rollcallctl"), words);
    if (written.exitCode != 0)
        qFatal("%s", qPrintable(written.output));
    return written.output;
}

} // namespace rollcall::test
