#include "tests/integration/fileserver.h"

#include "tests/support/testsupport.h"

#include <QDir>
#include <QFile>

#include <csignal>

#include <sys/mount.h>
#include <sys/prctl.h>

namespace rollcall::test
{

using namespace std::chrono_literals;

namespace
{

const QString serverAddress = QStringLiteral("10.98.0.2");

void writeFile(const QString& path, const QString& text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s cannot be written", qPrintable(path));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner); // smbnetfs insists on it
}

/// Ends with the test, however that ends.
void endWithTest(QProcess& process)
{
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    process.setProcessChannelMode(QProcess::MergedChannels);
}

void run(const QString& words)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    QStringList arguments = words.split(u' ');
    const QString name = arguments.takeFirst();
    process.start(name, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        qFatal("%s: %s", qPrintable(words), process.readAll().constData());
}

} // namespace

FileServer::FileServer(const QString& folder)
    : m_folder(folder)
{
    for (const char* each : {"files", "private", "lock", "state", "cache", "pid", "ncalrpc"})
        QDir().mkpath(m_folder + u'/' + QLatin1String(each));
    writeConfiguration();
    endWithTest(m_server);
    // It waits for its end of the cable.
    m_server.start(
        QStringLiteral("unshare"),
        {QStringLiteral("--net"), QStringLiteral("sh"), QStringLiteral("-c"),
         QStringLiteral("until ip -4 addr show dev server 2>/dev/null | grep -q %1; do sleep 0.05; done; "
                        "exec smbd --foreground --configfile=%2/smb.conf "
                        "--debug-stdout")
             .arg(serverAddress, m_folder)});
    if (!m_server.waitForStarted())
        qFatal("the file server does not start: %s", qPrintable(m_server.errorString()));
    waitUntil(
        [this] {
            return QFile::symLinkTarget(QStringLiteral("/proc/%1/ns/net").arg(m_server.processId())) !=
                   QFile::symLinkTarget(QStringLiteral("/proc/self/ns/net"));
        },
        5s, "the file server's network");
    connectNetworks();
}

FileServer::~FileServer()
{
    setCable(true); // nobody waits for it
    for (size_t i = 0; i < m_clients.size(); ++i) {
        ::umount2(QFile::encodeName(QStringLiteral("%1/mount-%2").arg(m_folder).arg(i)).constData(),
                  MNT_DETACH);
        m_clients[i]->kill();
        m_clients[i]->waitForFinished();
    }
    m_server.terminate();
    if (!m_server.waitForFinished(5000)) {
        m_server.kill();
        m_server.waitForFinished();
    }
}

void FileServer::writeConfiguration() const
{
    writeFile(m_folder + QStringLiteral("/smb.conf"), QStringLiteral("[global]\n"
                                                                     "server role = standalone server\n"
                                                                     "smb ports = 445\n"
                                                                     "disable netbios = yes\n"
                                                                     "load printers = no\n"
                                                                     // Helpers that would outlive it.
                                                                     "rpc start on demand helpers = no\n"
                                                                     "map to guest = Bad User\n"
                                                                     "guest account = root\n"
                                                                     "private dir = %1/private\n"
                                                                     "lock directory = %1/lock\n"
                                                                     "state directory = %1/state\n"
                                                                     "cache directory = %1/cache\n"
                                                                     "pid directory = %1/pid\n"
                                                                     "ncalrpc dir = %1/ncalrpc\n"
                                                                     "[share]\n"
                                                                     "path = %1/files\n"
                                                                     "read only = no\n"
                                                                     "guest ok = yes\n"
                                                                     "force user = root\n")
                                                          .arg(m_folder));
}

void FileServer::connectNetworks() const
{
    const QString inside = QStringLiteral("nsenter --net=/proc/%1/ns/net ").arg(m_server.processId());
    run(QStringLiteral("ip link add clients type veth peer name server netns %1").arg(m_server.processId()));
    run(QStringLiteral("ip addr add 10.98.0.1/24 dev clients"));
    run(QStringLiteral("ip link set clients up"));
    run(inside + QStringLiteral("ip link set server up"));
    run(inside + QStringLiteral("ip addr add %1/24 dev server").arg(serverAddress));
}

void FileServer::setCable(bool plugged) const
{
    run(QStringLiteral("ip link set clients %1").arg(plugged ? QLatin1String("up") : QLatin1String("down")));
}

QString FileServer::mount()
{
    const auto number = m_clients.size();
    const QString home = QStringLiteral("%1/client-%2").arg(m_folder).arg(number);
    const QString at = QStringLiteral("%1/mount-%2").arg(m_folder).arg(number);
    QDir().mkpath(home + QStringLiteral("/.smb"));
    QDir().mkpath(at);
    writeFile(home + QStringLiteral("/.smb/smb.conf"),
              QStringLiteral("[global]\nclient min protocol = SMB2\nname resolve order = host\n"));
    writeFile(
        home + QStringLiteral("/.smb/smbnetfs.conf"),
        QStringLiteral("auth \"guest\" \"\"\nsmb_query_browsers \"false\"\ninclude \"smbnetfs.host\"\n"));
    writeFile(home + QStringLiteral("/.smb/smbnetfs.host"),
              QStringLiteral("host %1 visible=true\n").arg(serverAddress));
    m_clients.push_back(std::make_unique<QProcess>());
    QProcess& client = *m_clients.back();
    endWithTest(client);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home);
    client.setProcessEnvironment(environment);
    client.start(QStringLiteral("smbnetfs"), {at, QStringLiteral("-f")});
    const QString share = QStringLiteral("%1/%2/share").arg(at, serverAddress);
    waitUntil([&] { return QDir(share).exists() || client.state() == QProcess::NotRunning; }, 20s,
              "the share");
    if (client.state() == QProcess::NotRunning)
        qFatal("the share cannot be mounted: %s", client.readAll().constData());
    return share;
}

} // namespace rollcall::test
