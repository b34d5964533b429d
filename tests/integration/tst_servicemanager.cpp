#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// What a service manager hears of a service: sd_notify(3), with the sender of each message.
class Manager
{
public:
    struct Message {
        QByteArray text;
        qint64 pid = 0;
    };

    explicit Manager(const QString& path)
        : m_descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
        , m_notifier(m_descriptor, QSocketNotifier::Read)
    {
        const QByteArray name = QFile::encodeName(path);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.constData(), static_cast<size_t>(name.size()));
        if (::bind(m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            qFatal("the socket %s cannot be made", name.constData());
        const int on = 1;
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { read(); });
    }
    ~Manager() { ::close(m_descriptor); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    const QList<Message>& messages() const { return m_messages; }
    qsizetype count(const char* line) const
    {
        qsizetype found = 0;
        for (const Message& message : m_messages)
            found += message.text.split('\n').count(line);
        return found;
    }
    bool said(const char* words) const
    {
        return std::any_of(m_messages.begin(), m_messages.end(),
                           [&](const Message& message) { return message.text.contains(words); });
    }
    void forget() { m_messages.clear(); }

private:
    void read()
    {
        char text[4096];
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
        for (;;) {
            iovec part{text, sizeof text};
            msghdr header{};
            header.msg_iov = &part;
            header.msg_iovlen = 1;
            header.msg_control = control;
            header.msg_controllen = sizeof control;
            const ssize_t size = ::recvmsg(m_descriptor, &header, 0);
            if (size < 0)
                return;
            ucred sender{};
            if (const cmsghdr* first = CMSG_FIRSTHDR(&header); first && first->cmsg_type == SCM_CREDENTIALS)
                std::memcpy(&sender, CMSG_DATA(first), sizeof sender);
            m_messages.append({QByteArray(text, size), sender.pid});
        }
    }

    int m_descriptor;
    QSocketNotifier m_notifier;
    QList<Message> m_messages;
};

} // namespace

/// What rollcall-node tells the service manager that started it.
class TestServiceManager : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readinessStatusWatchdogAndStop()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        const QString database = cluster.folder() + u"/cluster.db"_qs;
        const QString away = cluster.folder() + u"/away.db"_qs;
        Manager manager(cluster.folder() + u"/notify"_qs);
        NodeProcess& node = cluster.node(0);
        node.setVariable(u"NOTIFY_SOCKET"_qs, cluster.folder() + u"/notify"_qs);
        node.setVariable(u"WATCHDOG_USEC"_qs, u"600000"_qs);
        // A unit of this node shows what it is given.
        const QString seen = cluster.folder() + u"/seen"_qs;
        node.addToUnit(
            u"web"_qs,
            u"ready = { command = [\"/bin/sh\", \"-c\", \"env > %1.new && mv %1.new %1\"] }"_qs.arg(seen));

        // Without its database it is not ready, but it lives.
        QVERIFY(QFile::rename(database, away));
        node.start();
        waitUntil([&] { return manager.count("WATCHDOG=1") >= 3; }, 10s, "three signs of life");
        QCOMPARE(manager.count("READY=1"), 0);
        QVERIFY(manager.said("STATUS=Not in the cluster yet"));

        QVERIFY(QFile::rename(away, database));
        waitUntil([&] { return manager.count("READY=1") == 1; }, 20s, "the node to be ready");
        QVERIFY(cluster.facts().nodes.at(0).heartbeatAge.has_value()); // it has joined
        waitUntil([&] { return manager.said("STATUS=In the cluster, the primary, epoch 1."); }, 10s,
                  "its status");
        for (const Manager::Message& message : manager.messages())
            QCOMPARE(message.pid, node.supervisor()); // NotifyAccess=main is enough
        waitUntil([&] { return QFile::exists(seen); }, 10s, "what a unit is given");
        QFile environment(seen);
        QVERIFY(environment.open(QIODevice::ReadOnly));
        const QByteArray given = environment.readAll();
        QVERIFY(given.contains("ROLLCALL_NODE=node-1") && !given.contains("NOTIFY_SOCKET") &&
                !given.contains("WATCHDOG"));

        // A worker that dies is the supervisor's business: the service stays ready.
        node.signalWorker(SIGKILL);
        waitUntil([&] { return manager.said("STATUS=In the cluster, the primary, epoch 2."); }, 15s,
                  "the next worker");
        QCOMPARE(manager.count("READY=1"), 1);

        // A supervisor that hangs is not: nothing is heard from it, nor from its worker.
        ::kill(static_cast<pid_t>(node.supervisor()), SIGSTOP);
        QElapsedTimer silence;
        silence.start();
        waitUntil([&] { return silence.elapsed() > 100; }, 5s, "what was on its way");
        manager.forget();
        silence.start();
        waitUntil([&] { return silence.elapsed() > 1500; }, 5s, "five times the rhythm");
        QCOMPARE(manager.messages().size(), 0);
        ::kill(static_cast<pid_t>(node.supervisor()), SIGCONT);
        waitUntil([&] { return manager.count("WATCHDOG=1") > 0; }, 5s, "a sign of life");

        node.terminate();
        int code = -1;
        node.waitForEnd(&code);
        QCOMPARE(code, 0);
        waitUntil([&] { return manager.count("STOPPING=1") == 1; }, 5s, "the goodbye");
    }
};

QTEST_GUILESS_MAIN(TestServiceManager)
#include "tst_servicemanager.moc"
