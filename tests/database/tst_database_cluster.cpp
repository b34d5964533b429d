#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/settingrepository.h"
#include "tests/database/testdatabase.h"

#include <QDateTime>
#include <QTest>

#include <thread>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// The rows of the whole cluster: itself, its events, its orders and its settings.
class TestDatabaseCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }
    void cluster_data() { eachBackend(); }
    void cluster();
    void events_data() { eachBackend(); }
    void events();
    void commands_data() { eachBackend(); }
    void commands();
    void commandIsPickedOnce_data() { eachBackend(); }
    void commandIsPickedOnce();
    void settings_data() { eachBackend(); }
    void settings();
};

void TestDatabaseCluster::cluster()
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

void TestDatabaseCluster::events()
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

void TestDatabaseCluster::commands()
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

void TestDatabaseCluster::commandIsPickedOnce()
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

void TestDatabaseCluster::settings()
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

QTEST_GUILESS_MAIN(TestDatabaseCluster)
#include "tst_database_cluster.moc"
