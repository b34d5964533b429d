#include "tests/messenger/nodeserver.h"
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
};

QTEST_GUILESS_MAIN(TestMessengerTransport)
#include "tst_messenger_transport.moc"
