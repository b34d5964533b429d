#include "model/database/messagerepository.h"
#include "tests/database/testdatabase.h"

#include <QTest>
#include <QUuid>

#include <thread>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

StoredMessage message(const QString& topic, const QByteArray& payload, NodeId node,
                      Millis timeToLive = Millis(60'000))
{
    return {0,         QUuid::createUuid().toString(QUuid::WithoutBraces), topic, payload, u"web-01"_qs, node,
            timeToLive};
}

QByteArray payloads(const std::vector<StoredMessage>& messages)
{
    QByteArray all;
    for (const StoredMessage& each : messages)
        all += each.payload + ' ';
    return all.trimmed();
}

/// The node that takes, and is the primary.
class Taker
{
public:
    explicit Taker(TestDatabase& database)
    {
        database.sql(u"UPDATE ha_lease SET holder = '%1', epoch = 3"_qs.arg(m_id.toString()));
    }
    Result<std::vector<StoredMessage>> operator()(Session& session, const QSet<QString>& topics,
                                                  Epoch epoch = 3) const
    {
        return MessageRepository::take(session, topics, m_id, epoch);
    }

private:
    NodeId m_id = NodeId::create();
};

} // namespace

/// What the messenger could not bring to the primary.
class TestDatabaseMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }

    void theyAreTakenInOrderAndOnce_data() { eachBackend(); }
    void theyAreTakenInOrderAndOnce()
    {
        QFETCH(QString, backend);
        TestDatabase database(backend);
        Session& session = database.session();
        const Taker take(database);
        const NodeId node = NodeId::create();
        const StoredMessage first = message(u"a"_qs, "1", node);
        must(MessageRepository::add(session, first));
        must(MessageRepository::add(session, first)); // the reply was lost, it is written again
        must(MessageRepository::add(session, message(u"b"_qs, "2", node)));
        must(MessageRepository::add(session, message(u"c"_qs, "3", node)));
        const QByteArray text = "{\"x\":\"ä' --\\u0000\"}";
        must(MessageRepository::add(session, message(u"a"_qs, text, node)));
        QVERIFY(must(MessageRepository::hasAny(session, node)));
        QVERIFY(!must(MessageRepository::hasAny(session, NodeId::create())));

        QVERIFY(must(take(session, {})).empty());
        QVERIFY(must(take(session, {u"A"_qs})).empty());
        const std::vector<StoredMessage> taken = must(take(session, {u"b"_qs, u"a"_qs}));
        QCOMPARE(payloads(taken), "1 2 " + text);
        QCOMPARE(taken[0].uuid, first.uuid);
        QCOMPARE(taken[0].topic, u"a"_qs);
        QCOMPARE(taken[0].publisher, u"web-01"_qs);
        QVERIFY(must(take(session, {u"b"_qs, u"a"_qs})).empty());
        QCOMPARE(payloads(must(take(session, {u"c"_qs}))), QByteArray("3"));
        QVERIFY(!must(MessageRepository::hasAny(session, node)));
    }

    void theirTimePasses_data() { eachBackend(); }
    void theirTimePasses()
    {
        QFETCH(QString, backend);
        TestDatabase database(backend);
        Session& session = database.session();
        const Taker take(database);
        const NodeId node = NodeId::create();
        must(MessageRepository::add(session, message(u"a"_qs, "old", node)));
        database.sql(u"UPDATE message SET expires_at = expires_at - 61000"_qs);
        QVERIFY(!must(MessageRepository::hasAny(session, node)));
        QVERIFY(must(take(session, {u"a"_qs})).empty());
        must(MessageRepository::add(session, message(u"a"_qs, "new", node)));
        QCOMPARE(must(session.query(u"message_topics")).size(), size_t(1));
        QCOMPARE(payloads(must(take(session, {u"a"_qs}))), QByteArray("new"));
    }

    void theTableIsBounded_data() { eachBackend(); }
    void theTableIsBounded()
    {
        QFETCH(QString, backend);
        TestDatabase database(backend);
        Session& session = database.session();
        const Taker take(database);
        const NodeId node = NodeId::create();
        must(MessageRepository::add(session, message(u"a"_qs, "1", node)));
        database.sql(u"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < %1) "
                     "INSERT INTO message (uuid, topic, payload, publisher, node, at, expires_at) "
                     "SELECT CAST(n.i AS TEXT), topic, payload, publisher, node, at, expires_at "
                     "FROM n CROSS JOIN message"_qs.arg(MessageRepository::mostWaiting));
        const Result<void> full = MessageRepository::add(session, message(u"a"_qs, "one more", node));
        QVERIFY(!full);
        QCOMPARE(full.error().kind, ErrorKind::Unreachable);
        QVERIFY(full.error().what.contains(u"10000 messages wait"));
        QCOMPARE(must(take(session, {u"a"_qs})).size(), size_t(200)); // a portion
        must(MessageRepository::add(session, message(u"a"_qs, "one more", node)));
    }

    void aPortionIsBoundedByItsSize_data() { eachBackend(); }
    void aPortionIsBoundedByItsSize()
    {
        QFETCH(QString, backend);
        TestDatabase database(backend);
        Session& session = database.session();
        const Taker take(database);
        const NodeId node = NodeId::create();
        const QByteArray large = '"' + QByteArray(1'500'000, 'x') + '"';
        for (int i = 0; i < 5; ++i)
            must(MessageRepository::add(session, message(i < 4 ? u"a"_qs : u"b"_qs, large, node)));
        QCOMPARE(must(take(session, {u"a"_qs, u"b"_qs})).size(), size_t(3));
        QCOMPARE(must(take(session, {u"a"_qs, u"b"_qs})).size(), size_t(2));
        // One that is larger than a portion comes too.
        const QByteArray huge = '"' + QByteArray(MessageRepository::mostCharactersTaken + 1, 'x') + '"';
        must(MessageRepository::add(session, message(u"a"_qs, huge, node)));
        must(MessageRepository::add(session, message(u"a"_qs, "1", node)));
        QCOMPARE(must(take(session, {u"a"_qs})).size(), size_t(1));
        QCOMPARE(payloads(must(take(session, {u"a"_qs}))), QByteArray("1"));
    }

    void onlyThePrimaryTakes_data() { eachBackend(); }
    void onlyThePrimaryTakes()
    {
        QFETCH(QString, backend);
        TestDatabase database(backend);
        Session& session = database.session();
        const Taker take(database);
        must(MessageRepository::add(session, message(u"a"_qs, "1", NodeId::create())));
        QVERIFY(must(take(session, {u"a"_qs}, 2)).empty());
        QVERIFY(must(MessageRepository::take(session, {u"a"_qs}, NodeId::create(), 3)).empty());
        QCOMPARE(payloads(must(take(session, {u"a"_qs}))), QByteArray("1"));
    }

    void twoDoNotTakeTheSame_data() { eachBackend(); }
    void twoDoNotTakeTheSame()
    {
        QFETCH(QString, backend);
        TestDatabase database(backend);
        const NodeId node = NodeId::create();
        const Taker takeAs(database);
        for (int i = 0; i < 100; ++i)
            must(MessageRepository::add(database.session(), message(u"a"_qs, "x", node)));
        std::vector<size_t> took(2, 0);
        const auto take = [&](size_t which) {
            const std::unique_ptr<Session> session = database.open();
            Result<std::vector<StoredMessage>> taken = takeAs(*session, {u"a"_qs});
            for (int tries = 0; !taken && tries < 20; ++tries) // two that write at once may be in conflict
                taken = takeAs(*session, {u"a"_qs});
            took[which] = must(std::move(taken)).size();
        };
        std::thread other(take, size_t(0));
        take(1);
        other.join();
        QCOMPARE(took[0] + took[1], size_t(100));
    }
};

QTEST_GUILESS_MAIN(TestDatabaseMessages)
#include "tst_database_messages.moc"
