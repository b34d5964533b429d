#include "model/node/lifesign.h"
#include "model/node/servicenotify.h"
#include "model/node/servicestatus.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

/// A service manager's end.
class Listener
{
public:
    explicit Listener(const std::string& name)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name[0] == '@')
            address.sun_path[0] = '\0';
        m_descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        if (::bind(m_descriptor, reinterpret_cast<const sockaddr*>(&address), length) != 0)
            qFatal("the socket %s cannot be made", name.c_str());
    }
    ~Listener() { ::close(m_descriptor); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    QByteArray next() const
    {
        char buffer[4096];
        const ssize_t size = ::recv(m_descriptor, buffer, sizeof buffer, 0);
        return size > 0 ? QByteArray(buffer, size) : QByteArray();
    }

private:
    int m_descriptor = -1;
};

ServiceStatus::Facts working(Instant stamp, MemberState member = MemberState::Active, Epoch epoch = 0)
{
    return {SupervisorPhase::Watching, member, epoch, stamp};
}

bool feeds(const std::string& message)
{
    return message.find("WATCHDOG=1") != std::string::npos;
}

} // namespace

class TestServiceStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readyOnceItHasJoined()
    {
        ServiceStatus status({});
        QCOMPARE(status.due(Instant(1s), working({}, MemberState::Starting)),
                 std::string("STATUS=Not in the cluster yet: the database has not answered."));
        QCOMPARE(status.due(Instant(2s), working({}, MemberState::Starting)), std::string());
        QCOMPARE(status.due(Instant(3s), working(Instant(3s))),
                 std::string("READY=1\nSTATUS=In the cluster, not the primary."));
        QCOMPARE(status.due(Instant(4s), working(Instant(4s), MemberState::Active, 7)),
                 std::string("STATUS=In the cluster, the primary, epoch 7."));
        QCOMPARE(status.due(Instant(5s), working(Instant(5s), MemberState::Active, 7)), std::string());
        // A worker that is started again does not make the service not ready.
        ServiceStatus::Facts facts = working({}, MemberState::Starting);
        facts.phase = SupervisorPhase::Recovering;
        QCOMPARE(status.due(Instant(6s), facts),
                 std::string("STATUS=The worker has ended unexpectedly and is started again."));
        QCOMPARE(status.due(Instant(7s), working(Instant(7s), MemberState::Draining)),
                 std::string("STATUS=In the cluster, not the primary, draining."));
        facts.phase = SupervisorPhase::Stopping;
        QCOMPARE(status.due(Instant(8s), facts),
                 std::string("STOPPING=1\nSTATUS=Stopping the units and giving the lease back."));
        QCOMPARE(status.due(Instant(9s), facts), std::string());
    }

    void whatWasLostIsSaidAgain()
    {
        ServiceStatus status(10s);
        const std::string all = status.due(Instant(1s), working(Instant(1s)));
        QVERIFY(feeds(all));
        status.lost();
        QCOMPARE(status.due(Instant(1s), working(Instant(1s))), all);
    }

    void fedInItsRhythmWhileAllThreadsLive()
    {
        ServiceStatus status(10s);
        QVERIFY(feeds(status.due(Instant(100s), working(Instant(100s)))));
        QVERIFY(!feeds(status.due(Instant(109s), working(Instant(109s)))));
        QVERIFY(feeds(status.due(Instant(110s), working(Instant(110s)))));
        // A thread of the worker is silent: first a little, then too long.
        QVERIFY(feeds(status.due(Instant(120s), working(Instant(110s) + 1ms))));
        QVERIFY(!feeds(status.due(Instant(130s), working(Instant(120s)))));
        QVERIFY(!feeds(status.due(Instant(500s), working(Instant(120s)))));
        // The supervisor has killed it and starts another one.
        ServiceStatus::Facts facts;
        facts.phase = SupervisorPhase::Recovering;
        QVERIFY(feeds(status.due(Instant(501s), facts)));
        // Which says nothing: not yet, and then never.
        QVERIFY(feeds(status.due(Instant(511s), working({}, MemberState::Starting))));
        QVERIFY(feeds(status.due(Instant(570s), working({}, MemberState::Starting))));
        QVERIFY(!feeds(status.due(Instant(580s), working({}, MemberState::Starting))));
        QVERIFY(feeds(status.due(Instant(581s), working(Instant(581s)))));
    }

    void notFedUnasked()
    {
        ServiceStatus status({});
        QVERIFY(!feeds(status.due(Instant(100s), working(Instant(100s)))));
    }

    void messagesReachTheSocket_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("path") << QFile::encodeName(m_folder.filePath(u"notify"_qs));
        QTest::newRow("abstract") << QByteArray("@rollcall-test-") + QByteArray::number(::getpid());
    }
    void messagesReachTheSocket()
    {
        QFETCH(QByteArray, name);
        const Listener manager(name.toStdString());
        ::setenv("NOTIFY_SOCKET", name.constData(), 1);
        ::setenv("WATCHDOG_USEC", "30000000", 1);
        ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
        const ServiceNotify notify = ServiceNotify::takeFromEnvironment();
        for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            QVERIFY2(!std::getenv(variable), variable);
        QVERIFY(notify.isWanted());
        QCOMPARE(notify.watchdogRhythm(), std::optional<Millis>(15s));
        QVERIFY(notify.send("READY=1\nSTATUS=Here."));
        QCOMPARE(manager.next(), QByteArray("READY=1\nSTATUS=Here."));
        // A manager that reads nothing must not hold the supervisor up.
        int sent = 0;
        while (sent < 100'000 && notify.send("WATCHDOG=1"))
            ++sent;
        QVERIFY(sent > 0 && sent < 100'000);
    }

    void nobodyListens()
    {
        for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            ::unsetenv(variable);
        const ServiceNotify none = ServiceNotify::takeFromEnvironment();
        QVERIFY(!none.isWanted() && !none.watchdogRhythm() && !none.send("READY=1"));
        for (const std::string& bad : {std::string("vsock:2:1"), std::string("/no/such/socket"),
                                       "/" + std::string(200, 'x'), std::string("relative")}) {
            ::setenv("NOTIFY_SOCKET", bad.c_str(), 1);
            QVERIFY2(!ServiceNotify::takeFromEnvironment().send("READY=1"), bad.c_str());
        }
    }

    void theWatchdogOfAnotherProcessIsNotOurs()
    {
        ::setenv("NOTIFY_SOCKET", "@somewhere", 1);
        ::setenv("WATCHDOG_USEC", "30000000", 1);
        ::setenv("WATCHDOG_PID", "1", 1);
        QVERIFY(!ServiceNotify::takeFromEnvironment().watchdogRhythm());
    }

    void oneWordForWhatTheNodeDoes()
    {
        HealthFacts facts;
        QCOMPARE(memberStateOf(facts), MemberState::Starting);
        facts.databaseAge = Millis(100);
        QCOMPARE(memberStateOf(facts), MemberState::Removed);
        facts.joined = true;
        QCOMPARE(memberStateOf(facts), MemberState::Active);
        facts.placement.wanted = Wanted::Draining;
        QCOMPARE(memberStateOf(facts), MemberState::Draining);
        facts.placement.wanted = Wanted::Maintenance;
        QCOMPARE(memberStateOf(facts), MemberState::Maintenance);
        facts.databaseAge = Millis(5001);
        QCOMPARE(memberStateOf(facts), MemberState::DatabaseLost);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(TestServiceStatus)
#include "tst_servicestatus.moc"
