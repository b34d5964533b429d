#include "model/cluster/eventkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/noderepository.h"
#include "model/database/selfreportcodec.h"
#include "model/database/transaction.h"
#include "tests/database/testdatabase.h"

#include <QDateTime>
#include <QTest>

#include <thread>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// What a node writes of itself, and what is wanted of it.
class TestDatabaseNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }
    void registration_data() { eachBackend(); }
    void registration();
    void clonedNodeIsNoticed_data() { eachBackend(); }
    void clonedNodeIsNoticed();
    void heartbeat_data() { eachBackend(); }
    void heartbeat();
    void wanted_data() { eachBackend(); }
    void wanted();
    void lastTwoNodesAreNotDrainedTogether_data() { eachBackend(); }
    void lastTwoNodesAreNotDrainedTogether();
    void removal_data() { eachBackend(); }
    void removal();
    void innerTransaction_data() { eachBackend(); }
    void innerTransaction();
};

void TestDatabaseNodes::registration()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    NodeRegistration node;
    node.id = NodeId::create();
    node.name = QStringLiteral("web-01");
    node.incarnation = Incarnation::create();
    node.report.address = QStringLiteral("10.0.0.1");
    NodeRegistered answer = must(NodeRepository::registerNode(session, node));
    QCOMPARE(answer.outcome, NodeRegistered::Outcome::Joined);
    QVERIFY(answer.designated);
    QCOMPARE(must(ClusterRepository::read(session)).designated, node.id);

    // The name belongs to somebody, and the message says to whom.
    NodeRegistration other;
    other.id = NodeId::create();
    other.name = QStringLiteral("web-01");
    other.incarnation = Incarnation::create();
    const Result<NodeRegistered> taken = NodeRepository::registerNode(session, other);
    QCOMPARE(taken.error().kind, ErrorKind::Conflict);
    QVERIFY2(taken.error().what.contains(QLatin1String("10.0.0.1")), qPrintable(taken.error().what));
    other.name = QStringLiteral("web-02");
    QVERIFY(!must(NodeRepository::registerNode(session, other)).designated);

    // A restart that knows its predecessor to be dead goes on at once, under a new name too.
    node.previous = node.incarnation;
    node.incarnation = Incarnation::create();
    node.name = QStringLiteral("web-one");
    QCOMPARE(must(NodeRepository::registerNode(session, node)).outcome, NodeRegistered::Outcome::Started);
    const NodeRow row = *must(NodeRepository::find(session, node.id));
    QCOMPARE(row.name, QStringLiteral("web-one"));
    QCOMPARE(row.incarnation, node.incarnation);
    QVERIFY(row.heartbeatAge && *row.heartbeatAge < 5s);

    // After a clean goodbye anybody with the id may start.
    QVERIFY(must(NodeRepository::goodbye(session, node.id, node.incarnation)));
    QVERIFY(must(NodeRepository::find(session, node.id))->stopped);
    node.previous = {};
    node.incarnation = Incarnation::create();
    QCOMPARE(must(NodeRepository::registerNode(session, node)).outcome, NodeRegistered::Outcome::Started);
    QVERIFY(!must(NodeRepository::find(session, node.id))->stopped);

    node.name = QStringLiteral(" web");
    QCOMPARE(NodeRepository::registerNode(session, node).error().kind, ErrorKind::Invalid);
    QCOMPARE(NodeRepository::rename(session, node.id, QStringLiteral("web-02")).error().kind,
             ErrorKind::Conflict);
    must(NodeRepository::rename(session, node.id, QStringLiteral("web-09")));
    QVERIFY(must(NodeRepository::findByName(session, QStringLiteral("web-09"))));

    EventFilter filter;
    filter.kind = QString(eventkind::NodeJoined);
    QCOMPARE(must(EventRepository::list(session, filter)).size(), size_t(2));
}

void TestDatabaseNodes::clonedNodeIsNoticed()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeRegistration original = database.addNode(QStringLiteral("web-01"));
    NodeRegistration clone = original;
    clone.incarnation = Incarnation::create();
    const NodeRegistered occupied = must(NodeRepository::registerNode(session, clone));
    QCOMPARE(occupied.outcome, NodeRegistered::Outcome::Occupied);
    QCOMPARE(occupied.occupiedAddress, QStringLiteral("web-01.example"));
    QVERIFY(occupied.occupiedAge < staleAfter);
    QVERIFY(must(NodeRepository::heartbeat(session, original.id, original.incarnation, {})).mine);

    database.age(original.id, staleAfter);
    QCOMPARE(must(NodeRepository::registerNode(session, clone)).outcome, NodeRegistered::Outcome::Started);
    const HeartbeatAnswer answer =
        must(NodeRepository::heartbeat(session, original.id, original.incarnation, {}));
    QVERIFY(!answer.mine);
    QVERIFY(answer.known);
    QCOMPARE(answer.incarnation, clone.incarnation);
    QVERIFY(!must(NodeRepository::goodbye(session, original.id, original.incarnation)));
}

void TestDatabaseNodes::heartbeat()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeRegistration node = database.addNode(QStringLiteral("web-01"));
    database.age(node.id, 60s);
    QVERIFY(*must(NodeRepository::find(session, node.id))->heartbeatAge >= 60s);
    SelfReport report;
    report.version = QStringLiteral("1.2");
    report.units.push_back({QStringLiteral("site"), UnitRole::Service, UnitState::Running, 42, 1, {}});
    must(NodeRepository::setUnitsHeld(session, node.id, {QStringLiteral("a"), QStringLiteral("b\"'")}));
    must(ClusterRepository::setMode(session, Mode::Single, Mode::HighAvailability));
    must(CommandRepository::add(session, node.id, QStringLiteral("switchover"), {}, QStringLiteral("dana")));
    const HeartbeatAnswer answer =
        must(NodeRepository::heartbeat(session, node.id, node.incarnation, report));
    QVERIFY(answer.mine);
    QVERIFY(answer.known);
    QVERIFY(!answer.removed);
    QCOMPARE(answer.mode, Mode::HighAvailability);
    QCOMPARE(answer.designated, node.id);
    QCOMPARE(answer.cluster, must(ClusterRepository::read(session)).id);
    QCOMPARE(answer.unitsHeld, (QStringList{QStringLiteral("a"), QStringLiteral("b\"'")}));
    QVERIFY(answer.commandsWaiting);
    QVERIFY(qAbs(answer.databaseTime - QDateTime::currentMSecsSinceEpoch()) < 60'000);
    const NodeRow row = *must(NodeRepository::find(session, node.id));
    QCOMPARE(row.report, report);
    QVERIFY(*row.heartbeatAge < 5s);
    const HeartbeatAnswer unknown =
        must(NodeRepository::heartbeat(session, NodeId::create(), Incarnation::create(), report));
    QVERIFY(!unknown.mine);
    QVERIFY(!unknown.known);
}

void TestDatabaseNodes::wanted()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeRegistration a = database.addNode(QStringLiteral("web-01"));
    NodeRepository::WantedChange change;
    change.node = a.id;
    change.wanted = Wanted::Draining;
    change.reason = QStringLiteral("kernel");
    change.by = QStringLiteral("dana");
    change.length = 60s;
    QCOMPARE(NodeRepository::setWanted(session, change).error().kind, ErrorKind::Refused);
    const NodeRegistration b = database.addNode(QStringLiteral("web-02"));
    database.age(b.id, staleAfter);
    QCOMPARE(NodeRepository::setWanted(session, change).error().kind, ErrorKind::Refused);
    must(NodeRepository::heartbeat(session, b.id, b.incarnation, {}));
    must(NodeRepository::setWanted(session, change));
    NodeRow row = *must(NodeRepository::find(session, a.id));
    QCOMPARE(row.wanted, Wanted::Draining);
    QCOMPARE(row.wantedReason, QStringLiteral("kernel"));
    QCOMPARE(row.wantedBy, QStringLiteral("dana"));
    QVERIFY(row.wantedUntil &&
            qAbs(*row.wantedUntil - QDateTime::currentMSecsSinceEpoch() - 60'000) < 30'000);

    QCOMPARE(must(NodeRepository::expireWanted(session)), 0);
    database.sql(QStringLiteral("UPDATE node SET wanted_until = wanted_until - 60000 WHERE name = 'web-01'"));
    QCOMPARE(must(NodeRepository::expireWanted(session)), 1);
    row = *must(NodeRepository::find(session, a.id));
    QCOMPARE(row.wanted, Wanted::Active);
    QVERIFY(!row.wantedUntil);
    QCOMPARE(must(EventRepository::list(session, {})).front().kind, QString(eventkind::NodeWanted));

    change.node = NodeId::create();
    change.allowNoneActive = true;
    QCOMPARE(NodeRepository::setWanted(session, change).error().kind, ErrorKind::NotFound);
    change.node = a.id;
    change.length = 0s;
    must(NodeRepository::setWanted(session, change));
    QVERIFY(!must(NodeRepository::find(session, a.id))->wantedUntil);
}

void TestDatabaseNodes::lastTwoNodesAreNotDrainedTogether()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    const NodeRegistration a = database.addNode(QStringLiteral("web-01"));
    const NodeRegistration b = database.addNode(QStringLiteral("web-02"));
    for (int round = 0; round < 10; ++round) {
        database.sql(QStringLiteral("UPDATE node SET wanted = 'active'"));
        must(NodeRepository::heartbeat(database.session(), a.id, a.incarnation, {}));
        must(NodeRepository::heartbeat(database.session(), b.id, b.incarnation, {}));
        std::atomic<int> drained = 0;
        std::vector<std::thread> threads;
        for (const NodeId id : {a.id, b.id}) {
            threads.emplace_back([&, id] {
                const std::unique_ptr<Session> session = database.open();
                NodeRepository::WantedChange change;
                change.node = id;
                change.wanted = Wanted::Draining;
                if (NodeRepository::setWanted(*session, change))
                    ++drained;
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(drained.load(), 1);
    }
}

void TestDatabaseNodes::removal()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeRegistration node = database.addNode(QStringLiteral("web-01"));
    const Result<void> alive = NodeRepository::remove(session, node.id, QStringLiteral("dana"));
    QCOMPARE(alive.error().kind, ErrorKind::Refused);
    QVERIFY(alive.error().what.contains(QLatin1String("alive")));
    database.age(node.id, staleAfter);
    database.sql(QStringLiteral("UPDATE ha_lease SET holder = '%1'").arg(node.id.toString()));
    QCOMPARE(NodeRepository::remove(session, node.id, QStringLiteral("dana")).error().kind,
             ErrorKind::Refused);
    database.sql(QStringLiteral("UPDATE ha_lease SET holder = NULL"));
    must(NodeRepository::remove(session, node.id, QStringLiteral("dana")));
    QCOMPARE(NodeRepository::remove(session, node.id, {}).error().kind, ErrorKind::Refused);
    QCOMPARE(NodeRepository::remove(session, NodeId::create(), {}).error().kind, ErrorKind::NotFound);
    const NodeRow row = *must(NodeRepository::find(session, node.id));
    QVERIFY(row.removedAt);
    QCOMPARE(row.removedBy, QStringLiteral("dana"));
    QVERIFY(!must(NodeRepository::findByName(session, QStringLiteral("web-01"))));

    // It does not come back by itself.
    const HeartbeatAnswer beat = must(NodeRepository::heartbeat(session, node.id, node.incarnation, {}));
    QVERIFY(!beat.mine);
    QVERIFY(beat.removed);
    const Result<NodeRegistered> back = NodeRepository::registerNode(session, node);
    QCOMPARE(back.error().kind, ErrorKind::Refused);
    QVERIFY(back.error().remedy.contains(QLatin1String("node restore")));

    // Its name is free meanwhile, and then it cannot be restored.
    const NodeRegistration successor = database.addNode(QStringLiteral("web-01"));
    QCOMPARE(NodeRepository::restore(session, node.id).error().kind, ErrorKind::Conflict);
    must(NodeRepository::rename(session, successor.id, QStringLiteral("web-02")));
    must(NodeRepository::restore(session, node.id));
    QCOMPARE(NodeRepository::restore(session, node.id).error().kind, ErrorKind::NotFound);
    QVERIFY(must(NodeRepository::heartbeat(session, node.id, node.incarnation, {})).mine);

    // A clean goodbye makes it removable at once.
    QVERIFY(must(NodeRepository::goodbye(session, node.id, node.incarnation)));
    must(NodeRepository::remove(session, node.id, QStringLiteral("dana")));
}

void TestDatabaseNodes::innerTransaction()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeRegistration a = database.addNode(QStringLiteral("web-01"));
    database.addNode(QStringLiteral("web-02"));
    NodeRepository::WantedChange change;
    change.node = a.id;
    change.wanted = Wanted::Draining;
    {
        Transaction outer = must(Transaction::begin(session));
        must(NodeRepository::setWanted(session, change));
    }
    QCOMPARE(must(NodeRepository::find(session, a.id))->wanted, Wanted::Active);
    {
        Transaction outer = must(Transaction::begin(session));
        must(NodeRepository::setWanted(session, change));
        must(outer.commit());
    }
    QCOMPARE(must(NodeRepository::find(session, a.id))->wanted, Wanted::Draining);
    {
        Transaction outer = must(Transaction::begin(session));
        must(NodeRepository::setUnitsHeld(session, a.id, {QStringLiteral("x")}));
        change.node = NodeId::create();
        QVERIFY(!NodeRepository::setWanted(session, change));
        QVERIFY(!outer.commit()); // a part of it failed
    }
    QVERIFY(must(NodeRepository::unitsHeld(session, a.id)).isEmpty());
}

QTEST_GUILESS_MAIN(TestDatabaseNodes)
#include "tst_database_nodes.moc"
