#include "model/health/healthserver.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLocalSocket>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// The health endpoint over real sockets: well-behaved clients (curl, HAProxy) and hostile ones.
class TestHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answers_data();
    void answers();
    void primaryAnswersFromTheBoard();
    void balancerReportRemembersReady();
    void malformedRequests_data();
    void malformedRequests();
    void aLongBodyStillGetsItsAnswer();
    void slowClientsAreCutOff();
    void heldConnectionsDoNotKeepCheckersOut();
    void manyChecksLeaveNothingBehind();
    void pipelinedRequestsGetOneAnswer();
    void takenPortIsAnError();
    void curlUnderstandsIt();
    void haproxyUnderstandsIt();

private:
    std::unique_ptr<QTcpSocket> open() const
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QHostAddress::LocalHost, m_server->port());
        waitUntil([&] { return socket->state() == QAbstractSocket::ConnectedState; }, 5s, "a connection");
        return socket;
    }
    static QByteArray allOf(QTcpSocket& socket, std::chrono::milliseconds limit = 8s)
    {
        waitUntil([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, limit,
                  "the server to close the connection");
        return socket.readAll();
    }
    QByteArray ask(const QByteArray& bytes) const
    {
        const auto socket = open();
        socket->write(bytes);
        return allOf(*socket);
    }
    QByteArray get(const QByteArray& path) const
    {
        return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    QByteArray outputOf(const QString& program, const QStringList& arguments) const
    {
        QProcess process;
        process.start(program, arguments);
        waitUntil([&] { return process.state() == QProcess::NotRunning; }, 20s, qPrintable(program));
        return process.readAllStandardOutput();
    }

    HealthFacts m_facts;
    bool m_primary = false;
    std::unique_ptr<HealthServer> m_server;
};

void TestHealth::init()
{
    m_facts = {};
    m_facts.node = QStringLiteral("web-01");
    m_facts.joined = true;
    m_facts.placement = {Mode::HighAvailability, Wanted::Active, false};
    m_facts.databaseAge = Millis(10);
    m_primary = false;
    m_server = std::make_unique<HealthServer>([this] { return m_facts; }, [this] { return m_primary; });
    QVERIFY(m_server->listen(QStringLiteral("127.0.0.1:0")));
    QVERIFY(m_server->port() != 0);
}

void TestHealth::answers_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<Wanted>("wanted");
    QTest::addColumn<bool>("primary");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* path, Wanted wanted, bool primary, int status, const char* body) {
        QTest::addRow("%s %s%s", path, qPrintable(wordOf(wanted)), primary ? " primary" : "")
            << QByteArray(path) << wanted << primary << status << QByteArray(body);
    };
    row("/ready", Wanted::Active, false, 200, "200 ready\n");
    row("/ready?from=lb", Wanted::Active, false, 200, "200 ready\n");
    row("http://web-01:33238/ready", Wanted::Active, false, 200, "200 ready\n");
    row("/ready", Wanted::Draining, false, 503, "503 draining\n");
    row("/ready", Wanted::Maintenance, false, 503, "503 maintenance\n");
    row("/primary", Wanted::Active, true, 200, "200 primary\n");
    row("/primary", Wanted::Active, false, 503, "503 not primary\n");
    row("/replica", Wanted::Active, false, 200, "200 replica\n");
    row("/replica", Wanted::Active, true, 503, "503 primary\n");
    row("/replica", Wanted::Draining, false, 503, "503 draining\n");
    row("/live", Wanted::Maintenance, false, 200, "200 live\n");
    row("/health", Wanted::Active, false, 200, "200 healthy\n");
    row("/", Wanted::Active, false, 404, "404 ");
    row("/ready/", Wanted::Active, false, 404, "404 ");
    row("/../etc/passwd", Wanted::Active, false, 404, "404 ");
    row("/health/json", Wanted::Active, false, 200, "{\n");
    row("/metrics", Wanted::Active, false, 200, "# HELP rollcall_info ");
}

void TestHealth::answers()
{
    QFETCH(QByteArray, path);
    QFETCH(Wanted, wanted);
    QFETCH(bool, primary);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    m_facts.placement.wanted = wanted;
    m_primary = primary;
    const QByteArray answer = get(path);
    const qsizetype end = answer.indexOf("\r\n\r\n");
    QVERIFY2(answer.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '), answer.constData());
    QVERIFY2(answer.mid(end + 4).startsWith(body), answer.constData());
    QVERIFY(answer.contains("\r\nContent-Length: " + QByteArray::number(answer.size() - end - 4) + "\r\n"));
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));

    const QByteArray head = ask("HEAD " + path + " HTTP/1.0\r\n\r\n");
    QCOMPARE(head, answer.left(end + 4)); // same headers, no body
}

void TestHealth::primaryAnswersFromTheBoard()
{
    m_facts.placement.primary = true; // what the main thread believes does not count
    QVERIFY(get("/primary").startsWith("HTTP/1.1 503 "));
    m_primary = true;
    QVERIFY(get("/primary").startsWith("HTTP/1.1 200 "));
}

void TestHealth::balancerReportRemembersReady()
{
    QCOMPARE(m_server->balancerReport(), BalancerReport());
    get("/live");
    QCOMPARE(m_server->balancerReport(), BalancerReport());
    get("/ready");
    QCOMPARE(m_server->balancerReport().told, BalancerView::Up);
    QVERIFY(m_server->balancerReport().askedAgo && *m_server->balancerReport().askedAgo < 5s);
    m_facts.placement.wanted = Wanted::Draining;
    get("/ready");
    QCOMPARE(m_server->balancerReport().told, BalancerView::Drain);
    m_facts.placement.wanted = Wanted::Maintenance;
    get("/ready");
    QCOMPARE(m_server->balancerReport().told, BalancerView::Down);
}

void TestHealth::malformedRequests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("post") << QByteArray("POST /ready HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello") << 405;
    QTest::newRow("options") << QByteArray("OPTIONS / HTTP/1.0\r\n\r\n") << 405;
    QTest::newRow("lower case") << QByteArray("get /ready HTTP/1.1\r\n\r\n") << 405;
    QTest::newRow("get with body") << QByteArray("GET /ready HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
                                   << 413;
    QTest::newRow("get chunked") << QByteArray("GET /ready HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n")
                                 << 413;
    QTest::newRow("empty body") << QByteArray("GET /ready HTTP/1.1\r\nContent-Length: 0\r\n\r\n") << 200;
    QTest::newRow("bare line feeds") << QByteArray("GET /ready HTTP/1.1\nHost: x\n\n") << 200;
    QTest::newRow("no version") << QByteArray("GET /ready\r\n\r\n") << 400;
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 505;
    QTest::newRow("no path") << QByteArray("GET ready HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("spaces") << QByteArray("GET  /ready  HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("nothing") << QByteArray("\r\n\r\n") << 400;
    QTest::newRow("zero bytes") << QByteArray("GET /\0 HTTP/1.1\r\n\r\n", 20) << 404;
    QTest::newRow("binary") << QByteArray("\x16\x03\x01\x02\x00\x01\n\n", 8) << 400;
    QTest::newRow("headers without colon")
        << QByteArray("GET /ready HTTP/1.1\r\nnonsense\r\n: x\r\n\r\n") << 200;
    QTest::newRow("long path") << "GET /" + QByteArray(9000, 'a') + " HTTP/1.1\r\n\r\n" << 431;
    QTest::newRow("endless headers") << "GET /ready HTTP/1.1\r\n" + QByteArray("X: y\r\n").repeated(20000)
                                     << 431;
    QTest::newRow("just fits") << "GET /ready HTTP/1.1\r\nX: " + QByteArray(8192 - 28, 'y') + "\r\n\r\n"
                               << 200;
}

void TestHealth::malformedRequests()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    const QByteArray answer = ask(bytes);
    QVERIFY2(answer.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '), answer.left(200).constData());
    QCOMPARE(answer.count("HTTP/1.1 "), 1);
}

void TestHealth::aLongBodyStillGetsItsAnswer()
{
    const auto socket = open();
    socket->write("POST /ready HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n" + QByteArray(4'000'000, 'x'));
    waitUntil([&] { return socket->bytesAvailable() > 0; }, 5s, "the answer");
    QVERIFY(socket->readAll().startsWith("HTTP/1.1 405 "));
}

void TestHealth::slowClientsAreCutOff()
{
    HttpServer http([](const QByteArray&) { return HttpResponse(); });
    http.setTimeLimit(300ms);
    QVERIFY(http.listen({QHostAddress(QHostAddress::LocalHost), 0}));
    QTcpSocket silent;
    silent.connectToHost(QHostAddress::LocalHost, http.port());
    QTcpSocket dripping;
    dripping.connectToHost(QHostAddress::LocalHost, http.port());
    QTimer drip;
    connect(&drip, &QTimer::timeout, &dripping, [&] {
        if (dripping.state() == QAbstractSocket::ConnectedState)
            dripping.write("x");
    });
    drip.start(20);
    waitUntil([&] { return http.openConnections() == 2; }, 5s, "both connections");
    QElapsedTimer timer;
    timer.start();
    allOf(silent);
    allOf(dripping);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    waitUntil([&] { return http.openConnections() == 0; }, 5s, "the connections to be forgotten");
}

void TestHealth::heldConnectionsDoNotKeepCheckersOut()
{
    std::vector<std::unique_ptr<QTcpSocket>> held;
    for (int i = 0; i < HttpServer::mostConnections + 100; ++i) {
        held.push_back(std::make_unique<QTcpSocket>());
        held.back()->connectToHost(QHostAddress::LocalHost, m_server->port());
    }
    QElapsedTimer timer;
    timer.start();
    QVERIFY(get("/ready").startsWith("HTTP/1.1 200 "));
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    waitUntil([&] { return held.front()->state() == QAbstractSocket::UnconnectedState; }, 5s,
              "the oldest connection to be dropped");
}

static qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

void TestHealth::manyChecksLeaveNothingBehind()
{
    get("/ready");
    const qsizetype before = openDescriptors();
    for (int i = 0; i < 500; ++i)
        QVERIFY(get("/ready").startsWith("HTTP/1.1 200 "));
    // A checker that resets instead of closing, as HAProxy does.
    for (int i = 0; i < 200; ++i) {
        const auto socket = open();
        socket->write("GET /ready HTTP/1.0\r\n\r\n");
        socket->flush();
        socket->abort();
    }
    waitUntil([&] { return openDescriptors() <= before; }, 5s, "all connections to be closed");
}

void TestHealth::pipelinedRequestsGetOneAnswer()
{
    const QByteArray answer = ask(QByteArray("GET /live HTTP/1.1\r\n\r\n").repeated(50));
    QCOMPARE(answer.count("HTTP/1.1 200 OK"), 1);
}

void TestHealth::takenPortIsAnError()
{
    HealthServer second([this] { return m_facts; }, [this] { return m_primary; });
    const auto taken = second.listen(QStringLiteral("127.0.0.1:%1").arg(m_server->port()));
    QVERIFY(!taken);
    QCOMPARE(taken.error().kind, ErrorKind::Refused);
    QVERIFY2(taken.error().what.contains(QString::number(m_server->port())), qPrintable(taken.error().what));
    QCOMPARE(second.listen(QStringLiteral("nonsense")).error().kind, ErrorKind::Invalid);
}

void TestHealth::curlUnderstandsIt()
{
    const QString url = QStringLiteral("http://127.0.0.1:%1").arg(m_server->port());
    // Twice the same host: curl would reuse a connection that was not announced as closing.
    const QByteArray seen = outputOf(
        QStringLiteral("curl"), {QStringLiteral("-sS"), QStringLiteral("-w"), QStringLiteral("%{http_code},"),
                                 url + QStringLiteral("/live"), url + QStringLiteral("/primary")});
    QCOMPARE(seen, QByteArray("200 live\n200,503 not primary\n503,"));
    QCOMPARE(outputOf(QStringLiteral("curl"),
                      {QStringLiteral("-sS"), QStringLiteral("-d"), QStringLiteral("@/bin/sh"),
                       QStringLiteral("-o"), QStringLiteral("/dev/null"), QStringLiteral("-w"),
                       QStringLiteral("%{http_code}"), url + QStringLiteral("/ready")}),
             QByteArray("405"));
}

void TestHealth::haproxyUnderstandsIt()
{
    QTemporaryDir folder;
    const QString socketPath = folder.filePath(QStringLiteral("stats"));
    QFile config(folder.filePath(QStringLiteral("haproxy.cfg")));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(
        QStringLiteral(
            "global\n stats socket %1\ndefaults\n mode http\n timeout connect 1s\n timeout client 1s\n"
            " timeout server 1s\nfrontend f\n bind 127.0.0.1:%2\n default_backend b\nbackend b\n"
            " option httpchk GET /ready\n http-check expect status 200\n"
            " server n 127.0.0.1:%3 check inter 50ms rise 1 fall 1\n")
            .arg(socketPath)
            .arg(freePort())
            .arg(m_server->port())
            .toUtf8());
    config.close();
    QProcess haproxy;
    haproxy.start(QStringLiteral("/usr/sbin/haproxy"),
                  {QStringLiteral("-db"), QStringLiteral("-f"), config.fileName()});
    const auto stateOfServer = [&] {
        QLocalSocket stats;
        stats.connectToServer(socketPath);
        stats.write("show stat\n");
        waitUntil([&] { return stats.state() == QLocalSocket::UnconnectedState; }, 5s,
                  "HAProxy's statistics");
        const QByteArray table = stats.readAll();
        const QList<QByteArray> lines = table.split('\n');
        for (const QByteArray& line : lines) {
            if (line.startsWith("b,n,"))
                return line.split(',').value(17) + '/' + line.split(',').value(36);
        }
        return QByteArray();
    };
    waitUntil([&] { return stateOfServer() == "UP/L7OK"; }, 10s, "HAProxy to see it up");
    m_facts.placement.wanted = Wanted::Draining;
    waitUntil([&] { return stateOfServer() == "DOWN/L7STS"; }, 10s, "HAProxy to see it down");
    m_facts.placement.wanted = Wanted::Active;
    waitUntil([&] { return stateOfServer() == "UP/L7OK"; }, 10s, "HAProxy to see it up again");
    haproxy.terminate();
    waitUntil([&] { return haproxy.state() == QProcess::NotRunning; }, 10s, "HAProxy to end");
}

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
