#include "model/cluster/clusterview.h"
#include "model/cluster/eventkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/factsrepository.h"
#include "model/database/selfreportcodec.h"
#include "model/database/settingrepository.h"
#include "model/database/transaction.h"
#include "tests/database/testdatabase.h"

#include <QDateTime>
#include <QTest>

#include <thread>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

class TestDatabaseRepositories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }
    void cluster_data() { eachBackend(); }
    void cluster();
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
    void events_data() { eachBackend(); }
    void events();
    void commands_data() { eachBackend(); }
    void commands();
    void commandIsPickedOnce_data() { eachBackend(); }
    void commandIsPickedOnce();
    void settings_data() { eachBackend(); }
    void settings();
    void facts_data() { eachBackend(); }
    void facts();
    void hostileRows_data() { eachBackend(); }
    void hostileRows();
    void hostileText_data() { eachBackend(); }
    void hostileText();
    void innerTransaction_data() { eachBackend(); }
    void innerTransaction();
    void selfReport();
    void selfReportOfOthers_data();
    void selfReportOfOthers();
    void redundancy();
};

void TestDatabaseRepositories::cluster()
{
    QFETCH(QString, backend);
    TestDatabase database(backend, TestDatabase::Content::Schema);
    Session& session = database.session();
    QCOMPARE(ClusterRepository::read(session).error().kind, ErrorKind::NotFound);
    QCOMPARE(ClusterRepository::create(session, QStringLiteral("  "), {}).error().kind, ErrorKind::Invalid);
    const ClusterRow row =
        must(ClusterRepository::create(session, QStringLiteral("Shop"), QStringLiteral("dana")));
    QCOMPARE(row.name, QStringLiteral("Shop"));
    QCOMPARE(row.mode, Mode::Single);
    QVERIFY(!row.id.isNull());
    QVERIFY(qAbs(row.createdAt - QDateTime::currentMSecsSinceEpoch()) < 60'000);
    QCOMPARE(ClusterRepository::create(session, QStringLiteral("Again"), {}).error().kind,
             ErrorKind::Refused);
    QCOMPARE(must(ClusterRepository::read(session)), row);

    must(ClusterRepository::setMode(session, Mode::Single, Mode::LoadBalancing));
    QCOMPARE(ClusterRepository::setMode(session, Mode::Single, Mode::HighAvailability).error().kind,
             ErrorKind::Conflict);
    const NodeId a = NodeId::create();
    const NodeId b = NodeId::create();
    must(ClusterRepository::setDesignated(session, NodeId(), a));
    QCOMPARE(ClusterRepository::setDesignated(session, NodeId(), b).error().kind, ErrorKind::Conflict);
    must(ClusterRepository::setDesignated(session, a, b));
    must(ClusterRepository::pause(session, QStringLiteral("maintenance"), QStringLiteral("dana")));
    const Result<void> again =
        ClusterRepository::pause(session, QStringLiteral("other"), QStringLiteral("kim"));
    QCOMPARE(again.error().kind, ErrorKind::Refused);
    QVERIFY(again.error().what.contains(QLatin1String("dana")));
    const ClusterRow changed = must(ClusterRepository::read(session));
    QCOMPARE(changed.mode, Mode::LoadBalancing);
    QCOMPARE(changed.designated, b);
    QVERIFY(changed.paused);
    QCOMPARE(changed.pausedReason, QStringLiteral("maintenance"));
    must(ClusterRepository::resume(session));
    QCOMPARE(ClusterRepository::resume(session).error().kind, ErrorKind::Refused);
}

void TestDatabaseRepositories::registration()
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

void TestDatabaseRepositories::clonedNodeIsNoticed()
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

void TestDatabaseRepositories::heartbeat()
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

void TestDatabaseRepositories::wanted()
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

void TestDatabaseRepositories::lastTwoNodesAreNotDrainedTogether()
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

void TestDatabaseRepositories::removal()
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

void TestDatabaseRepositories::events()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeId node = NodeId::create();
    std::vector<qint64> ids;
    for (int i = 0; i < 9; ++i) {
        Event event;
        event.severity = static_cast<Severity>(i % 3);
        event.kind = i < 3 ? QStringLiteral("a.b") : QStringLiteral("c.d");
        if (i % 2 == 0)
            event.node = node;
        event.nodeName = QStringLiteral("web");
        event.actor = QStringLiteral("dana");
        event.sentence = QStringLiteral("number %1").arg(i);
        event.details = {{QStringLiteral("i"), i}};
        ids.push_back(must(EventRepository::append(session, event)));
    }
    QVERIFY(std::is_sorted(ids.begin(), ids.end()));
    std::vector<Event> all = must(EventRepository::list(session, {}));
    QCOMPARE(all.size(), size_t(10)); // and cluster.created
    QCOMPARE(all.front().id, ids.back());
    QCOMPARE(all.front().details.value(QLatin1String("i")).toInt(), 8);
    QCOMPARE(all.front().node, node);
    QCOMPARE(all.front().actor, QStringLiteral("dana"));
    QVERIFY(all.front().at > 0);

    const auto count = [&](const EventFilter& filter) {
        return static_cast<int>(must(EventRepository::list(session, filter)).size());
    };
    EventFilter filter;
    filter.before = ids[3];
    filter.limit = 2;
    all = must(EventRepository::list(session, filter));
    QCOMPARE(all.size(), size_t(2));
    QCOMPARE(all[0].id, ids[2]);
    filter = {};
    filter.after = ids[5];
    QCOMPARE(count(filter), 3);
    filter = {};
    filter.kind = QStringLiteral("a.b");
    QCOMPARE(count(filter), 3);
    filter.atLeast = Severity::Warning;
    QCOMPARE(count(filter), 2);
    filter = {};
    filter.atLeast = Severity::Error;
    QCOMPARE(count(filter), 3);
    filter = {};
    filter.node = node;
    QCOMPARE(count(filter), 5);
    filter.node = NodeId();
    QCOMPARE(count(filter), 5);
    filter = {};
    filter.since = QDateTime::currentMSecsSinceEpoch() + 3'600'000;
    QCOMPARE(count(filter), 0);
    filter.since = 0;
    filter.limit = -5;
    QCOMPARE(count(filter), 1);

    QCOMPARE(must(EventRepository::prune(session, 1h)), 0);
    database.sql(QStringLiteral("UPDATE event SET at = at - 7200000 WHERE id <= %1").arg(ids[4]));
    QCOMPARE(must(EventRepository::prune(session, 1h)), 6);
    QCOMPARE(count({}), 4);
}

void TestDatabaseRepositories::commands()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeId node = NodeId::create();
    const QJsonObject arguments{{QStringLiteral("to"), QStringLiteral("x")}};
    const qint64 old = must(CommandRepository::add(session, node, QStringLiteral("logs"), {}, {}));
    database.sql(QStringLiteral("UPDATE command SET asked_at = asked_at - 121000"));
    const qint64 first = must(CommandRepository::add(session, node, QStringLiteral("switchover"), arguments,
                                                     QStringLiteral("dana")));
    const qint64 second = must(CommandRepository::add(session, node, QStringLiteral("logs"), {}, {}));
    must(CommandRepository::add(session, NodeId::create(), QStringLiteral("logs"), {}, {}));
    QCOMPARE(must(CommandRepository::find(session, first))->state, CommandState::Waiting);

    const std::vector<Command> picked = must(CommandRepository::pick(session, node));
    QCOMPARE(picked.size(), size_t(2));
    QCOMPARE(picked[0].id, first);
    QCOMPARE(picked[1].id, second);
    QCOMPARE(picked[0].kind, QStringLiteral("switchover"));
    QCOMPARE(picked[0].arguments, arguments);
    QCOMPARE(picked[0].askedBy, QStringLiteral("dana"));
    QCOMPARE(picked[0].state, CommandState::Running);
    QVERIFY(must(CommandRepository::pick(session, node)).empty());
    QCOMPARE(must(CommandRepository::find(session, old))->state, CommandState::Expired);

    QVERIFY(
        must(CommandRepository::finish(session, first, CommandState::Done, QStringLiteral("web-02 leads."))));
    QVERIFY(!must(CommandRepository::finish(session, first, CommandState::Failed, QStringLiteral("late"))));
    const Command finished = *must(CommandRepository::find(session, first));
    QCOMPARE(finished.state, CommandState::Done);
    QCOMPARE(finished.answer, QStringLiteral("web-02 leads."));
    QVERIFY(finished.finishedAt);

    QCOMPARE(must(CommandRepository::failAbandoned(session, node, QStringLiteral("The node restarted."))), 1);
    QCOMPARE(must(CommandRepository::find(session, second))->state, CommandState::Failed);
    const qint64 third = must(CommandRepository::add(session, node, QStringLiteral("drill"), {}, {}));
    QVERIFY(must(CommandRepository::withdraw(session, third, QStringLiteral("Ended."))));
    QVERIFY(!must(CommandRepository::withdraw(session, third, QStringLiteral("Again."))));
    QVERIFY(!must(CommandRepository::withdraw(session, second, QStringLiteral("It was picked up."))));
    QVERIFY(must(CommandRepository::pick(session, node)).empty());
    QCOMPARE(must(CommandRepository::find(session, third))->state, CommandState::Refused);
    QCOMPARE(must(CommandRepository::find(session, third))->answer, QStringLiteral("Ended."));
    QVERIFY(!must(CommandRepository::find(session, 999'999)));
    QCOMPARE(must(CommandRepository::prune(session, 60s)), 1);
}

void TestDatabaseRepositories::commandIsPickedOnce()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    const NodeId node = NodeId::create();
    for (int i = 0; i < 10; ++i)
        must(CommandRepository::add(database.session(), node, QStringLiteral("logs"), {}, {}));
    std::atomic<int> picked = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            const std::unique_ptr<Session> session = database.open();
            picked += static_cast<int>(must(CommandRepository::pick(*session, node)).size());
        });
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(picked.load(), 10);
}

void TestDatabaseRepositories::settings()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const auto refusal = [&session](const std::vector<SettingChange>& changes) {
        const auto done = SettingRepository::change(session, changes, QStringLiteral("dana"));
        return done ? Error{} : done.error();
    };
    QVERIFY(!must(SettingRepository::get(session, settingkey::Ttl)));
    QCOMPARE(must(SettingRepository::timings(session)).timings, LeaseTimings::standard());
    QCOMPARE(refusal({{QStringLiteral("x"), QStringLiteral("1")}}).kind, ErrorKind::Invalid);
    QCOMPARE(refusal({{settingkey::Poll, QStringLiteral("soon")}}).kind, ErrorKind::Invalid);
    QCOMPARE(
        refusal({{settingkey::Poll, QStringLiteral("200")}, {settingkey::Poll, QStringLiteral("100")}}).kind,
        ErrorKind::Invalid);
    // Alone it would not be safe; nothing of it is written, not even what is safe by itself.
    QCOMPARE(refusal({{settingkey::Poll, QStringLiteral("200")}, {settingkey::Renew, QStringLiteral("1000")}})
                 .kind,
             ErrorKind::Refused);
    QVERIFY(must(SettingRepository::list(session)).empty());

    const auto written = must(SettingRepository::change(
        session, {{settingkey::Poll, QStringLiteral("250")}, {settingkey::Margin, QStringLiteral("400ms")}},
        QStringLiteral("kim")));
    QCOMPARE(written.size(), size_t(1)); // poll has that value already
    QCOMPARE(written.front().before, QStringLiteral("300"));
    QCOMPARE(written.front().after, QStringLiteral("400"));
    const Setting setting = *must(SettingRepository::get(session, settingkey::Margin));
    QCOMPARE(setting.value, QStringLiteral("400"));
    QCOMPARE(setting.changedBy, QStringLiteral("kim"));
    QVERIFY(setting.changedAt > 0);

    must(SettingRepository::setTimings(session, LeaseTimings::tolerant(), QStringLiteral("dana")));
    QCOMPARE(must(SettingRepository::timings(session)).timings, LeaseTimings::tolerant());
    LeaseTimings unsafe;
    unsafe.renew = Millis(1900);
    QCOMPARE(SettingRepository::setTimings(session, unsafe, {}).error().kind, ErrorKind::Refused);
    const std::vector<SettingState> states = must(SettingRepository::states(session));
    QCOMPARE(states.size(), settingCatalogue().size());
    QCOMPARE(states[0].value, QStringLiteral("6000"));
    QVERIFY(states[0].stored && states[0].changedBy == u"dana" && states[0].problem.isEmpty());
    QVERIFY(!states[2].stored && states[2].value == u"250"); // the same in both profiles

    // Rows written by others.
    for (const char* bad : {"soon", "1", "99999999999999999999", "-1", ""}) {
        database.sql(QStringLiteral("UPDATE setting SET value = '%1' WHERE key = 'election.ttl_ms'")
                         .arg(QLatin1String(bad)));
        const TimingsReading reading = must(SettingRepository::timings(session));
        QCOMPARE(reading.timings, LeaseTimings::standard());
        QVERIFY2(reading.problem.contains(QLatin1String("ttl")), qPrintable(reading.problem));
        const SettingState ttl = must(SettingRepository::states(session)).front();
        QCOMPARE(ttl.value, QStringLiteral("2000"));
        QCOMPARE(ttl.problem, reading.problem);
    }
    // What cannot be used is mended by any change: the four that are in force are written then.
    must(SettingRepository::change(session, {{settingkey::Margin, QStringLiteral("350")}},
                                   QStringLiteral("kim")));
    const TimingsReading mended = must(SettingRepository::timings(session));
    QVERIFY(mended.problem.isEmpty());
    QCOMPARE(mended.timings.ttl, LeaseTimings::standard().ttl);
    QCOMPARE(mended.timings.margin, Millis(350));
}

void TestDatabaseRepositories::facts()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const NodeRegistration b = database.addNode(QStringLiteral("web-02"));
    const NodeRegistration a = database.addNode(QStringLiteral("web-01"));
    ClusterFacts facts = must(FactsRepository::read(session));
    QCOMPARE(facts.cluster.name, QStringLiteral("Test"));
    QCOMPARE(facts.nodes.size(), size_t(2));
    QCOMPARE(facts.nodes[0].id, a.id);
    QCOMPARE(facts.nodes[1].id, b.id);
    QVERIFY(facts.lease && facts.lease->released());
    QVERIFY(!facts.leaseAge);
    QCOMPARE(facts.fence, 0);
    QCOMPARE(facts.events.size(), size_t(3));
    QVERIFY(facts.terms.empty());
    QVERIFY(facts.timingsProblem.isEmpty());
    QVERIFY(!facts.databaseRedundant);
    QVERIFY2(facts.databaseVersion.startsWith(database.sqlite() ? QStringLiteral("SQLite 3.")
                                                                : QStringLiteral("PostgreSQL ")),
             qPrintable(facts.databaseVersion));
    QVERIFY(qAbs(facts.databaseTime - QDateTime::currentMSecsSinceEpoch()) < 60'000);

    database.sql(QStringLiteral("DELETE FROM ha_lease"));
    QVERIFY(!must(FactsRepository::read(session)).lease);
    QCOMPARE(must(FactsRepository::read(session, 2)).events.size(), size_t(2));
    database.sql(QStringLiteral("DELETE FROM cluster"));
    QCOMPARE(FactsRepository::read(session).error().kind, ErrorKind::NotFound);
}

void TestDatabaseRepositories::hostileRows()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    const QString big(300'000, u'x');
    database.sql(QStringLiteral(
        "INSERT INTO node (id, name, incarnation, wanted, priority, joined_at, heartbeat_at, "
        "report, units_held) VALUES "
        "('nonsense', 'odd', 'none', 'sleeping', -7, -1, 99999999999999, '{\"units\":[1', '7'),"
        "('nonsense too', 'odd2', '', '', 2000000000, 0, -1, '[]', '{}'),"
        "('nonsense 3', '', '', 'active', 1, 0, NULL, '{\"version\":5,\"units\":{}}', '')"));
    database.sql(QStringLiteral("UPDATE node SET wanted_reason = '%1' WHERE id = 'nonsense'").arg(big));
    database.sql(QStringLiteral("INSERT INTO event (at, severity, kind, node, sentence, details) VALUES "
                                "(-1, 'terrible', 'x', 'nobody', '%1', 'null')")
                     .arg(big));
    database.sql(
        QStringLiteral("INSERT INTO term (epoch, node, node_name, started_at, start_reason, silence_ms) "
                       "VALUES (-3, '', '', 0, 'because', -5)"));
    database.sql(QStringLiteral("UPDATE cluster SET mode = 'perfect', designated = 'me', paused = 7"));
    database.sql(
        QStringLiteral("UPDATE ha_lease SET holder = 'me', epoch = -9223372036854775807, renewed_at = 0"));
    database.sql(QStringLiteral(
        "INSERT INTO command (node, kind, arguments, asked_by, asked_at, finished_at, outcome) "
        "VALUES ('nobody', '', '[', '', 0, 1, 'splendid')"));
    if (database.sqlite()) // whose columns take any type
        database.sql(
            QStringLiteral("UPDATE node SET heartbeat_at = 'yesterday', removed_at = 'never' WHERE id = "
                           "'nonsense too'"));
    const ClusterFacts facts = must(FactsRepository::read(database.session()));
    QCOMPARE(facts.nodes.size(), size_t(3));
    QSet<QString> ids;
    for (const NodeRow& node : facts.nodes) {
        QVERIFY(!node.id.isNull());
        ids.insert(node.id.toString());
        QVERIFY(node.priority >= 0 && node.priority <= 1000);
        QVERIFY(!node.heartbeatAge || *node.heartbeatAge >= 0ms);
        QVERIFY(node.wantedReason.size() <= 4096);
        QVERIFY(node.report.units.empty());
    }
    QCOMPARE(ids.size(), 3);
    QCOMPARE(facts.cluster.mode, Mode::Single);
    QVERIFY(facts.cluster.designated.isNull());
    QVERIFY(facts.cluster.paused);
    QVERIFY(!facts.lease->released()); // whoever that is: held by nobody known, not given back
    QCOMPARE(facts.events.front().severity, Severity::Info);
    QVERIFY(facts.events.front().sentence.size() <= 4096);
    QCOMPARE(facts.terms.front().silenceMs, 0);
    QCOMPARE(must(CommandRepository::find(database.session(), 1))->state, CommandState::Failed);
    QVERIFY(must(NodeRepository::findByName(database.session(), QStringLiteral("odd")))->wanted ==
            Wanted::Maintenance);

    database.sql(QStringLiteral("UPDATE cluster SET uuid = ''"));
    QCOMPARE(FactsRepository::read(database.session()).error().kind, ErrorKind::Corrupt);
}

void TestDatabaseRepositories::hostileText()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    Session& session = database.session();
    const QString texts[] = {QStringLiteral("'); DROP TABLE event; --"),
                             QStringLiteral("\\'\"\\\\ $1 ? :name"), QStringLiteral("Zoë 日本 \U0001F600"),
                             QString(), QStringLiteral("{{now_ms}} %1 %s")};
    for (const QString& text : texts) {
        Event event;
        event.kind = text;
        event.sentence = text;
        event.actor = text;
        event.details = {{text, text}};
        must(EventRepository::append(session, event));
        EventFilter filter;
        filter.kind = text;
        const Event read = must(EventRepository::list(session, filter)).front();
        QCOMPARE(read.sentence, text);
        QCOMPARE(read.actor, text);
        QCOMPARE(read.details, event.details);
    }
    Event event;
    event.sentence = QStringLiteral("a\0b").left(1) + QChar(u'\0') + u'b';
    must(EventRepository::append(session, event));
    QCOMPARE(must(EventRepository::list(session, {})).front().sentence, QStringLiteral("a\uFFFDb"));
}

void TestDatabaseRepositories::innerTransaction()
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

void TestDatabaseRepositories::selfReport()
{
    SelfReport report;
    report.highestEpoch = 42;
    report.version = QStringLiteral("0.1.0");
    report.os = QStringLiteral("Debian \"12\"");
    report.address = QStringLiteral("10.0.0.1");
    report.messenger = QStringLiteral("tcp://web-01:33237");
    report.health = QStringLiteral("http://web-01:33238");
    report.keyFingerprint = QStringLiteral("a1b2");
    report.keyFiles = {QStringLiteral("a1b2"), QStringLiteral("c3d4"), QStringLiteral("/etc/key.next"),
                       QStringLiteral("Others may read it.")};
    report.shared.path = QStringLiteral("/srv/shared");
    report.shared.basePath = QStringLiteral("/srv/of-all");
    report.shared.fault = StorageFault::ReadOnly;
    report.shared.detail = QStringLiteral("Read-only file system");
    report.shared.nonce = QStringLiteral("4f");
    report.shared.written = 17;
    report.shared.latency = std::chrono::microseconds(850);
    report.shared.hanging = Millis(4000);
    report.shared.foreign = true;
    report.shared.sees = {{NodeId::create(), StorageFault::None, QStringLiteral("5e"), 12, Millis(1500),
                           std::chrono::microseconds(90)}};
    report.clockOffset = Millis(-1234);
    report.unfit = QStringLiteral("The unit jobs cannot run here: no disk.");
    report.holdBack = HoldBack{Millis(16'000), TermEnd::UnitFailed, Millis(4000)};
    report.load = 0.25;
    report.balancer = {BalancerView::Drain, Millis(1500), true, QStringLiteral("It does not answer."), {},
                       Millis(700)};
    report.balancer.sees = {{NodeId::create(), BalancerView::Down, QStringLiteral("DOWN"),
                             QStringLiteral("nodes/a"), QStringLiteral("L7STS"),
                             QStringLiteral("Layer7 wrong status"), 503, Millis(12'000), 3, Millis(800)},
                            {NodeId::create(), BalancerView::Unknown, {}, {}, {}, {}, 0, {}, 0, Millis(800)}};
    report.units = {
        {QStringLiteral("site"), UnitRole::Web, UnitState::Failed, 0, 7, QStringLiteral("It exited.")},
        {QStringLiteral("jobs"), UnitRole::Service, UnitState::Running, 4711, 0, {}}};
    for (const std::optional<bool> ready :
         {std::optional(false), std::optional(true), std::optional<bool>()}) {
        UnitReport unit{QStringLiteral("checked"), UnitRole::Web, UnitState::Running, 12, 0, {}};
        unit.ready = ready;
        if (ready != true)
            unit.notReady = QStringLiteral("It answers 503.");
        report.units.push_back(unit);
    }
    report.peers = {{NodeId::create(), ProbeResult::Ok, std::chrono::microseconds(812), 0, Millis(3000)},
                    {NodeId::create(), ProbeResult::KeyDiffers, std::nullopt, 4, Millis(10)}};
    QCOMPARE(decodeSelfReport(encodeSelfReport(report)), report);
    // More than a node ever asks is cut, on both ends.
    SelfReport many;
    for (int i = 0; i < mostPeerReports; ++i)
        many.peers.push_back({NodeId::create(), ProbeResult::Ok, std::chrono::microseconds(i), 0, Millis(1)});
    SelfReport tooMany = many;
    tooMany.peers.push_back(report.peers[0]);
    QCOMPARE(decodeSelfReport(encodeSelfReport(tooMany)), many);
    QByteArray json = encodeSelfReport(many);
    json.replace("\"peers\":[", "\"peers\":[7,{\"node\":\"x\"},{\"node\":\"" +
                                    report.peers[1].node.toString().toLatin1() + "\",\"result\":\"odd\"},");
    QCOMPARE(decodeSelfReport(json).peers.size(), size_t(mostPeerReports));
    QCOMPARE(decodeSelfReport(json).peers[0].result, ProbeResult::NotConfigured);
    QCOMPARE(decodeSelfReport(encodeSelfReport({})), SelfReport());
}

void TestDatabaseRepositories::selfReportOfOthers_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("array") << QByteArray("[1,2]");
    QTest::newRow("cut") << QByteArray("{\"version\":\"1");
    QTest::newRow("other types") << QByteArray(
        "{\"version\":7,\"os\":[],\"storage\":1,\"load\":\"x\",\"balancer\":5,\"units\":{}}");
    QTest::newRow("unknown words") << QByteArray("{\"storage\":\"fine\",\"balancer\":{\"told\":\"yes\"}}");
    QTest::newRow("too large") << QByteArray("{\"version\":\"") + QByteArray(300'000, 'x') + "\"}";
    QTest::newRow("no UTF-8") << QByteArray("\xff\xfe{\"version\":\"\x80\"}");
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void TestDatabaseRepositories::selfReportOfOthers()
{
    QFETCH(QByteArray, json);
    QCOMPARE(decodeSelfReport(json), SelfReport());
    const SelfReport bounded =
        decodeSelfReport("{\"load\":1e300,\"clock_offset_ms\":-1e300,\"units\":[1,{"
                         "\"pid\":1e300,\"restarts\":-4,\"ready\":\"yes\"}],\"more\":1}");
    QCOMPARE(bounded.units.size(), size_t(1));
    QCOMPARE(bounded.units[0].restarts, 0);
    QCOMPARE(bounded.units[0].ready, std::optional<bool>());
    QVERIFY(bounded.units[0].pid > 0);
    QVERIFY(bounded.load <= 1e6);
}

void TestDatabaseRepositories::redundancy()
{
    TestDatabase database(QStringLiteral("postgresql"));
    QVERIFY(!must(FactsRepository::read(database.session())).databaseRedundant);
    {
        const auto standby = TestDatabase::server().attachStandby();
        QTRY_VERIFY_WITH_TIMEOUT(must(FactsRepository::read(database.session())).databaseRedundant, 10'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!must(FactsRepository::read(database.session())).databaseRedundant, 10'000);
}

QTEST_GUILESS_MAIN(TestDatabaseRepositories)
#include "tst_database_repositories.moc"
