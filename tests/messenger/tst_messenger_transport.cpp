#include "model/messenger/messengerclient.h"
#include "model/messenger/nodemethods.h"
#include "tests/support/testsupport.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

EncryptionKey someKey()
{
    return EncryptionKey::parse(EncryptionKey::generate()).value();
}

MessengerIdentity identity()
{
    return {ClusterId::create(), NodeId::create(), u"web-01"_qs, Incarnation::create(), u"0.1.0"_qs};
}

/// A node's messenger as rollcall-node makes it.
struct NodeServer {
    explicit NodeServer(MessengerLimits limits = {})
        : server(limits)
    {
        serveNodeMethods(
            server, who,
            [] {
                return QJsonObject{{u"state"_qs, u"serving"_qs}};
            },
            [this](const Nudge& nudge) { nudges.push_back(nudge); });
    }
    Result<void> listenTcp(const EncryptionKey& key)
    {
        return server.listen(Endpoint::tcp(u"127.0.0.1"_qs, 0), key);
    }

    MessengerIdentity who = identity();
    MessengerServer server;
    std::vector<Nudge> nudges;
};

Error errorOf(const Result<QJsonObject>& result)
{
    if (result)
        qFatal("an error was expected");
    return result.error();
}

const ClientTimings quick{500ms, 20ms, 100ms};

} // namespace

class TestMessengerTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pingStatusAndNudgeOverTls()
    {
        const EncryptionKey key = someKey();
        NodeServer node;
        QVERIFY(node.listenTcp(key));
        MessengerClient client(node.server.endpoint(), key);
        QSignalSpy connected(&client, &MessengerClient::connected);
        client.open();
        const QJsonObject ping = get(client.call(u"ping"_qs, {}, 5s));
        QCOMPARE(connected.size(), 1);
        QCOMPARE(ping.value(u"node").toString(), node.who.node.toString());
        QCOMPARE(ping.value(u"incarnation").toString(), node.who.incarnation.toString());
        QCOMPARE(ping.value(u"version").toString(), u"0.1.0"_qs);
        QCOMPARE(ping.value(u"protocol").toInt(), 1);
        QVERIFY(std::abs(ping.value(u"clock").toInteger() - QDateTime::currentMSecsSinceEpoch()) < 5000);
        QCOMPARE(get(client.call(u"status"_qs, {}, 5s)).value(u"state").toString(), u"serving"_qs);
        get(client.call(u"nudge"_qs, {{u"reason"_qs, u"command\n\x1b[31m"_qs}, {u"epoch"_qs, 7}}, 5s));
        QCOMPARE(node.nudges.size(), size_t(1));
        QCOMPARE(node.nudges[0].reason, u"command  [31m"_qs);
        QCOMPARE(node.nudges[0].epoch, 7);
        QVERIFY(!client.lastError());
    }

    void theSameOverAPipe()
    {
        QTemporaryDir folder;
        NodeServer node;
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"node.sock"_qs));
        QVERIFY(node.server.listen(endpoint, std::nullopt));
        struct stat info {
        };
        QCOMPARE(::stat(qPrintable(endpoint.name), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0700));
        MessengerClient client(endpoint, std::nullopt);
        client.open();
        QCOMPARE(get(client.call(u"ping"_qs, {}, 5s)).value(u"name").toString(), u"web-01"_qs);
        node.server.close();
        waitUntil([&] { return client.state() == MessengerClient::State::Waiting; }, 5s, "the lost pipe");
        QCOMPARE(client.lastError()->kind, ErrorKind::Unreachable);
    }

    void pipesByNameAreFoundByTheSameName()
    {
        QTemporaryDir folder;
        qputenv("XDG_RUNTIME_DIR", folder.path().toLocal8Bit());
        NodeServer node;
        const Endpoint endpoint = Endpoint::parse(u"pipe:stage-01").value();
        QVERIFY(node.server.listen(endpoint, std::nullopt));
        QVERIFY(QFile::exists(folder.filePath(u"rollcall/stage-01.sock"_qs)));
        MessengerClient client(endpoint, std::nullopt);
        client.open();
        get(client.call(u"ping"_qs, {}, 5s));
    }

    void liveAndStalePipesAreToldApart()
    {
        QTemporaryDir folder;
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"node.sock"_qs));
        NodeServer first;
        NodeServer second;
        QVERIFY(first.server.listen(endpoint, std::nullopt));
        const Result<void> taken = second.server.listen(endpoint, std::nullopt);
        QVERIFY(!taken);
        QCOMPARE(taken.error().kind, ErrorKind::Refused);
        QCOMPARE(taken.error().where, endpoint.name);
        first.server.close();

        // What a killed process leaves: a socket that nobody accepts on.
        QCOMPARE(QProcess::execute(
                     u"/usr/bin/python3"_qs,
                     {u"-c"_qs, u"import socket,sys; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1])"_qs,
                      endpoint.name}),
                 0);
        QVERIFY(QFile::exists(endpoint.name));
        QVERIFY(second.server.listen(endpoint, std::nullopt));
        second.server.close();

        // A listener that knows nothing of the lock.
        QLocalServer foreign;
        QVERIFY(foreign.listen(endpoint.name));
        QCOMPARE(second.server.listen(endpoint, std::nullopt).error().kind, ErrorKind::Refused);
        foreign.close();

        QFile file(endpoint.name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(second.server.listen(endpoint, std::nullopt).error().kind, ErrorKind::Invalid);
        QVERIFY(file.exists());
    }

    void anotherKeyIsProvedByTheHandshake()
    {
        const EncryptionKey key = someKey();
        NodeServer node;
        QVERIFY(node.listenTcp(key));
        for (int round = 0; round < 20; ++round) {
            MessengerClient client(node.server.endpoint(), someKey(), quick);
            client.open();
            const Error error = errorOf(outcome(client.call(u"ping"_qs, {}, 5s)));
            QVERIFY2(error.kind == ErrorKind::KeyDiffers, qPrintable(error.message()));
            QVERIFY(error.message().contains(u"another encryption key"));
        }
        waitUntil([&] { return node.server.clientCount() == 0; }, 5s, "failed handshakes to be closed");
        QCOMPARE(node.server.counters().keyDiffered, 20);
        QCOMPARE(node.server.counters().requests, 0);
    }

    void aClosedPortIsRefused()
    {
        MessengerClient client(Endpoint::tcp(u"127.0.0.1"_qs, freePort()), someKey(), quick);
        client.open();
        const Error error = errorOf(outcome(client.call(u"ping"_qs, {}, 5s)));
        QCOMPARE(error.kind, ErrorKind::Unreachable);
        QVERIFY(error.what.contains(u"refuses connections"));
        QVERIFY(error.where.startsWith(u"tcp://127.0.0.1:"));
    }

    void aPortThatNeverAnswersTimesOut()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        MessengerClient client(Endpoint::tcp(u"127.0.0.1"_qs, silent.serverPort()), someKey(), quick);
        client.open();
        const Error error = errorOf(outcome(client.call(u"ping"_qs, {}, 5s)));
        QCOMPARE(error.kind, ErrorKind::TimedOut);
        QVERIFY(error.what.contains(u"did not answer within"));
    }

    void whatIsNoMessengerIsToldApartFromAnotherKey_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("text") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("closes at once") << QByteArray();
        // A TLS server that has no cipher in common: fatal alert handshake_failure.
        QTest::newRow("other TLS") << QByteArray::fromHex("15030300020228");
    }
    void whatIsNoMessengerIsToldApartFromAnotherKey()
    {
        QFETCH(QByteArray, answer);
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        connect(&other, &QTcpServer::newConnection, &other, [&] {
            QTcpSocket* socket = other.nextPendingConnection();
            socket->write(answer);
            socket->disconnectFromHost();
        });
        MessengerClient client(Endpoint::tcp(u"127.0.0.1"_qs, other.serverPort()), someKey(), quick);
        client.open();
        QCOMPARE(errorOf(outcome(client.call(u"ping"_qs, {}, 5s))).kind, ErrorKind::Unreachable);
    }

    void withoutAKeyNothingIsTried()
    {
        NodeServer node;
        QCOMPARE(node.server.listen(Endpoint::tcp(u"127.0.0.1"_qs, 0), std::nullopt).error().kind,
                 ErrorKind::Invalid);
        MessengerClient client(Endpoint::tcp(u"127.0.0.1"_qs, 1), std::nullopt, quick);
        client.open();
        QCOMPARE(errorOf(outcome(client.call(u"ping"_qs, {}, 5s))).kind, ErrorKind::Invalid);
    }

    void badPlacesToListenAreNamed()
    {
        const EncryptionKey key = someKey();
        NodeServer first;
        NodeServer second;
        QVERIFY(first.listenTcp(key));
        const Result<void> taken = second.server.listen(first.server.endpoint(), key);
        QCOMPARE(taken.error().kind, ErrorKind::Refused);
        QVERIFY(taken.error().message().contains(first.server.endpoint().toString()));
        QVERIFY(!second.server.isListening());
        QCOMPARE(second.server.listen(Endpoint::tcp(u"web-01.example"_qs), key).error().kind,
                 ErrorKind::Invalid);
        QCOMPARE(second.server.listen(Endpoint::pipe(u"/nonexistent/x.sock"_qs), {}).error().kind,
                 ErrorKind::Invalid);
        QVERIFY(second.server.listen(Endpoint::pipe(u'/' + QString(200, u'x')), {})
                    .error()
                    .what.contains(u"longer than"));
    }

    void ordersOfAnOlderEpochAreRefused()
    {
        const EncryptionKey key = someKey();
        NodeServer node;
        node.server.addMethod(
            u"work"_qs, [](const QJsonObject&) -> Result<QJsonObject> { return QJsonObject(); },
            MessengerServer::EpochRule::Required);
        QVERIFY(node.listenTcp(key));
        node.server.raiseEpoch(41);
        MessengerClient client(node.server.endpoint(), key);
        client.open();
        const auto order = [&](const QJsonValue& epoch) {
            return outcome(client.call(u"work"_qs, {{u"epoch"_qs, epoch}}, 5s));
        };
        QVERIFY(order(41));
        QVERIFY(order(42));
        QCOMPARE(node.server.highestEpoch(), 42);
        QCOMPARE(errorOf(order(41)).kind, ErrorKind::Conflict);
        QVERIFY(errorOf(order(41)).what.contains(u"epoch 42"));
        for (const QJsonValue& bad : {QJsonValue(-1), QJsonValue(42.5), QJsonValue(u"43"_qs), QJsonValue()})
            QCOMPARE(errorOf(order(bad)).kind, ErrorKind::Invalid);
        QCOMPARE(errorOf(outcome(client.call(u"work"_qs, {}, 5s))).kind, ErrorKind::Invalid);
        QCOMPARE(errorOf(outcome(client.call(u"nudge"_qs, {{u"epoch"_qs, 3}}, 5s))).kind,
                 ErrorKind::Conflict);
        QVERIFY(outcome(client.call(u"nudge"_qs, {}, 5s)));
        QCOMPARE(node.nudges.size(), size_t(1));
    }

    void errorsOfMethodsReachTheCaller()
    {
        QTemporaryDir folder;
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"n"_qs));
        NodeServer node;
        node.server.addMethod(u"no"_qs, [](const QJsonObject&) -> Result<QJsonObject> {
            return failure(ErrorKind::Refused, u"It is draining."_qs, u"Activate it."_qs);
        });
        QVERIFY(node.server.listen(endpoint, {}));
        MessengerClient client(endpoint, {});
        client.open();
        const Error refused = errorOf(outcome(client.call(u"no"_qs, {}, 5s)));
        QCOMPARE(refused,
                 (Error{ErrorKind::Refused, u"It is draining."_qs, u"Activate it."_qs, endpoint.toString()}));
        const Error unknown = errorOf(outcome(client.call(u"fly"_qs, {}, 5s)));
        QVERIFY(unknown.what.contains(u"fly"));
        QCOMPARE(client.state(), MessengerClient::State::Connected);
    }

    void theClientComesBackByItself()
    {
        const EncryptionKey key = someKey();
        auto node = std::make_unique<NodeServer>();
        QVERIFY(node->listenTcp(key));
        const Endpoint endpoint = node->server.endpoint();
        MessengerClient client(endpoint, key, quick);
        QSignalSpy connected(&client, &MessengerClient::connected);
        QSignalSpy failed(&client, &MessengerClient::failed);
        client.open();
        get(client.call(u"ping"_qs, {}, 5s));
        auto pending = client.call(u"ping"_qs, {}, 5s);
        node.reset();
        waitUntil([&] { return failed.size() >= 3; }, 5s, "two more attempts");
        QVERIFY(pending.isFinished());
        NodeServer again;
        QVERIFY(again.server.listen(endpoint, key));
        waitUntil([&] { return connected.size() == 2; }, 5s, "the second connection");
        QCOMPARE(get(client.call(u"ping"_qs, {}, 5s)).value(u"node").toString(), again.who.node.toString());
        client.close();
        QCOMPARE(errorOf(outcome(client.call(u"ping"_qs, {}, 5s))).kind, ErrorKind::Unreachable);
    }

    void aHungConnectionIsDroppedAtTheDeadline()
    {
        QTemporaryDir folder;
        QLocalServer hung;
        QVERIFY(hung.listen(folder.filePath(u"n"_qs)));
        MessengerClient client(Endpoint::pipe(folder.filePath(u"n"_qs)), {}, {500ms, 5s, 5s});
        client.open();
        waitUntil([&] { return client.state() == MessengerClient::State::Connected; }, 5s, "the connection");
        QCOMPARE(errorOf(outcome(client.call(u"ping"_qs, {}, 50ms))).kind, ErrorKind::TimedOut);
        QCOMPARE(client.state(), MessengerClient::State::Waiting);
    }

    void nudgesAreSentInPassing()
    {
        const EncryptionKey key = someKey();
        NodeServer node;
        QVERIFY(node.listenTcp(key));
        QVERIFY(outcome(nudgeOnce(node.server.endpoint(), key, u"released"_qs, 5, 5s)));
        QCOMPARE(node.nudges.at(0).reason, u"released"_qs);
        QCOMPARE(node.nudges.at(0).epoch, 5);
        waitUntil([&] { return node.server.clientCount() == 0; }, 5s, "the client to leave");
        const Endpoint nobody = Endpoint::tcp(u"127.0.0.1"_qs, freePort());
        QCOMPARE(outcome(nudgeOnce(nobody, key, {}, 0, 5s)).error().kind, ErrorKind::Unreachable);
    }

    void tooManyClientsAreClosedAtOnce()
    {
        QTemporaryDir folder;
        MessengerLimits limits;
        limits.clients = 3;
        NodeServer node(limits);
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"n"_qs));
        QVERIFY(node.server.listen(endpoint, {}));
        std::vector<std::unique_ptr<MessengerClient>> clients;
        for (int i = 0; i < 4; ++i) {
            clients.push_back(std::make_unique<MessengerClient>(endpoint, std::nullopt));
            clients.back()->open();
            QCOMPARE(outcome(clients.back()->call(u"ping"_qs, {}, 5s)).has_value(), i < 3);
        }
        QCOMPARE(node.server.clientCount(), 3);
        clients.front()->close();
        waitUntil([&] { return node.server.clientCount() == 2; }, 5s, "a free place");
        clients.back()->open();
        get(clients.back()->call(u"ping"_qs, {}, 5s));
    }

    void slowHandshakesAndIdleClientsAreDropped()
    {
        MessengerLimits limits;
        limits.handshake = 100ms;
        limits.idle = 100ms;
        NodeServer node(limits);
        const EncryptionKey key = someKey();
        QVERIFY(node.listenTcp(key));
        QTcpSocket mute;
        mute.connectToHost(QHostAddress(QHostAddress::LocalHost), node.server.endpoint().port);
        MessengerClient idle(node.server.endpoint(), key, {500ms, 30s, 30s});
        idle.open();
        get(idle.call(u"ping"_qs, {}, 5s));
        waitUntil([&] { return mute.state() == QAbstractSocket::UnconnectedState; }, 5s,
                  "the mute one to go");
        waitUntil([&] { return idle.state() == MessengerClient::State::Waiting; }, 5s, "the idle one to go");
        QCOMPARE(node.server.counters().dropped, 2);
    }

    void clientsThatDoNotReadAreDropped()
    {
        QTemporaryDir folder;
        MessengerLimits limits;
        limits.unsentBytes = 64 * 1024;
        NodeServer node(limits);
        node.server.addMethod(u"big"_qs, [](const QJsonObject&) -> Result<QJsonObject> {
            return QJsonObject{{u"text"_qs, QString(50'000, u'x')}};
        });
        QVERIFY(node.server.listen(Endpoint::pipe(folder.filePath(u"n"_qs)), {}));
        QLocalSocket greedy;
        greedy.setReadBufferSize(1);
        greedy.connectToServer(folder.filePath(u"n"_qs));
        for (int i = 0; i < 100; ++i)
            greedy.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"big\"}\n");
        waitUntil([&] { return node.server.counters().dropped == 1; }, 5s, "the greedy one to be dropped");
        QCOMPARE(node.server.clientCount(), 0);
    }

    void hostileBytesAreAnsweredOrEndTheConnection()
    {
        QTemporaryDir folder;
        MessengerLimits limits;
        limits.lineBytes = 1000;
        NodeServer node(limits);
        QVERIFY(node.server.listen(Endpoint::pipe(folder.filePath(u"n"_qs)), {}));
        QLocalSocket raw;
        raw.connectToServer(folder.filePath(u"n"_qs));
        QByteArray answers;
        connect(&raw, &QLocalSocket::readyRead, &raw, [&] { answers += raw.readAll(); });
        raw.write("garbage\n\n[]\n{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}\n"
                  "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n"
                  "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}\n");
        waitUntil([&] { return answers.count('\n') >= 3; }, 5s, "three answers");
        QVERIFY(answers.contains("-32700"));
        QVERIFY(answers.contains("-32600"));
        QVERIFY(answers.contains("\"id\":9"));
        QCOMPARE(answers.count('\n'), 3); // none for the notification, the response and the empty line
        answers.clear();
        raw.write(QByteArray(1001, ' '));
        waitUntil([&] { return raw.state() == QLocalSocket::UnconnectedState; }, 5s, "the end");
        QVERIFY(answers.contains("-32004"));
        waitUntil([&] { return node.server.clientCount() == 0; }, 5s, "no client");

        QTcpSocket plain;
        const EncryptionKey key = someKey();
        QVERIFY(node.listenTcp(key));
        plain.connectToHost(QHostAddress(QHostAddress::LocalHost), node.server.endpoint().port);
        plain.write("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}\n");
        waitUntil([&] { return plain.state() == QAbstractSocket::UnconnectedState; }, 5s,
                  "plain text to be closed");
        QVERIFY(!plain.readAll().contains("jsonrpc"));
    }

    void aServerMayDieInsideItsOwnMethod()
    {
        QTemporaryDir folder;
        NodeServer node;
        node.server.addMethod(u"stop"_qs, [&](const QJsonObject&) -> Result<QJsonObject> {
            node.server.close();
            return QJsonObject();
        });
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"n"_qs));
        QVERIFY(node.server.listen(endpoint, {}));
        MessengerClient client(endpoint, {}, {500ms, 30s, 30s});
        client.open();
        QCOMPARE(errorOf(outcome(client.call(u"stop"_qs, {}, 5s))).kind, ErrorKind::Unreachable);
        QVERIFY(!QFile::exists(endpoint.name));
    }

    void manyCallsAreAnsweredInOrder()
    {
        const EncryptionKey key = someKey();
        NodeServer node;
        QVERIFY(node.listenTcp(key));
        MessengerClient client(node.server.endpoint(), key);
        client.open();
        int answered = 0;
        int refused = 0;
        for (int i = 0; i < 1100; ++i)
            client.call(u"ping"_qs, {}, 10s,
                        [&](const Result<QJsonObject>& result, std::chrono::microseconds) {
                            ++(result ? answered : refused);
                        });
        waitUntil([&] { return answered + refused == 1100; }, 10s, "all answers");
        QCOMPARE(answered, 1024);
        QCOMPARE(refused, 76);
    }
};

QTEST_GUILESS_MAIN(TestMessengerTransport)
#include "tst_messenger_transport.moc"
