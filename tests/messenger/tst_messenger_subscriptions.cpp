#include "model/messenger/clientsubscriptions.h"
#include "model/messenger/messengersubscription.h"
#include "model/messenger/tokenbucket.h"
#include "model/messenger/topichub.h"
#include "tests/messenger/nodeserver.h"
#include "tests/support/testsupport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

QJsonObject paramsOf(const std::optional<QByteArray>& line)
{
    return QJsonDocument::fromJson(line.value_or(QByteArray())).object().value(u"params").toObject();
}

/// A server with topics, as a primary has them.
struct TopicServer : NodeServer {
    explicit TopicServer(MessengerLimits limits = {})
        : NodeServer(limits)
        , hub(server)
    {
        server.addCallerMethod(u"subscribe"_qs, [this](const QJsonObject& params, ClientNumber client,
                                                       const MethodTable::Answer& answer) {
            const Result<QString> topic = readTopic(params.value(u"topic"));
            if (!topic)
                return answer(rpcErrorFrom(topic.error()));
            const Result<Subscription> made = hub.subscribe(client, *topic);
            if (made)
                answer(QJsonObject{{u"subscription"_qs, made->name}});
            else
                answer(rpcErrorFrom(made.error()));
        });
    }
    int publish(const QString& topic, const QJsonValue& payload, MessageId id = MessageId::create())
    {
        return hub.deliver({id, topic, payload, u"web-02"_qs}, MessageWay::Messenger);
    }
    TopicHub hub;
};

} // namespace

class TestMessengerSubscriptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsLeftOutShowsAsAGap()
    {
        ClientSubscriptions subscriptions(2, 3);
        const QString a = subscriptions.open().value();
        const QString b = subscriptions.open().value();
        QVERIFY(a != b);
        QVERIFY(!subscriptions.open());
        QCOMPARE(paramsOf(subscriptions.notification(a, u"log"_qs, {}, true)).value(u"seq").toInt(), 1);
        QVERIFY(!subscriptions.notification(a, u"log"_qs, {}, false));
        QVERIFY(!subscriptions.notification(b, u"log"_qs, {}, false));
        QVERIFY(!subscriptions.isHopeless());
        QJsonObject params = paramsOf(subscriptions.notification(a, u"log"_qs, {{u"n"_qs, 7}}, true));
        QCOMPARE(params.value(u"seq").toInt(), 3);
        QCOMPARE(params.value(u"n").toInt(), 7);
        QCOMPARE(params.value(u"subscription").toString(), a);
        for (int i = 0; i < 3; ++i)
            subscriptions.notification(b, u"log"_qs, {}, false);
        QVERIFY(subscriptions.isHopeless());
        QCOMPARE(subscriptions.leftOut(), 5);
        QVERIFY(subscriptions.close(b));
        QVERIFY(!subscriptions.close(b));
        QVERIFY(!subscriptions.notification(b, u"log"_qs, {}, true));
        QVERIFY(subscriptions.open());
    }

    void aBucketRefills()
    {
        const Instant start = BootClock::now();
        TokenBucket bucket(10, 2, start);
        QVERIFY(bucket.take(start));
        QVERIFY(bucket.take(start));
        QVERIFY(!bucket.take(start + 50ms));
        QVERIFY(bucket.take(start + 110ms));
        QVERIFY(!bucket.take(start + 120ms));
        QVERIFY(bucket.take(start + 1h)); // and holds no more than two
        QVERIFY(bucket.take(start + 1h));
        QVERIFY(!bucket.take(start + 1h));
    }

    void topicsAndPayloadsAreChecked()
    {
        for (const char* good : {"a", "shop/orders", "A.b_c-9/", "0"})
            QVERIFY2(readTopic(QString::fromLatin1(good)), good);
        QVERIFY(readTopic(QString(128, u'x')));
        for (const QString& bad :
             {u""_qs, u"/a"_qs, u"a b"_qs, u"a*"_qs, u"ä"_qs, u"a\n"_qs, QString(129, u'x')})
            QCOMPARE(readTopic(bad).error().kind, ErrorKind::Invalid);
        QVERIFY(!readTopic(7));

        const QJsonObject base{{u"topic"_qs, u"t"_qs}};
        const TopicMessage plain = readPublish(base, u"n"_qs).value();
        QVERIFY(!plain.id.isNull());
        QVERIFY(plain.payload.isNull());
        QCOMPARE(plain.timeToLive, Millis(60'000));
        const auto with = [&](const QString& key, const QJsonValue& value) {
            QJsonObject params = base;
            params.insert(key, value);
            return readPublish(params, u"n"_qs);
        };
        // The quotation marks count.
        QVERIFY(with(u"payload"_qs, QString(65'534, u'x')));
        QVERIFY(!with(u"payload"_qs, QString(65'535, u'x')));
        QVERIFY(!with(u"id"_qs, u"7"_qs));
        QVERIFY(!with(u"ttl_ms"_qs, 999));
        QVERIFY(!with(u"ttl_ms"_qs, 600'001));
        QVERIFY(!with(u"ttl_ms"_qs, 1000.5));
        QVERIFY(with(u"ttl_ms"_qs, 1000));

        QVERIFY(!readRelay(relayParams(TopicMessage())));
        const TopicMessage message = with(u"payload"_qs, QJsonArray{1, u"ä"_qs, QJsonValue()}).value();
        QCOMPARE(readRelay(relayParams(message)).value(), message);
        for (const QJsonValue& value :
             {QJsonValue(), QJsonValue(true), QJsonValue(1.5), QJsonValue(u"\"x\n"_qs),
              QJsonValue(QJsonArray{}), QJsonValue(QJsonObject{{u"a"_qs, 1}})})
            QCOMPARE(valueOfJson(compactJson(value)), value);
    }

    void aMessageReachesTheSubscribersOfItsTopicOnce()
    {
        const EncryptionKey key = someKey();
        TopicServer node;
        QVERIFY(node.listenTcp(key));
        MessengerSubscription orders(node.server.endpoint(), key, u"subscribe"_qs,
                                     {{u"topic"_qs, u"shop/orders"_qs}});
        MessengerSubscription other(node.server.endpoint(), key, u"subscribe"_qs,
                                    {{u"topic"_qs, u"shop"_qs}});
        QSignalSpy opened(&orders, &MessengerSubscription::opened);
        QSignalSpy otherOpened(&other, &MessengerSubscription::opened);
        QSignalSpy got(&orders, &MessengerSubscription::delivered);
        QSignalSpy otherGot(&other, &MessengerSubscription::delivered);
        orders.start();
        other.start();
        waitUntil([&] { return opened.size() == 1 && otherOpened.size() == 1; }, 5s, "two subscriptions");

        const MessageId id = MessageId::create();
        QCOMPARE(node.publish(u"nobody"_qs, 1, id), 0);
        QCOMPARE(node.publish(u"shop/orders"_qs, QJsonObject{{u"order"_qs, 1}}, id), 1); // nobody got it yet
        QCOMPARE(node.publish(u"shop/orders"_qs, QJsonObject{{u"order"_qs, 1}}, id), 1); // as before
        QCOMPARE(node.publish(u"shop/orders"_qs, 2), 1);
        waitUntil([&] { return got.size() == 2; }, 5s, "two messages");
        const QJsonObject first = got[0][1].toJsonObject();
        QCOMPARE(got[0][0].toString(), u"message"_qs);
        QCOMPARE(first.value(u"payload").toObject().value(u"order").toInt(), 1);
        QCOMPARE(first.value(u"id").toString(), id.toString());
        QCOMPARE(first.value(u"publisher").toString(), u"web-02"_qs);
        QCOMPARE(first.value(u"via").toString(), u"messenger"_qs);
        QCOMPARE(got[1][1].toJsonObject().value(u"payload").toInt(), 2);
        QCOMPARE(got[1][2].toLongLong(), 0);
        QCOMPARE(otherGot.size(), 0);

        // The end of a term: they are sent away, and come back by themselves.
        node.hub.closeAll();
        waitUntil([&] { return opened.size() == 2 && otherOpened.size() == 2; }, 10s, "them to come back");
        QCOMPARE(node.hub.subscriberCount(), 2);
        QCOMPARE(node.publish(u"shop/orders"_qs, 3), 1);
        waitUntil([&] { return got.size() == 3; }, 5s, "the third message");
        QCOMPARE(got[2][2].toLongLong(), 0); // seq begins anew
    }

    void subscriptionsEndWithTheirConnectionAndByUnsubscribe()
    {
        QTemporaryDir folder;
        MessengerLimits limits;
        limits.subscriptionsPerClient = 2;
        TopicServer node(limits);
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"n"_qs));
        QVERIFY(node.server.listen(endpoint, {}));
        MessengerClient client(endpoint, {});
        client.open();
        QSignalSpy notified(&client, &MessengerClient::notified);
        const auto subscribe = [&] {
            return outcome(client.call(u"subscribe"_qs, {{u"topic"_qs, u"t"_qs}}, 5s));
        };
        const QString first = subscribe().value().value(u"subscription").toString();
        QVERIFY(subscribe());
        const Error tooMany = errorOf(subscribe());
        QCOMPARE(tooMany.kind, ErrorKind::Unreachable); // busy
        QVERIFY(tooMany.what.contains(u"2 subscriptions"));
        QCOMPARE(node.publish(u"t"_qs, 1), 2);
        waitUntil([&] { return notified.size() == 2; }, 5s, "it twice");
        const QJsonObject params{{u"subscription"_qs, first}};
        QVERIFY(outcome(client.call(u"unsubscribe"_qs, params, 5s)));
        QCOMPARE(errorOf(outcome(client.call(u"unsubscribe"_qs, params, 5s))).kind, ErrorKind::NotFound);
        QCOMPARE(node.publish(u"t"_qs, 2), 1);
        client.close();
        waitUntil([&] { return !node.hub.hasSubscribers(); }, 5s, "the subscription to end");
        QCOMPARE(node.publish(u"t"_qs, 3), 0);
    }

    void slowReadersLoseMessagesAndThenTheConnection()
    {
        QTemporaryDir folder;
        MessengerLimits limits;
        limits.unreadNotifications = 100'000;
        limits.notificationsLeftOut = 20;
        TopicServer node(limits);
        QVERIFY(node.server.listen(Endpoint::pipe(folder.filePath(u"n"_qs)), {}));
        QLocalSocket slow;
        slow.setReadBufferSize(1);
        slow.connectToServer(folder.filePath(u"n"_qs));
        slow.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":{\"topic\":\"t\"}}\n");
        waitUntil([&] { return node.hub.hasSubscribers(); }, 5s, "the subscription");
        int sent = 0;
        const auto publish = [&] { return node.publish(u"t"_qs, QString(10'000, u'x')), ++sent; };
        waitUntil([&] { return publish(), node.server.counters().leftOut > 0; }, 5s, "one to be left out");
        QCOMPARE(node.server.clientCount(), 1);
        const int leftOutFrom = sent;

        // It reads on in time: it goes on after a gap.
        QByteArray all;
        slow.setReadBufferSize(0);
        connect(&slow, &QLocalSocket::readyRead, &slow, [&] { all += slow.readAll(); });
        all += slow.readAll();
        waitUntil([&] { return all.count('\n') == leftOutFrom; }, 5s, "what was sent"); // and one answer
        const qint64 left = node.server.counters().leftOut;
        publish();
        waitUntil([&] { return all.count('\n') == leftOutFrom + 1; }, 5s, "one more");
        QCOMPARE(node.server.counters().leftOut, left);
        const QByteArray last = all.split('\n').at(all.count('\n') - 1);
        QCOMPARE(QJsonDocument::fromJson(last).object().value(u"params").toObject().value(u"seq").toInt(),
                 sent);

        // It does not read at all: the connection ends.
        slow.disconnect();
        slow.setReadBufferSize(1);
        waitUntil([&] { return publish(), node.server.clientCount() == 0; }, 5s, "the end");
        QCOMPARE(node.server.counters().dropped, 1);
        QVERIFY(!node.hub.hasSubscribers());
    }

    void anAnswerMayComeLaterAndHoldsUpNoOther()
    {
        QTemporaryDir folder;
        NodeServer node;
        std::vector<MethodTable::Answer> waiting;
        node.server.addCallerMethod(u"later"_qs,
                                    [&](const QJsonObject&, ClientNumber, const MethodTable::Answer& answer) {
                                        waiting.push_back(answer);
                                    });
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"n"_qs));
        QVERIFY(node.server.listen(endpoint, {}));
        MessengerClient client(endpoint, {});
        client.open();
        auto first = client.call(u"later"_qs, {}, 10s);
        auto second = client.call(u"later"_qs, {}, 10s);
        get(client.call(u"ping"_qs, {}, 5s));
        QVERIFY(!first.isFinished());
        QCOMPARE(waiting.size(), size_t(2));
        waiting[1](QJsonObject{{u"which"_qs, 2}});
        QCOMPARE(get(second).value(u"which").toInt(), 2);
        client.close();
        waitUntil([&] { return node.server.clientCount() == 0; }, 5s, "the client to leave");
        waiting[0](QJsonObject()); // nobody is there to hear it
    }

    void tooManyRequestsAreBusy()
    {
        QTemporaryDir folder;
        MessengerLimits limits;
        limits.requestsPerSecond = 5;
        NodeServer node(limits);
        node.server.addCallerMethod(
            u"free"_qs,
            [](const QJsonObject&, ClientNumber, const MethodTable::Answer& answer) {
                answer(QJsonObject());
            },
            EpochRule::Ignored, RateRule::Unlimited);
        const Endpoint endpoint = Endpoint::pipe(folder.filePath(u"n"_qs));
        QVERIFY(node.server.listen(endpoint, {}));
        MessengerClient client(endpoint, {});
        client.open();
        int served = 0;
        std::vector<Error> refused;
        for (int i = 0; i < 30; ++i)
            client.call(u"ping"_qs, {}, 5s,
                        [&](const Result<QJsonObject>& result, std::chrono::microseconds) {
                            if (result)
                                ++served;
                            else
                                refused.push_back(result.error());
                        });
        waitUntil([&] { return served + int(refused.size()) == 30; }, 10s, "all answers");
        QVERIFY2(served >= 10 && served < 20, qPrintable(QString::number(served))); // 10 at once, 5 a second
        QCOMPARE(refused.front().kind, ErrorKind::Unreachable);
        QVERIFY(refused.front().what.contains(u"5 requests a second"));
        QCOMPARE(node.server.counters().refusedBusy, qint64(refused.size()));
        for (int i = 0; i < 30; ++i)
            get(client.call(u"free"_qs, {}, 5s));
        // Another connection has its own share.
        MessengerClient other(endpoint, {});
        other.open();
        get(other.call(u"ping"_qs, {}, 5s));
    }

    void oneAddressTakesAShareOnly()
    {
        const EncryptionKey key = someKey();
        MessengerLimits limits;
        limits.clientsPerAddress = 2;
        NodeServer node(limits);
        QVERIFY(node.server.listen(Endpoint::tcp(u"*"_qs, 0), key));
        const quint16 port = node.server.endpoint().port;
        const auto connectTo = [&](const QString& address) {
            auto client = std::make_unique<MessengerClient>(Endpoint::tcp(address, port), key, quick);
            client->open();
            return client;
        };
        const auto first = connectTo(u"127.0.0.1"_qs);
        const auto second = connectTo(u"127.0.0.1"_qs);
        get(first->call(u"ping"_qs, {}, 5s));
        get(second->call(u"ping"_qs, {}, 5s));
        const auto third = connectTo(u"127.0.0.1"_qs);
        QCOMPARE(errorOf(outcome(third->call(u"ping"_qs, {}, 5s))).kind, ErrorKind::Unreachable);
        third->close();
        QTcpSocket elsewhere;
        QVERIFY(elsewhere.bind(QHostAddress(u"127.0.0.9"_qs)));
        elsewhere.connectToHost(u"127.0.0.1"_qs, port);
        waitUntil([&] { return node.server.clientCount() == 3; }, 5s, "one from another address");
    }
};

QTEST_GUILESS_MAIN(TestMessengerSubscriptions)
#include "tst_messenger_subscriptions.moc"
