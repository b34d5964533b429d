#include "tests/messenger/nodeserver.h"
#include "tests/support/testsupport.h"

#include <QLocalSocket>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// What a server does to those who take more than their share, or speak another language.
class TestMessengerLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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

    void halfOpenConnectionsKeepOutOnlyTheirOwnHost()
    {
        MessengerLimits limits;
        limits.clients = 4;
        NodeServer node(limits);
        const EncryptionKey key = someKey();
        QVERIFY(node.listenTcp(key));
        const auto mute = [&](const QString& from) {
            auto socket = std::make_unique<QTcpSocket>();
            socket->bind(QHostAddress(from));
            socket->connectToHost(QHostAddress(QHostAddress::LocalHost), node.server.endpoint().port);
            return socket;
        };
        const auto patient = mute(u"127.0.0.2"_qs);
        std::vector<std::unique_ptr<QTcpSocket>> flood;
        for (int i = 0; i < 20; ++i)
            flood.push_back(mute(u"127.0.0.3"_qs));
        waitUntil([&] { return node.server.counters().accepted == 21; }, 5s, "all of them");
        QCOMPARE(node.server.clientCount(), 4);
        for (int i = 0; i < 3; ++i) {
            MessengerClient client(node.server.endpoint(), key);
            client.open();
            get(client.call(u"ping"_qs, {}, 5s));
        }
        QCOMPARE(patient->state(), QAbstractSocket::ConnectedState);
        QVERIFY(node.server.counters().dropped >= 18);
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

QTEST_GUILESS_MAIN(TestMessengerLimits)
#include "tst_messenger_limits.moc"
