#include "model/messenger/messengersubscription.h"
#include "model/messenger/topicmessage.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(DatabaseKind)

namespace
{

/// Messages as they arrive at one subscriber.
class Listener
{
public:
    Listener(const Endpoint& endpoint, const EncryptionKey& key, const QString& topic)
        : m_subscription(endpoint, key, u"subscribe"_qs, {{u"topic"_qs, topic}})
    {
        QObject::connect(&m_subscription, &MessengerSubscription::opened, &m_subscription,
                         [this] { ++openings; });
        QObject::connect(&m_subscription, &MessengerSubscription::refused, &m_subscription,
                         [this](const Error& error) {
                             refusals.push_back(error);
                             QTimer::singleShot(100ms, &m_subscription, &MessengerSubscription::start);
                         });
        QObject::connect(
            &m_subscription, &MessengerSubscription::delivered, &m_subscription,
            [this](const QString&, const QJsonObject& params, qint64) { got.push_back(params); });
        m_subscription.start();
    }
    void waitForOpening()
    {
        waitUntil([this] { return openings > 0; }, 10s, "the subscription");
    }
    void waitFor(size_t count)
    {
        waitUntil([&] { return got.size() >= count; }, 10s, "messages");
    }

    int openings = 0;
    std::vector<Error> refusals;
    std::vector<QJsonObject> got;

private:
    MessengerSubscription m_subscription;
};

/// A website on one node.
class Website
{
public:
    Website(const Endpoint& endpoint, const EncryptionKey& key)
        : m_client(endpoint, key, {2s, 50ms, 100ms})
    {
        m_client.open();
        // A node beats before its messenger listens.
        waitUntil([this] { return m_client.state() == MessengerClient::State::Connected; }, 20s,
                  "a messenger");
    }
    QJsonObject publish(const QString& topic, const QJsonValue& payload, const QString& id = {})
    {
        QJsonObject params{{u"topic"_qs, topic}, {u"payload"_qs, payload}};
        if (!id.isEmpty())
            params.insert(u"id"_qs, id);
        return get(m_client.call(u"publish"_qs, params, 10s));
    }

private:
    MessengerClient m_client;
};

} // namespace

/// Messages of the application between real nodes: by the messenger, and by the database where that is cut.
class TestMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theyReachThePrimaryAndGoWithIt()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const int primary = startWithoutTakeover(cluster);
        const int standby = (primary + 1) % 3;
        const EncryptionKey key = keyOf(cluster);
        Listener service(endpointOf(cluster, primary), key, u"shop/orders"_qs);
        service.waitForOpening();
        Listener wrong(endpointOf(cluster, standby), key, u"shop/orders"_qs);
        waitUntil([&] { return !wrong.refusals.empty(); }, 10s, "the refusal");
        QVERIFY(wrong.refusals[0].what.contains(u"is not the primary"));

        Website website(endpointOf(cluster, standby), key);
        // The node reads its peers when the primary changes; until then it goes by the database.
        int tries = 0;
        waitUntil(
            [&] {
                ++tries;
                return website.publish(u"shop/orders"_qs, u"first"_qs).value(u"delivered").toString() ==
                       u"messenger";
            },
            20s, "the way by the messenger");
        service.waitFor(static_cast<size_t>(tries));
        // Whichever way each takes on a busy machine: all of them once, in order.
        int byMessenger = 0;
        for (int i = 0; i < 50; ++i)
            byMessenger += website.publish(u"shop/orders"_qs, i).value(u"subscribers").toInt();
        QVERIFY(byMessenger > 0);
        service.waitFor(static_cast<size_t>(tries) + 50);
        QCOMPARE(service.got.size(), static_cast<size_t>(tries) + 50);
        for (int i = 0; i < 50; ++i) {
            const QJsonObject& message = service.got[static_cast<size_t>(tries + i)];
            QCOMPARE(message.value(u"payload").toInt(-1), i);
            QCOMPARE(message.value(u"publisher").toString(), cluster.node(standby).name());
        }
        QCOMPARE(website.publish(u"nobody"_qs, 1).value(u"subscribers").toInt(), 0);

        // A switchover: the old primary sends its subscribers away; the same website goes on.
        const Epoch epoch = cluster.facts().fence;
        const QStringList ctl{u"--cluster"_qs, cluster.databaseUrl()};
        QCOMPARE(runProgram(u"rollcallctl"_qs,
                            ctl + QStringList{u"switchover"_qs, u"--to"_qs, cluster.node(standby).name()})
                     .exitCode,
                 0);
        QCOMPARE(cluster.waitForPrimary(epoch), standby);
        waitUntil([&] { return !service.refusals.empty(); }, 10s, "the old primary to refuse");
        Listener after(endpointOf(cluster, standby), key, u"shop/orders"_qs);
        after.waitForOpening();
        website.publish(u"shop/orders"_qs, u"after"_qs);
        after.waitFor(1);
        QCOMPARE(after.got.back().value(u"payload").toString(), u"after"_qs);
        Website other(endpointOf(cluster, primary), key);
        other.publish(u"shop/orders"_qs, u"from the old one"_qs);
        after.waitFor(2);
    }

    void withoutTheMessengerTheyComeByTheDatabase_data()
    {
        QTest::addColumn<DatabaseKind>("kind");
        QTest::newRow("sqlite") << DatabaseKind::Sqlite;
        QTest::newRow("postgresql") << DatabaseKind::PostgreSql;
    }
    void withoutTheMessengerTheyComeByTheDatabase()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        // They announce an address at which nobody reaches them, as behind a closed firewall.
        std::vector<quint16> ports;
        for (int i = 0; i < cluster.size(); ++i) {
            ports.push_back(freePort());
            cluster.node(i).setVariable(u"ROLLCALL_NODE_ADDRESS"_qs, u"240.0.0.1"_qs);
            cluster.node(i).setVariable(u"ROLLCALL_MESSENGER_LISTEN"_qs, u"tcp://*:%1"_qs.arg(ports.back()));
        }
        const int primary = startWithoutTakeover(cluster);
        const int standby = (primary + 1) % 3;
        const EncryptionKey key = keyOf(cluster);
        const auto local = [&](int index) {
            return Endpoint::tcp(u"127.0.0.1"_qs, ports[static_cast<size_t>(index)]);
        };
        Website website(local(standby), key);
        // Before anybody subscribes: it waits.
        QCOMPARE(website.publish(u"shop/orders"_qs, u"early"_qs).value(u"delivered").toString(),
                 u"database"_qs);
        Listener service(local(primary), key, u"shop/orders"_qs);
        service.waitForOpening();
        service.waitFor(1);
        QCOMPARE(service.got[0].value(u"payload").toString(), u"early"_qs);

        std::vector<qint64> took;
        const QString twice = MessageId::create().toString();
        for (int i = 0; i < 10; ++i) {
            QElapsedTimer clock;
            clock.start();
            const QJsonObject answer = website.publish(u"shop/orders"_qs, i, i == 5 ? twice : QString());
            QCOMPARE(answer.value(u"delivered").toString(), u"database"_qs);
            if (i == 5)
                website.publish(u"shop/orders"_qs, i, twice); // is not delivered twice
            service.waitFor(static_cast<size_t>(i) + 2);
            took.push_back(clock.elapsed());
        }
        std::sort(took.begin(), took.end());
        qInfo("by the database: median %lld ms, longest %lld ms", static_cast<long long>(took[5]),
              static_cast<long long>(took.back()));
        QVERIFY2(took[5] < 1000, qPrintable(QString::number(took[5])));
        // Both ways stay in order, without a double: what the primary publishes itself comes at once.
        Website own(local(primary), key);
        QCOMPARE(own.publish(u"shop/orders"_qs, u"last"_qs).value(u"delivered").toString(), u"messenger"_qs);
        service.waitFor(12);
        QCOMPARE(service.got.size(), size_t(12));
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(service.got[static_cast<size_t>(i) + 1].value(u"payload").toInt(-1), i);
            QCOMPARE(service.got[static_cast<size_t>(i) + 1].value(u"via").toString(), u"database"_qs);
        }
    }

    void logsAndEventsComeLive()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 1);
        cluster.startAll();
        QCOMPARE(cluster.waitForPrimary(0), 0);
        cluster.waitForUnit(0, u"service"_qs, UnitState::Running);
        const EncryptionKey key = keyOf(cluster);
        MessengerSubscription logs(endpointOf(cluster, 0), key, u"logs.subscribe"_qs,
                                   {{u"unit"_qs, u"service"_qs}});
        MessengerSubscription events(endpointOf(cluster, 0), key, u"events.subscribe"_qs, {});
        QStringList lines;
        QStringList kinds;
        connect(&logs, &MessengerSubscription::delivered, this,
                [&](const QString&, const QJsonObject& params, qint64) {
                    lines += params.value(u"line").toString();
                });
        connect(&events, &MessengerSubscription::delivered, this,
                [&](const QString&, const QJsonObject& params, qint64) {
                    kinds += params.value(u"event").toObject().value(u"kind").toString();
                });
        QSignalSpy opened(&events, &MessengerSubscription::opened);
        logs.start();
        events.start();
        waitUntil([&] { return !lines.isEmpty() && !opened.isEmpty(); }, 10s, "both");
        QVERIFY(lines[0].startsWith(u"running under epoch"));
        const qsizetype before = lines.size();
        const QStringList ctl{u"--cluster"_qs, cluster.databaseUrl()};
        QCOMPARE(runProgram(u"rollcallctl"_qs, ctl + QStringList{u"unit"_qs, u"restart"_qs,
                                                                 cluster.node(0).name(), u"service"_qs})
                     .exitCode,
                 0);
        waitUntil([&] { return lines.size() > before; }, 10s, "the line of its new start");
        waitUntil([&] { return kinds.contains(u"unit.ordered"_qs); }, 10s, "the event");

        // More at once than are read at a time.
        QVERIFY(cluster.session().executeText(
            u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "
            "INSERT INTO event (at, severity, kind, actor, sentence, details) "
            "SELECT 0, 'info', 'many', 'test', 'x', '{}' FROM n"_qs));
        waitUntil([&] { return kinds.count(u"many"_qs) == 2500; }, 10s, "2,500 events");

        qputenv("ROLLCALL_ENCRYPTION_KEY_FILE", (cluster.folder() + u"/key"_qs).toLocal8Bit());
        const ProgramResult shown = runProgram(
            u"rollcallctl"_qs, ctl + QStringList{u"logs"_qs, cluster.node(0).name(), u"service"_qs});
        QVERIFY2(shown.exitCode == 0 && shown.output.contains(u"running under epoch"),
                 qPrintable(shown.output));
        const ProgramResult nobody = runProgram(
            u"rollcallctl"_qs, ctl + QStringList{u"messenger"_qs, u"publish"_qs, u"t"_qs, u"{\"a\":1}"_qs});
        QVERIFY2(nobody.exitCode == 1 && nobody.output.contains(u"Nobody subscribes"),
                 qPrintable(nobody.output));
        QProcess subscriber;
        subscriber.setProcessChannelMode(QProcess::MergedChannels);
        subscriber.start(program(u"rollcallctl"_qs), ctl + QStringList{u"messenger"_qs, u"subscribe"_qs,
                                                                       u"t"_qs, u"--count"_qs, u"1"_qs});
        QByteArray said;
        connect(&subscriber, &QProcess::readyRead, this, [&] { said += subscriber.readAll(); });
        waitUntil([&] { return said.contains("Subscribed on"); }, 10s, "rollcallctl to subscribe");
        const ProgramResult published = runProgram(
            u"rollcallctl"_qs, ctl + QStringList{u"messenger"_qs, u"publish"_qs, u"t"_qs, u"{\"a\":1}"_qs});
        QVERIFY2(published.exitCode == 0 && published.output.contains(u"1 subscriber"),
                 qPrintable(published.output));
        waitUntil([&] { return subscriber.state() == QProcess::NotRunning; }, 10s, "rollcallctl to end");
        QVERIFY2(subscriber.exitCode() == 0 && said.contains("{\"a\":1}"), said.constData());
    }

private:
    /// The primary stays where it is, however busy the machine is; the value is its index.
    static int startWithoutTakeover(TestCluster& cluster)
    {
        cluster.setMode(Mode::LoadBalancing);
        cluster.startAll();
        return cluster.waitForPrimary(0);
    }
    static EncryptionKey keyOf(const TestCluster& cluster)
    {
        return EncryptionKey::readFile(cluster.folder() + u"/key"_qs).value();
    }
    static Endpoint endpointOf(TestCluster& cluster, int index)
    {
        for (const NodeRow& row : cluster.facts().nodes)
            if (row.name == cluster.node(index).name())
                return Endpoint::parse(row.report.messenger).value();
        qFatal("the node has no row");
    }
};

QTEST_GUILESS_MAIN(TestMessages)
#include "tst_messages.moc"
