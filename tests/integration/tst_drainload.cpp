#include "tests/integration/haproxyprocess.h"
#include "tests/integration/nginxprocess.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

#include <sys/prctl.h>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// What wrk counted.
struct Counted {
    qint64 requests = 0;
    qint64 refused = 0; ///< answered with something else than 2xx or 3xx
    qint64 broken = 0;  ///< connections that could not be made, or broke
    qint64 late = 0;    ///< no answer within its limit
    QString slowest;
    QString output;
    qint64 lost() const { return refused + broken + late; }
};

/// Whether a visitor's connection is kept for the next request.
enum class Connection { Kept, Closed };

/// wrk on one address until it is stopped: eight visitors, each a request about every ten milliseconds.
class Load
{
public:
    Load(quint16 port, const QString& folder, const QString& name, Connection connection = Connection::Kept)
    {
        const QString program = QStandardPaths::findExecutable(u"wrk"_qs);
        if (program.isEmpty())
            qFatal("wrk is not installed: installer/dependencies --tests");
        QFile script(folder + u'/' + name + u".lua"_qs);
        if (!script.open(QIODevice::WriteOnly) ||
            script.write("function delay() return math.random(5, 15) end\n") < 0 ||
            script.write(connection == Connection::Closed ? "wrk.headers['Connection'] = 'close'\n" : "") < 0)
            qFatal("%s cannot be written", qPrintable(script.fileName()));
        script.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
        m_process.start(program, {u"-t"_qs, u"1"_qs, u"-c"_qs, u"8"_qs, u"-d"_qs, u"600s"_qs, u"--timeout"_qs,
                                  u"10s"_qs, u"--latency"_qs, u"-s"_qs, script.fileName(),
                                  QStringLiteral("http://127.0.0.1:%1/").arg(port)});
        if (!m_process.waitForStarted(5000))
            qFatal("wrk does not start");
        m_since.start();
    }
    ~Load()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished(5000);
    }

    qint64 seconds() const { return m_since.elapsed() / 1000; }

    Counted stop()
    {
        if (m_process.state() != QProcess::Running)
            qFatal("wrk ended by itself: %s", m_process.readAll().constData());
        ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
        if (!m_process.waitForFinished(30'000))
            qFatal("wrk does not end");
        Counted counted;
        counted.output = QString::fromUtf8(m_process.readAll());
        const auto number = [&counted](const QString& pattern, int group = 1) {
            return QRegularExpression(pattern).match(counted.output).captured(group);
        };
        counted.requests = number(u"(\\d+) requests in"_qs).toLongLong();
        counted.refused = number(u"Non-2xx or 3xx responses: (\\d+)"_qs).toLongLong();
        const QString errors = u"Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)"_qs;
        for (int group = 1; group <= 3; ++group)
            counted.broken += number(errors, group).toLongLong();
        counted.late = number(errors, 4).toLongLong();
        counted.slowest = number(u"Latency\\s+\\S+\\s+\\S+\\s+(\\S+)"_qs);
        return counted;
    }

private:
    QProcess m_process;
    QElapsedTimer m_since;
};

/// HAProxy as most people write it: a connection is the check, every 2 s, three failed ones take a server
/// out, and nothing is said of a second try.
QString plainHaproxy(TestCluster& cluster, quint16 port)
{
    QString text =
        QStringLiteral(
            "# plain\nglobal\n    maxconn 2000\n\ndefaults\n    mode http\n    timeout connect 5s\n"
            "    timeout client 60s\n    timeout server 60s\n\n"
            "frontend application\n    bind 127.0.0.1:%1\n    default_backend nodes\n\n"
            "backend nodes\n")
            .arg(port);
    for (int i = 0; i < cluster.size(); ++i)
        text += QStringLiteral("    server %1 127.0.0.1:%2 check\n")
                    .arg(cluster.node(i).name())
                    .arg(cluster.node(i).webPort());
    return text;
}

} // namespace

/// Requests through a real HAProxy, counted by wrk, while nodes are drained and killed.
class TestDrainLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDrainLosesNothing()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const quint16 port = startServing(cluster);
        HaproxyProcess haproxy(generatedHaproxy(cluster, port, freePort()), cluster.folder(), u"haproxy"_qs);
        waitForAllUp(haproxy, cluster);
        Load load(port, cluster.folder(), u"load"_qs);
        QTest::qWait(1000);
        for (int i = 0; i < cluster.size(); ++i) {
            const QString name = cluster.node(i).name();
            order(cluster, {u"node"_qs, u"drain"_qs, name});
            waitUntil([&] { return haproxy.statusOf(name).startsWith(u"DOWN"); }, 10s,
                      "HAProxy to follow the drain");
            waitUntil([&] { return sessionsOf(haproxy, name) == 0; }, 10s, "the last request to end");
            // Then its application may be stopped, as for an update.
            order(cluster, {u"node"_qs, u"maintenance"_qs, name});
            cluster.waitForUnit(i, u"web"_qs, UnitState::Stopped);
            QTest::qWait(500);
            order(cluster, {u"node"_qs, u"activate"_qs, name});
            cluster.waitForUnit(i, u"web"_qs, UnitState::Running);
            waitForAllUp(haproxy, cluster);
            QTest::qWait(1000); // with requests on it again
        }
        const Counted counted = load.stop();
        qInfo(
            "each of %d nodes drained, stopped and returned: %lld of %lld requests lost; the slowest took %s",
            cluster.size(), counted.lost(), counted.requests, qPrintable(counted.slowest));
        QVERIFY2(counted.requests > 500, qPrintable(counted.output));
        QVERIFY2(counted.lost() == 0, qPrintable(counted.output));
    }

    void aKilledNodeLosesFewerThanWithDefaultChecks()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const quint16 port = startServing(cluster);
        const quint16 plainPort = freePort();
        HaproxyProcess haproxy(generatedHaproxy(cluster, port, freePort()), cluster.folder(), u"haproxy"_qs);
        HaproxyProcess plain(plainHaproxy(cluster, plainPort), cluster.folder(), u"plain"_qs);
        waitForAllUp(haproxy, cluster);
        waitForAllUp(plain, cluster);
        Load load(port, cluster.folder(), u"load"_qs);
        Load plainLoad(plainPort, cluster.folder(), u"plainload"_qs);
        QTest::qWait(2000);
        cluster.node(1).killAll(); // SIGKILL; its web unit is killed with it
        waitUntil([&] { return haproxy.statusOf(cluster.node(1).name()).startsWith(u"DOWN"); }, 20s,
                  "HAProxy to miss it");
        waitUntil([&] { return plain.statusOf(cluster.node(1).name()).startsWith(u"DOWN"); }, 20s,
                  "HAProxy with its defaults to miss it");
        QTest::qWait(1000);
        const Counted generated = load.stop();
        const Counted standard = plainLoad.stop();
        qInfo("kill -9 of a serving node, generated configuration: %lld of %lld requests lost, slowest %s",
              generated.lost(), generated.requests, qPrintable(generated.slowest));
        qInfo("kill -9 of a serving node, HAProxy's default checks: %lld of %lld requests lost, slowest %s",
              standard.lost(), standard.requests, qPrintable(standard.slowest));
        QVERIFY2(generated.requests > 500, qPrintable(generated.output));
        // What was under way on the node cannot be asked again: one for each of the eight visitors at most.
        QVERIFY2(generated.lost() <= 8, qPrintable(generated.output));
        QVERIFY2(generated.lost() < standard.lost(), qPrintable(standard.output));
    }

    /// nginx asks no node whether it is ready: its file is written again and loaded, as it says itself.
    void nginxLosesNothingEither()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const quint16 port = startServing(cluster);
        NginxProcess nginx(generatedNginx(cluster, port), cluster.folder(), port);
        // A visitor whose kept connection a reload closes asks again by itself, and wrk does not.
        Load load(port, cluster.folder(), u"load"_qs, Connection::Closed);
        for (int i = 0; i < cluster.size(); ++i) {
            const QString name = cluster.node(i).name();
            order(cluster, {u"node"_qs, u"drain"_qs, name});
            nginx.reload(generatedNginx(cluster, port));
            order(cluster, {u"node"_qs, u"maintenance"_qs, name});
            cluster.waitForUnit(i, u"web"_qs, UnitState::Stopped);
            order(cluster, {u"node"_qs, u"activate"_qs, name});
            cluster.waitForUnit(i, u"web"_qs, UnitState::Running);
            nginx.reload(generatedNginx(cluster, port));
        }
        const Counted drained = load.stop();
        qInfo(
            "nginx, each of %d nodes drained, stopped and returned: %lld of %lld requests lost; the slowest "
            "took %s",
            cluster.size(), drained.lost(), drained.requests, qPrintable(drained.slowest));
        QVERIFY2(drained.requests > 300, qPrintable(drained.output));
        QVERIFY2(drained.lost() == 0, qPrintable(drained.output));

        Load more(port, cluster.folder(), u"more"_qs, Connection::Closed);
        waitUntil([&] { return more.seconds() >= 2; }, 10s, "some load");
        cluster.node(1).killAll();
        waitUntil([&] { return more.seconds() >= 6; }, 10s, "some load on the others");
        const Counted killed = more.stop();
        qInfo("nginx, kill -9 of a serving node: %lld of %lld requests lost, slowest %s", killed.lost(),
              killed.requests, qPrintable(killed.slowest));
        QVERIFY2(killed.lost() <= 8, qPrintable(killed.output)); // one for each visitor at most
    }

private:
    static quint16 startServing(TestCluster& cluster)
    {
        cluster.startAll();
        cluster.setMode(Mode::LoadBalancing);
        for (int i = 0; i < cluster.size(); ++i)
            cluster.waitForUnit(i, u"web"_qs, UnitState::Running);
        return freePort();
    }
    static void waitForAllUp(const HaproxyProcess& haproxy, TestCluster& cluster)
    {
        for (int i = 0; i < cluster.size(); ++i)
            waitUntil([&] { return haproxy.statusOf(cluster.node(i).name()) == u"UP"_qs; }, 20s,
                      "HAProxy to find all nodes");
    }
    static int sessionsOf(const HaproxyProcess& haproxy, const QString& server)
    {
        const QList<QByteArray> lines = haproxy.order("show stat").split('\n');
        const qsizetype column = lines.value(0).split(',').indexOf("scur");
        for (const QByteArray& each : lines)
            if (each.startsWith("nodes," + server.toUtf8() + ','))
                return each.split(',').value(column).toInt();
        return -1;
    }
    static void order(TestCluster& cluster, const QStringList& words)
    {
        const ProgramResult done =
            runProgram(u"rollcallctl"_qs, QStringList{u"--cluster"_qs, cluster.databaseUrl()} + words);
        if (done.exitCode != 0)
            qFatal("%s: %s", qPrintable(words.join(u' ')), qPrintable(done.output));
    }
};

QTEST_GUILESS_MAIN(TestDrainLoad)
#include "tst_drainload.moc"
