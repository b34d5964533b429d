#include "tests/support/postgresserver.h"

#include "tests/support/testsupport.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QStringList>
#include <QTemporaryDir>

#include <csignal>

#include <pwd.h>
#include <unistd.h>

namespace rollcall::test
{

namespace
{

QString binary(const QString& name)
{
    QStringList folders;
    const QDir versions(QStringLiteral("/usr/lib/postgresql"));
    const QStringList numbers =
        versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString& each : numbers)
        folders.append(versions.filePath(each + QLatin1String("/bin")));
    QString found = QStandardPaths::findExecutable(name, folders);
    if (found.isEmpty())
        found = QStandardPaths::findExecutable(name);
    if (found.isEmpty())
        qFatal("%s is not installed; install the package postgresql", qPrintable(name));
    return found;
}

bool asRoot()
{
    return ::geteuid() == 0;
}

const passwd* serverUser()
{
    const passwd* user = asRoot() ? ::getpwnam("postgres") : ::getpwuid(::geteuid());
    if (!user)
        qFatal("there is no system user postgres; install the package postgresql");
    return user;
}

/// Through setpriv, which becomes the command, so that the process id stays: it dies with the test, even when
/// that is killed.
void setCommand(QProcess& process, const QString& program, const QStringList& arguments)
{
    QStringList all{QStringLiteral("--pdeathsig=KILL")};
    if (asRoot())
        all += {QStringLiteral("--reuid=postgres"), QStringLiteral("--regid=postgres"),
                QStringLiteral("--init-groups")};
    process.setProgram(QStringLiteral("setpriv"));
    process.setArguments(all + QStringList{QStringLiteral("--"), program} + arguments);
}

bool ended(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return true;
    const QByteArray stat = file.readAll();
    return stat.mid(stat.lastIndexOf(')') + 2, 1) == "Z";
}

void run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    setCommand(process, program, arguments);
    process.setWorkingDirectory(QStringLiteral("/"));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start();
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        qFatal("%s failed: %s", qPrintable(program), process.readAll().constData());
}

/// A folder that the server's user owns.
void giveToServer(const QTemporaryDir& folder)
{
    const QByteArray path = QFile::encodeName(folder.path());
    if (!folder.isValid() || ::chown(path.constData(), serverUser()->pw_uid, serverUser()->pw_gid) != 0)
        qFatal("no temporary folder for PostgreSQL");
}

/// A fresh cluster to copy from, for all servers of this test program; initdb takes seconds, a copy does not.
/// It goes when the program ends.
QString templateFolder()
{
    static const QTemporaryDir folder(
        QDir::temp().filePath(QStringLiteral("rollcall-postgres-template-XXXXXX")));
    const QString data = folder.filePath(QStringLiteral("data"));
    if (QFile::exists(data))
        return data;
    giveToServer(folder);
    run(binary(QStringLiteral("initdb")),
        {QStringLiteral("--pgdata=") + data, QStringLiteral("--username=postgres"),
         QStringLiteral("--auth=trust"), QStringLiteral("--encoding=UTF8"),
         QStringLiteral("--locale=C.UTF-8"), QStringLiteral("--no-sync")});
    return data;
}

} // namespace

PostgresServer::PostgresServer()
    : m_folder(QDir::temp().filePath(QStringLiteral("rollcall-postgres-XXXXXX")))
    , m_port(freePort())
{
    giveToServer(m_folder);
    run(QStringLiteral("cp"), {QStringLiteral("-a"), templateFolder(), m_folder.path()});
    start();
}

PostgresServer::~PostgresServer()
{
    kill();
}

void PostgresServer::start()
{
    m_process = std::make_unique<QProcess>();
    QStringList arguments{QStringLiteral("-D"), m_folder.filePath(QStringLiteral("data")),
                          QStringLiteral("-p"), QString::number(m_port)};
    for (const char* setting :
         {"listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off",
          "shared_buffers=16MB", "max_connections=60", "max_wal_size=64MB", "max_wal_senders=4",
          "autovacuum=off", "log_min_messages=warning"}) {
        arguments.append(QStringLiteral("-c"));
        arguments.append(QString::fromLatin1(setting));
    }
    setCommand(*m_process, binary(QStringLiteral("postgres")), arguments);
    m_process->setWorkingDirectory(QStringLiteral("/"));
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardOutputFile(m_folder.filePath(QStringLiteral("log")), QIODevice::Append);
    m_process->start();
    const QString ready = binary(QStringLiteral("pg_isready"));
    const QStringList asks{QStringLiteral("-q"), QStringLiteral("-h"), QStringLiteral("127.0.0.1"),
                           QStringLiteral("-p"), QString::number(m_port)};
    waitUntil(
        [&] { return m_process->state() == QProcess::NotRunning || QProcess::execute(ready, asks) == 0; },
        std::chrono::seconds(30), "PostgreSQL to answer");
    if (m_process->state() == QProcess::NotRunning) {
        QFile log(m_folder.filePath(QStringLiteral("log")));
        if (!log.open(QIODevice::ReadOnly))
            qFatal("PostgreSQL did not start");
        qFatal("PostgreSQL did not start: %s", log.readAll().constData());
    }
}

bool PostgresServer::running() const
{
    return m_process && m_process->state() == QProcess::Running;
}

std::vector<qint64> PostgresServer::processes() const
{
    if (!running())
        return {};
    const qint64 postmaster = m_process->processId();
    std::vector<qint64> found{postmaster};
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(postmaster));
    if (children.open(QIODevice::ReadOnly))
        for (const QByteArray& child : children.readAll().simplified().split(' '))
            if (!child.isEmpty())
                found.push_back(child.toLongLong());
    return found;
}

void PostgresServer::signalAll(int signal) const
{
    for (const qint64 pid : processes())
        ::kill(static_cast<pid_t>(pid), signal);
}

void PostgresServer::freeze()
{
    // The postmaster first: it starts no further process then.
    if (running())
        ::kill(static_cast<pid_t>(m_process->processId()), SIGSTOP);
    signalAll(SIGSTOP);
}

void PostgresServer::thaw()
{
    signalAll(SIGCONT);
}

void PostgresServer::kill()
{
    if (!running())
        return;
    freeze();
    const std::vector<qint64> all = processes();
    for (const qint64 pid : all)
        ::kill(static_cast<pid_t>(pid), SIGKILL);
    m_process->waitForFinished(10'000);
    // The next start is refused while any process of this one still uses its shared memory.
    waitUntil(
        [&] {
            for (const qint64 pid : all)
                if (!ended(pid))
                    return false;
            return true;
        },
        std::chrono::seconds(10), "PostgreSQL's processes to end");
}

void PostgresServer::restart()
{
    start();
}

QString PostgresServer::url(const QString& database) const
{
    return QStringLiteral("postgresql://postgres@127.0.0.1:%1/%2").arg(m_port).arg(database);
}

QString PostgresServer::createDatabase()
{
    const QString name = QStringLiteral("rollcall_%1").arg(++m_databases);
    psql(QStringLiteral("postgres"), QStringLiteral("CREATE DATABASE %1").arg(name));
    return url(name);
}

void PostgresServer::EndProcess::operator()(QProcess* process) const
{
    process->kill();
    process->waitForFinished(10'000);
    delete process;
}

std::unique_ptr<QProcess, PostgresServer::EndProcess> PostgresServer::attachStandby()
{
    const QString folder = m_folder.filePath(QStringLiteral("received"));
    run(QStringLiteral("mkdir"), {QStringLiteral("-p"), folder});
    std::unique_ptr<QProcess, EndProcess> process(new QProcess);
    setCommand(*process, binary(QStringLiteral("pg_receivewal")),
               {QStringLiteral("-D"), folder, QStringLiteral("-h"), QStringLiteral("127.0.0.1"),
                QStringLiteral("-p"), QString::number(m_port), QStringLiteral("-U"),
                QStringLiteral("postgres")});
    process->setWorkingDirectory(QStringLiteral("/"));
    process->start();
    if (!process->waitForStarted())
        qFatal("pg_receivewal does not start");
    return process;
}

QString PostgresServer::psql(const QString& database, const QString& sql) const
{
    QProcess process;
    process.start(binary(QStringLiteral("psql")),
                  {QStringLiteral("-X"), QStringLiteral("-q"), QStringLiteral("-A"), QStringLiteral("-t"),
                   QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-d"),
                   url(database), QStringLiteral("-c"), sql});
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        qFatal("psql failed: %s", process.readAllStandardError().constData());
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

} // namespace rollcall::test
