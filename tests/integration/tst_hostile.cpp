#include "model/messenger/messengerclient.h"
#include "model/messenger/tlspsk.h"
#include "model/poller/openfiles.h"
#include "tests/integration/testcluster.h"
#include "tests/messenger/recordingproxy.h"
#include "tests/messenger/tlsattempt.h"
#include "tests/support/testsupport.h"

#include <QFile>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSslSocket>
#include <QTest>

#include <algorithm>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// How long an answer may take while strangers do their worst, on a machine that does other things besides.
constexpr auto bound = 3s;
constexpr int flood = 5000;
constexpr double mostGrowthMiB = 64;

/// Resident memory of a process in MiB. field: "VmRSS" now, "VmHWM" the most it ever was.
double memoryMiB(qint64 pid, const char* field)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        qFatal("the node is gone");
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.mid(static_cast<qsizetype>(qstrlen(field)) + 1)
                       .simplified()
                       .split(' ')[0]
                       .toDouble() /
                   1024;
    }
    qFatal("no %s", field);
}

/// A client with the right key that pings every 50 ms on one connection, and one that comes anew every 300
/// ms.
class HonestClients : public QObject
{
public:
    HonestClients(Endpoint node, EncryptionKey key)
        : m_node(std::move(node))
        , m_key(std::move(key))
        , m_steady(m_node, m_key)
    {
        m_steady.open();
        connect(&m_pulse, &QTimer::timeout, this, &HonestClients::ping);
        connect(&m_arrivals, &QTimer::timeout, this, &HonestClients::arrive);
        m_pulse.start(50);
        m_arrivals.start(300);
    }
    /// A client that ends fails its calls, and those still write down here what went wrong.
    ~HonestClients() override
    {
        m_steady.close();
        qDeleteAll(findChildren<MessengerClient*>());
    }

    /// What went wrong, or was too slow, in words; empty: nothing.
    QString complaints() const { return m_complaints.join(u'\n'); }
    int answers() const { return m_answers; }
    int newcomers() const { return m_newcomers; }
    std::chrono::milliseconds slowest() const { return std::chrono::ceil<Millis>(m_slowest); }

private:
    void ping()
    {
        m_steady.call(u"ping"_qs, {}, bound,
                      [this](const Result<QJsonObject>& result, std::chrono::microseconds roundTrip) {
                          if (!result)
                              m_complaints << u"a ping: "_qs + result.error().message();
                          m_answers += result.has_value();
                          m_slowest = std::max(m_slowest, roundTrip);
                      });
    }

    void arrive()
    {
        auto* client = new MessengerClient(m_node, m_key, {bound, 10s, 10s}, this);
        client->open();
        client->call(u"ping"_qs, {}, bound,
                     [this, client](const Result<QJsonObject>& result, std::chrono::microseconds) {
                         if (!result)
                             m_complaints << u"a newcomer: "_qs + result.error().message();
                         m_newcomers += result.has_value();
                         client->deleteLater();
                     });
    }

    Endpoint m_node;
    EncryptionKey m_key;
    MessengerClient m_steady;
    QTimer m_pulse;
    QTimer m_arrivals;
    QStringList m_complaints;
    int m_answers = 0;
    int m_newcomers = 0;
    std::chrono::microseconds m_slowest{0};
};

/// Runs the event loop for a while.
void pass(std::chrono::milliseconds time)
{
    const Instant end = BootClock::now() + time;
    waitUntil([&] { return BootClock::now() >= end; }, time + 10s, "time to pass");
}

} // namespace

/// A real node service among strangers: it goes on serving those who hold the key, and takes no more memory.
class TestHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(raiseOpenFileLimit() > flood + 500, "this test opens 5,000 files");
        m_cluster = std::make_unique<TestCluster>(DatabaseKind::Sqlite, 1);
        m_cluster->startAll();
        NodeProcess& node = m_cluster->node(0);
        m_key = EncryptionKey::readFile(node.keyFile()).value();
        m_port = node.messengerPort();
        m_worker = node.worker();
        // A node beats before its messenger listens.
        MessengerClient first(Endpoint::tcp(u"127.0.0.1"_qs, m_port), *m_key, {bound, 50ms, 50ms});
        QSignalSpy listens(&first, &MessengerClient::connected);
        first.open();
        waitUntil([&] { return !listens.isEmpty(); }, 20s, "the messenger to listen");
        m_honest = std::make_unique<HonestClients>(Endpoint::tcp(u"127.0.0.1"_qs, m_port), *m_key);
        waitUntil([&] { return m_honest->answers() > 20 && m_honest->newcomers() > 2; }, 20s,
                  "honest clients");
        m_before = memoryMiB(m_worker, "VmRSS");
    }

    void cleanup()
    {
        QCOMPARE(m_honest->complaints(), QString());
        QCOMPARE(m_cluster->node(0).worker(), m_worker); // no crash, no restart
        const double grown = memoryMiB(m_worker, "VmHWM") - m_before;
        QVERIFY2(grown < mostGrowthMiB, qPrintable(u"its memory grew by %1 MiB"_qs.arg(grown)));
    }

    void cleanupTestCase()
    {
        if (!m_honest)
            return;
        qInfo("%d pings and %d newcomers answered, the slowest ping in %lld ms; memory %.1f MiB before, %.1f "
              "at "
              "most, %.1f after",
              m_honest->answers(), m_honest->newcomers(), static_cast<long long>(m_honest->slowest().count()),
              m_before, memoryMiB(m_worker, "VmHWM"), memoryMiB(m_worker, "VmRSS"));
        m_honest.reset();
        m_cluster.reset();
    }

    void garbage()
    {
        std::vector<std::unique_ptr<QTcpSocket>> strangers;
        for (int i = 0; i < 300; ++i) {
            QByteArray bytes(4096, Qt::Uninitialized);
            QRandomGenerator::global()->fillRange(reinterpret_cast<quint32*>(bytes.data()), 1024);
            if (i % 3 == 1)
                bytes.replace(0, 5, QByteArray("\x16\x03\x01\x0f\x00", 5)); // the head of a TLS handshake
            if (i % 3 == 2)
                bytes = QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n") + bytes;
            strangers.push_back(connected());
            strangers.back()->write(bytes);
        }
        waitUntil([&] { return allGone(strangers); }, 30s, "strangers to be sent away");
    }

    void everyDowngrade_data()
    {
        QTest::addColumn<TlsOffer>("offer");
        for (const auto& [name, offer] : weakOffers(m_key->messengerKey().reveal()))
            QTest::newRow(name) << offer;
    }
    void everyDowngrade()
    {
        QFETCH(TlsOffer, offer);
        for (int i = 0; i < 5; ++i) {
            const TlsOutcome outcome = tryTls(m_port, offer);
            QVERIFY(!outcome.agreed && outcome.answer.isEmpty());
        }
    }

    void wrongKeysByTheHundred()
    {
        const EncryptionKey other = EncryptionKey::parse(EncryptionKey::generate()).value();
        int refused = 0;
        std::vector<std::unique_ptr<MessengerClient>> strangers;
        for (int i = 0; i < 100; ++i) {
            strangers.push_back(std::make_unique<MessengerClient>(Endpoint::tcp(u"127.0.0.1"_qs, m_port),
                                                                  other, ClientTimings{30s, 60s, 60s}));
            connect(strangers.back().get(), &MessengerClient::failed, this,
                    [&](const Error& error) { refused += error.kind == ErrorKind::KeyDiffers; });
            strangers.back()->open();
        }
        waitUntil([&] { return refused >= 100; }, 40s, "a hundred refusals");
    }

    void recordedBytesSentAgain()
    {
        QByteArray recorded;
        {
            RecordingProxy proxy(m_port);
            MessengerClient client(Endpoint::tcp(u"127.0.0.1"_qs, proxy.port()), *m_key);
            client.open();
            get(client.call(u"ping"_qs, {}, 10s));
            recorded = proxy.fromClients();
            QVERIFY(proxy.fromServer().contains("\x17\x03\x03")); // an answer was there
        }
        for (int i = 0; i < 20; ++i) {
            const std::unique_ptr<QTcpSocket> stranger = connected();
            stranger->write(recorded);
            QByteArray answer;
            connect(stranger.get(), &QIODevice::readyRead, this, [&] { answer += stranger->readAll(); });
            waitUntil([&] { return stranger->state() == QAbstractSocket::UnconnectedState; }, 20s,
                      "the replay to be sent away");
            QVERIFY(!answer.isEmpty()); // its part of a handshake
            QVERIFY(!answer.contains("\x17\x03\x03"));
        }
    }

    void hugeLinesOfOneWhoHoldsTheKey()
    {
        for (int i = 0; i < 10; ++i) {
            const std::unique_ptr<QSslSocket> stranger = greeted();
            QByteArray answer;
            connect(stranger.get(), &QIODevice::readyRead, this, [&] { answer += stranger->readAll(); });
            stranger->write(QByteArray(3 * 1024 * 1024, i % 2 ? '[' : 'x'));
            waitUntil([&] { return stranger->state() == QAbstractSocket::UnconnectedState; }, 30s,
                      "the huge line to be cut off");
            QVERIFY2(answer.contains("-32004") || answer.isEmpty(), answer.constData());
        }
    }

    void manyMessagesAndNobodyReads()
    {
        std::vector<std::unique_ptr<QSslSocket>> strangers;
        for (int i = 0; i < 5; ++i) {
            strangers.push_back(greeted());
            strangers.back()->setReadBufferSize(1);
            for (int line = 0; line < 5000; ++line)
                strangers.back()->write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n");
        }
        pass(3s);
    }

    void oneByteASecond()
    {
        // Some in their handshake, some with the key and in the middle of a message.
        std::vector<std::unique_ptr<QTcpSocket>> strangers;
        std::vector<std::unique_ptr<QSslSocket>> greeters;
        for (int i = 0; i < 20; ++i)
            strangers.push_back(connected());
        for (int i = 0; i < 5; ++i)
            greeters.push_back(greeted());
        const QByteArray hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
        const QByteArray line("{\"jsonrpc\":\"2.0\"");
        for (int second = 0; second < 7; ++second) {
            for (const auto& stranger : strangers)
                stranger->write(hello.mid(second, 1));
            for (const auto& greeter : greeters)
                greeter->write(line.mid(second, 1));
            pass(1s);
        }
        QVERIFY2(allGone(strangers), "a handshake may take 5 s");
        for (const auto& greeter : greeters)
            QCOMPARE(greeter->state(), QAbstractSocket::ConnectedState); // slow, but within its minute
    }

    /// Twice over: what the first flood took may stay with the allocator, but a second one finds it there.
    /// One connection that is not given back whole costs tens of KiB.
    void fiveThousandConnections()
    {
        double settled = 0;
        for (int round = 0; round < 2; ++round) {
            std::vector<std::unique_ptr<QTcpSocket>> strangers;
            for (int i = 0; i < flood; ++i) {
                strangers.push_back(fromElsewhere());
                if (i % 50 == 0)
                    pass(1ms);
            }
            waitUntil([&] { return allGone(strangers); }, 60s, "the flood to be sent away");
            const double now = memoryMiB(m_worker, "VmRSS");
            qInfo("after flood %d: %.1f MiB", round + 1, now);
            if (round > 0)
                QVERIFY2(now - settled < 8, qPrintable(u"the flood left %1 MiB"_qs.arg(now - settled)));
            settled = now;
        }
    }

private:
    /// As from another host than the honest clients: the node can tell them apart.
    std::unique_ptr<QTcpSocket> fromElsewhere() const
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->bind(QHostAddress(u"127.0.0.66"_qs));
        socket->connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        return socket;
    }

    std::unique_ptr<QTcpSocket> connected() const
    {
        auto socket = fromElsewhere();
        waitUntil([&] { return socket->state() == QAbstractSocket::ConnectedState; }, 20s, "a connection");
        return socket;
    }

    std::unique_ptr<QSslSocket> greeted() const
    {
        auto socket = std::make_unique<QSslSocket>();
        socket->setSslConfiguration(tlsPskConfiguration());
        offerKey(*socket, *m_key);
        socket->connectToHostEncrypted(u"127.0.0.1"_qs, m_port);
        waitUntil([&] { return socket->isEncrypted(); }, 20s, "a handshake");
        return socket;
    }

    static bool allGone(const std::vector<std::unique_ptr<QTcpSocket>>& sockets)
    {
        return std::all_of(sockets.begin(), sockets.end(), [](const auto& socket) {
            return socket->state() == QAbstractSocket::UnconnectedState;
        });
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::optional<EncryptionKey> m_key;
    std::unique_ptr<HonestClients> m_honest;
    quint16 m_port = 0;
    qint64 m_worker = 0;
    double m_before = 0;
};

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
