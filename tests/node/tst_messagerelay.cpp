#include "model/node/messagerelay.h"
#include "tests/support/testsupport.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// The ways out of a relay, held open until the test says how each ends.
struct Road {
    using Sent = std::function<void(const Result<int>&)>;
    using Stored = std::function<void(const Result<void>&)>;

    MessageRelay relay{ways()};
    MessageRoute route{MessageRoute::Kind::There, NodeId::create(), 7};
    QStringList arrived; ///< payloads, with where they went
    std::vector<std::pair<QString, Sent>> sent;
    std::vector<std::pair<QString, Stored>> storing;
    std::vector<std::function<void(const Result<bool>&)>> asked;
    int looks = 0;
    QStringList answers;

    void publish(const QString& text, Millis timeToLive = Millis(60'000))
    {
        relay.publish({MessageId::create(), u"t"_qs, text, u"n"_qs, timeToLive},
                      [this, text](const RpcOutcome& outcome) {
                          const auto* result = std::get_if<QJsonObject>(&outcome);
                          answers += text + u' ' +
                                     (result ? result->value(u"delivered").toString()
                                             : QString::number(std::get<RpcError>(outcome).code));
                      });
    }
    /// Ends the oldest one that was sent.
    void arrive()
    {
        const auto [text, done] = take(sent);
        arrived += text + u" messenger"_qs;
        done(1);
    }
    void fail(ErrorKind kind) { take(sent).second(failure(kind, u"no"_qs)); }
    void write(const Result<void>& result = {})
    {
        const auto [text, done] = take(storing);
        if (result)
            arrived += text + u" database"_qs;
        done(result);
    }

private:
    template <class T>
    static T take(std::vector<T>& list)
    {
        if (list.empty())
            qFatal("nothing is under way");
        T first = std::move(list.front());
        list.erase(list.begin());
        return first;
    }
    MessageRelay::Ways ways()
    {
        MessageRelay::Ways ways;
        ways.route = [this] { return route; };
        ways.deliver = [this](const TopicMessage& message) {
            arrived += message.payload.toString() + u" here"_qs;
            return 2;
        };
        ways.relay = [this](const MessageRoute&, const TopicMessage& message, Sent done) {
            sent.emplace_back(message.payload.toString(), std::move(done));
        };
        ways.store = [this](const TopicMessage& message, Stored done) {
            storing.emplace_back(message.payload.toString(), std::move(done));
        };
        ways.anyStored = [this](std::function<void(const Result<bool>&)> told) {
            asked.push_back(std::move(told));
        };
        ways.lookForPrimary = [this] { ++looks; };
        return ways;
    }
};

} // namespace

/// The way of a message from where it is published to the primary, without sockets and without a database.
class TestMessageRelay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePrimaryDeliversByItself()
    {
        Road road;
        road.route.kind = MessageRoute::Kind::Here;
        road.publish(u"a"_qs);
        QCOMPARE(road.arrived, QStringList{u"a here"_qs});
        QCOMPARE(road.answers, QStringList{u"a messenger"_qs});
        QCOMPARE(road.relay.onTheirWay(), size_t(0));
    }

    void theOthersSendWithoutWaitingForAnswers()
    {
        Road road;
        for (const QString& text : {u"a"_qs, u"b"_qs, u"c"_qs})
            road.publish(text);
        QCOMPARE(road.sent.size(), size_t(3));
        QVERIFY(road.answers.isEmpty());
        road.arrive();
        QCOMPARE(road.answers, QStringList{u"a messenger"_qs});
        road.arrive();
        road.arrive();
        QCOMPARE(road.answers.size(), 3);
    }

    void withoutAPrimaryItGoesToTheDatabaseInOrder()
    {
        Road road;
        road.route.kind = MessageRoute::Kind::Nowhere;
        road.publish(u"a"_qs);
        road.publish(u"b"_qs);
        QCOMPARE(road.storing.size(), size_t(1)); // one after the other
        road.write();
        road.write();
        QCOMPARE(road.arrived, (QStringList{u"a database"_qs, u"b database"_qs}));
        QCOMPARE(road.answers, (QStringList{u"a database"_qs, u"b database"_qs}));
    }

    void aLostConnectionKeepsTheOrder()
    {
        Road road;
        for (const QString& text : {u"a"_qs, u"b"_qs, u"c"_qs})
            road.publish(text);
        road.arrive();
        road.fail(ErrorKind::Unreachable);
        road.publish(u"d"_qs); // comes while b has failed and c is not answered
        QVERIFY(road.storing.empty());
        road.fail(ErrorKind::TimedOut);
        for (int i = 0; i < 3; ++i) // d too: it may not overtake what is in the database
            road.write();
        QCOMPARE(road.arrived,
                 (QStringList{u"a messenger"_qs, u"b database"_qs, u"c database"_qs, u"d database"_qs}));
        QVERIFY(road.sent.empty());
    }

    void theMessengerIsUsedAgainWhenNothingIsLeftInTheDatabase()
    {
        Road road;
        road.publish(u"a"_qs);
        road.fail(ErrorKind::Unreachable);
        road.write();
        road.publish(u"b"_qs);
        road.write();
        waitUntil([&] { return road.asked.size() == 1; }, 5s, "the question");
        road.publish(u"c"_qs); // after the question: its answer says nothing of c
        road.asked[0](false);
        road.write();
        road.publish(u"d"_qs);
        road.write();
        waitUntil([&] { return road.asked.size() == 2; }, 5s, "the second question");
        road.asked[1](true); // some are left
        waitUntil([&] { return road.asked.size() == 3; }, 5s, "the third question");
        road.asked[2](false);
        road.publish(u"e"_qs);
        QCOMPARE(road.sent.size(), size_t(1));
        road.arrive();
        QCOMPARE(road.answers.last(), u"e messenger"_qs);
    }

    void theirTimeBeingUpCountsAsNothingLeft()
    {
        Road road;
        road.publish(u"a"_qs, Millis(300));
        road.fail(ErrorKind::Unreachable);
        road.write();
        const auto sentNow = [&] {
            road.publish(u"x"_qs, Millis(0));
            if (!road.sent.empty())
                return true;
            road.write();
            return false;
        };
        waitUntil(sentNow, 5s, "the messenger to be used again"); // though the database never answers
    }

    void anotherPrimaryIsLookedForOnce_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("not primary") << ErrorKind::Refused;
        QTest::newRow("stale epoch") << ErrorKind::Conflict;
    }
    void anotherPrimaryIsLookedForOnce()
    {
        QFETCH(ErrorKind, kind);
        Road road;
        road.publish(u"a"_qs);
        road.publish(u"b"_qs);
        road.fail(kind);
        road.fail(kind);
        QCOMPARE(road.looks, 1);
        QVERIFY(road.sent.empty());
        road.publish(u"c"_qs);
        road.relay.routeChanged(); // it is known
        QCOMPARE(road.sent.size(), size_t(3));
        QCOMPARE(road.sent[0].first, u"a"_qs);
        QCOMPARE(road.sent[2].first, u"c"_qs);
        road.arrive();
        road.fail(kind); // the second time for b: the database
        road.fail(kind);
        road.relay.routeChanged();
        road.write();
        road.write();
        QCOMPARE(road.arrived, (QStringList{u"a messenger"_qs, u"b database"_qs, u"c database"_qs}));
    }

    void itDoesNotWaitForARouteForEver()
    {
        Road road;
        road.publish(u"a"_qs);
        road.fail(ErrorKind::Refused);
        waitUntil([&] { return road.sent.size() == 1; }, 5s, "the second try");
        road.fail(ErrorKind::Refused);
        QCOMPARE(road.storing.size(), size_t(1));
    }

    void aNodeThatBecomesThePrimaryFinishesWhatItSentFirst()
    {
        Road road;
        road.publish(u"a"_qs);
        road.route.kind = MessageRoute::Kind::Here;
        road.publish(u"b"_qs);
        QVERIFY(road.arrived.isEmpty());
        road.arrive();
        QCOMPARE(road.arrived, (QStringList{u"a messenger"_qs, u"b here"_qs}));
    }

    void theDatabaseFailingToo()
    {
        Road road;
        road.publish(u"a"_qs);
        road.fail(ErrorKind::Unreachable);
        road.write(failure(ErrorKind::TimedOut, u"no answer"_qs));
        QCOMPARE(road.answers, QStringList{u"a -32003"_qs});
        road.publish(u"b"_qs); // the next one tries the messenger
        QCOMPARE(road.sent.size(), size_t(1));
    }

    void thereIsALimit()
    {
        Road road;
        for (size_t i = 0; i <= MessageRelay::mostOnTheirWay; ++i)
            road.publish(u"a"_qs);
        QCOMPARE(road.answers, QStringList{u"a -32003"_qs});
    }
};

QTEST_GUILESS_MAIN(TestMessageRelay)
#include "tst_messagerelay.moc"
