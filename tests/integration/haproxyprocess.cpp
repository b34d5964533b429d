#include "tests/integration/haproxyprocess.h"

#include "tests/support/testsupport.h"

#include <QFile>
#include <QLocalSocket>
#include <QStandardPaths>

#include <csignal>

#include <sys/prctl.h>

namespace rollcall::test
{

HaproxyProcess::HaproxyProcess(const QString& configuration, const QString& folder, const QString& name)
    : m_socket(folder + u'/' + name + QStringLiteral(".sock"))
{
    const QString program = QStandardPaths::findExecutable(
        QStringLiteral("haproxy"), {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")});
    if (program.isEmpty())
        qFatal("haproxy is not installed: installer/dependencies --tests");
    QString text = configuration;
    text.replace(QStringLiteral("\nglobal\n"),
                 QStringLiteral("\nglobal\n    stats socket %1 level admin\n").arg(m_socket));
    QFile file(folder + u'/' + name + QStringLiteral(".cfg"));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s cannot be written", qPrintable(file.fileName()));
    file.close();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(folder + u'/' + name + QStringLiteral(".log"));
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program, {QStringLiteral("-db"), QStringLiteral("-f"), file.fileName()});
    waitUntil([this] { return m_process.state() == QProcess::NotRunning || !order("show info").isEmpty(); },
              std::chrono::seconds(10), "HAProxy");
    if (m_process.state() == QProcess::NotRunning) {
        QFile log(folder + u'/' + name + QStringLiteral(".log"));
        if (log.open(QIODevice::ReadOnly))
            qFatal("HAProxy does not start: %s", log.readAll().constData());
    }
}

HaproxyProcess::~HaproxyProcess()
{
    end();
}

void HaproxyProcess::end()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(5000);
}

QByteArray HaproxyProcess::order(const QByteArray& words) const
{
    QLocalSocket line;
    line.connectToServer(m_socket);
    if (!line.waitForConnected(1000))
        return {};
    line.write(words + '\n');
    QByteArray answer;
    while (line.waitForReadyRead(2000))
        answer += line.readAll();
    return answer + line.readAll();
}

QString HaproxyProcess::statusOf(const QString& server) const
{
    const QList<QByteArray> lines = order("show stat").split('\n');
    const qsizetype column = lines.value(0).split(',').indexOf("status");
    for (const QByteArray& each : lines) {
        const QList<QByteArray> fields = each.split(',');
        if (column > 0 && fields.value(0) == "nodes" && fields.value(1) == server.toUtf8())
            return QString::fromUtf8(fields.value(column));
    }
    return {};
}

QString generatedHaproxy(TestCluster& cluster, quint16 port, quint16 statsPort)
{
    QStringList words{QStringLiteral("--cluster"),
                      cluster.databaseUrl(),
                      QStringLiteral("balancer"),
                      QStringLiteral("config"),
                      QStringLiteral("haproxy"),
                      QStringLiteral("--bind"),
                      QStringLiteral("127.0.0.1:%1").arg(port),
                      QStringLiteral("--stats-bind"),
                      QStringLiteral("127.0.0.1:%1").arg(statsPort)};
    for (int i = 0; i < cluster.size(); ++i)
        words << QStringLiteral("--web-port")
              << QStringLiteral("%1=%2").arg(cluster.node(i).name()).arg(cluster.node(i).webPort());
    const ProgramResult written = runProgram(QStringLiteral("rollcallctl"), words);
    if (written.exitCode != 0)
        qFatal("%s", qPrintable(written.output));
    return written.output;
}

} // namespace rollcall::test
