#include "model/cluster/clusterview.h"
#include "model/cluster/eventkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/factsrepository.h"
#include "model/database/leasesql.h"
#include "model/database/settingrepository.h"
#include "model/database/sqlleasestore.h"
#include "model/database/termrepository.h"
#include "tests/database/testdatabase.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <mutex>
#include <thread>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

TakeOverRequest request(NodeId me, const LeaseObservation& seen)
{
    TakeOverRequest result;
    result.me = me;
    result.expected = *seen.lease;
    result.newEpoch = seen.fence + 1;
    return result;
}

/// A cluster in high availability with two nodes.
struct Pair {
    explicit Pair(const QString& backend)
        : database(backend)
        , a(database.addNode(QStringLiteral("web-01")).id)
        , b(database.addNode(QStringLiteral("web-02")).id)
    {
        must(ClusterRepository::setMode(database.session(), Mode::Single, Mode::HighAvailability));
    }
    Incarnation incarnationOf(NodeId node)
    {
        return must(NodeRepository::find(database.session(), node))->incarnation;
    }
    LeaseObservation seenBy(NodeId node) { return must(leasesql::read(database.session(), node)); }

    TestDatabase database;
    NodeId a;
    NodeId b;
};

} // namespace

class TestDatabaseLease : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }
    void wholeLife_data() { eachBackend(); }
    void wholeLife();
    void damagedHolderIsNoRelease_data() { eachBackend(); }
    void damagedHolderIsNoRelease();
    void observation_data() { eachBackend(); }
    void observation();
    void rank_data() { eachBackend(); }
    void rank();
    void phasesAndWhoAsked_data() { eachBackend(); }
    void phasesAndWhoAsked();
    void theLastCandidateIsNotDrained_data() { eachBackend(); }
    void theLastCandidateIsNotDrained();
    void compareAndSet_data() { eachBackend(); }
    void compareAndSet();
    void competing_data() { eachBackend(); }
    void competing();
    void intentsAreCheckedAgain_data() { eachBackend(); }
    void intentsAreCheckedAgain();
    void epochNeverGoesBack_data() { eachBackend(); }
    void epochNeverGoesBack();
    void missingRowsAreNotRecreated_data() { eachBackend(); }
    void missingRowsAreNotRecreated();
    void lockedFenceDoesNotBlockRenewals();
    void frozenTakeOverLetsTheFenceGo();
    void lockedFileEndsInTime();
    void frozenServerEndsInTime();
    void limitsFollowTheTimings_data() { eachBackend(); }
    void limitsFollowTheTimings();
    void releaseForTheDead_data() { eachBackend(); }
    void releaseForTheDead();
};

void TestDatabaseLease::damagedHolderIsNoRelease()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    for (const char* damaged : {"web-01", "", "00000000-0000-0000-0000-000000000000"}) {
        pair.database.sql(QStringLiteral("UPDATE ha_lease SET holder = '%1'").arg(QLatin1String(damaged)));
        const LeaseObservation seen = pair.seenBy(pair.b);
        QVERIFY(!seen.lease->released());
        QVERIFY(seen.lease->holder != pair.a && seen.lease->holder != pair.b);
        QCOMPARE(pair.seenBy(pair.a).lease->holder, seen.lease->holder); // silence goes on being counted
        QVERIFY(!must(FactsRepository::read(pair.database.session(), 10)).lease->released());
    }
    pair.database.sql(QStringLiteral("UPDATE ha_lease SET holder = NULL, target = 'anyone'"));
    const LeaseObservation seen = pair.seenBy(pair.b);
    QVERIFY(seen.lease->released());
    QVERIFY(!seen.lease->target.isNull()); // kept for nobody: everyone waits one ttl
    // It is taken over like any other.
    QVERIFY(must(leasesql::takeOver(pair.database.session(), request(pair.b, seen), 1s)));
}

void TestDatabaseLease::wholeLife()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    SqlLeaseStore storeA(pair.database.url(), Secret());
    SqlLeaseStore storeB(pair.database.url(), Secret());

    LeaseObservation seen = get(storeA.read(pair.a));
    QVERIFY(seen.lease && seen.lease->released());
    QCOMPARE(seen.fence, 0);
    TakeOverRequest first = request(pair.a, seen);
    first.why = TermStart::First;
    QCOMPARE(get(storeA.takeOver(first)), std::optional<Epoch>(1));
    QVERIFY(!get(storeB.renew(pair.b, 1)).renewed);
    QVERIFY(!get(storeA.renew(pair.a, 2)).renewed);

    qint64 seq = get(storeB.read(pair.b)).lease->seq;
    for (int i = 0; i < 5; ++i) {
        const RenewOutcome renewed = get(storeA.renew(pair.a, 1));
        QVERIFY(renewed.renewed);
        QCOMPARE(renewed.seen.fence, 1); // a renewal never touches it
        QCOMPARE(renewed.seen.lease->seq, ++seq);
    }

    QVERIFY(!get(storeB.release(pair.b, 1, NodeId(), TermEnd::Stopped)));
    QVERIFY(get(storeA.release(pair.a, 1, pair.b, TermEnd::Switchover)));
    QVERIFY(!get(storeA.release(pair.a, 1, NodeId(), TermEnd::Stopped)));
    seen = get(storeB.read(pair.b));
    QVERIFY(seen.lease->released());
    QCOMPARE(seen.lease->target, pair.b);
    QCOMPARE(seen.lease->epoch, 1);
    TakeOverRequest second = request(pair.b, seen);
    second.why = TermStart::Switchover;
    QCOMPARE(get(storeB.takeOver(second)), std::optional<Epoch>(2));

    seen = get(storeA.read(pair.a));
    QVERIFY(seen.lease->target.isNull());
    TakeOverRequest third = request(pair.a, seen);
    third.silence = 2100ms;
    QCOMPARE(get(storeA.takeOver(third)), std::optional<Epoch>(3));
    QVERIFY(!get(storeB.renew(pair.b, 2)).renewed);

    const std::vector<Term> terms = must(TermRepository::list(pair.database.session(), 24h));
    QCOMPARE(terms.size(), size_t(3));
    QCOMPARE(terms[0].node, pair.a);
    QCOMPARE(terms[0].nodeName, QStringLiteral("web-01"));
    QVERIFY(!terms[0].endedAt);
    QCOMPARE(terms[0].silenceMs, 2100);
    QCOMPARE(terms[0].startReason, wordOf(TermStart::Silence));
    QCOMPARE(terms[1].endReason, wordOf(TermEnd::Superseded));
    QVERIFY(terms[1].endedAt);
    QCOMPARE(terms[2].endReason, wordOf(TermEnd::Switchover));
    EventFilter filter;
    filter.kind = QString(eventkind::PrimaryElected);
    const std::vector<Event> elected = must(EventRepository::list(pair.database.session(), filter));
    QCOMPARE(elected.size(), size_t(3));
    QVERIFY2(elected[0].sentence.contains(QLatin1String("web-01 is the primary now, epoch 3")),
             qPrintable(elected[0].sentence));
    filter.kind = QString(eventkind::PrimaryReleased);
    QCOMPARE(must(EventRepository::list(pair.database.session(), filter)).size(), size_t(1));
}

void TestDatabaseLease::observation()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    must(ClusterRepository::pause(session, QStringLiteral("x"), QStringLiteral("dana")));
    must(SettingRepository::setTimings(session, LeaseTimings::tolerant(), QStringLiteral("dana")));
    must(NodeRepository::setPriority(session, {pair.a, 0}));
    NodeRepository::WantedChange change;
    change.node = pair.a;
    change.wanted = Wanted::Draining;
    must(NodeRepository::setWanted(session, change));
    LeaseObservation seen = pair.seenBy(pair.a);
    QCOMPARE(seen.mode, Mode::HighAvailability);
    QVERIFY(seen.paused);
    QCOMPARE(seen.timings, LeaseTimings::tolerant());
    QCOMPARE(seen.priority, 0);
    QCOMPARE(seen.wanted, Wanted::Draining);
    QCOMPARE(seen.designated, pair.a);
    QCOMPARE(seen.cluster, must(ClusterRepository::read(session)).id);
    QVERIFY(!seen.removed);
    QVERIFY(pair.seenBy(NodeId::create()).removed);
    pair.database.age(pair.a, 60s);
    must(NodeRepository::remove(session, pair.a, {}));
    QVERIFY(pair.seenBy(pair.a).removed);
    pair.database.sql(QStringLiteral("DELETE FROM cluster"));
    QCOMPARE(leasesql::read(session, pair.a).error().kind, ErrorKind::NotFound);
}

void TestDatabaseLease::rank()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    const NodeId c = pair.database.addNode(QStringLiteral("web-03"), 200).id;
    QCOMPARE(pair.seenBy(c).rank, 0);
    QVERIFY(!pair.seenBy(c).outranked);
    QVERIFY(pair.seenBy(pair.a).outranked);
    QVERIFY(pair.seenBy(pair.b).outranked);
    QCOMPARE(pair.seenBy(pair.a).rank, 1);
    QCOMPARE(pair.seenBy(pair.b).rank, 2);
    // The holder is watched for silence, so it is no candidate.
    QVERIFY(must(leasesql::takeOver(session, request(c, pair.seenBy(c)), 1s)));
    QCOMPARE(pair.seenBy(pair.a).rank, 0);
    QCOMPARE(pair.seenBy(pair.b).rank, 1);
    QVERIFY(!pair.seenBy(pair.b).outranked); // by an equal one, whose name comes first
    // Nor is a stale one, one that is not active, or one that is never primary.
    pair.database.age(pair.a, staleAfter);
    QCOMPARE(pair.seenBy(pair.b).rank, 0);
    pair.database.age(pair.a, -staleAfter);
    QCOMPARE(pair.seenBy(pair.b).rank, 1);
    must(NodeRepository::setPriority(session, {pair.a, 0}));
    QCOMPARE(pair.seenBy(pair.b).rank, 0);
    must(NodeRepository::setPriority(session, {pair.a, 100}));
    QCOMPARE(pair.seenBy(pair.b).rank, 1);
    // Nor is one that says itself that it could not do the work, until it says otherwise.
    SelfReport report;
    report.unfit = QStringLiteral("The service is not installed.");
    must(NodeRepository::heartbeat(session, pair.a, pair.incarnationOf(pair.a), report));
    QCOMPARE(pair.seenBy(pair.b).rank, 0);
    must(NodeRepository::heartbeat(session, pair.a, pair.incarnationOf(pair.a), SelfReport()));
    QCOMPARE(pair.seenBy(pair.b).rank, 1);
    NodeRepository::WantedChange change;
    change.node = pair.a;
    change.wanted = Wanted::Maintenance;
    must(NodeRepository::setWanted(session, change));
    QCOMPARE(pair.seenBy(pair.b).rank, 0);
}

void TestDatabaseLease::phasesAndWhoAsked()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    const auto newest = [&] { return must(TermRepository::list(session, Millis(0))).front(); };
    const auto ask = [&](NodeId to, const QString& actor) {
        Event event;
        event.kind = eventkind::SwitchoverAsked;
        event.node = to;
        event.actor = actor;
        event.sentence = QStringLiteral("asked");
        must(EventRepository::append(session, event));
    };
    ask(pair.b, QStringLiteral("before all")); // an order that has nothing to do with what follows
    QVERIFY(must(leasesql::takeOver(session, request(pair.a, pair.seenBy(pair.a)), 1s)));
    QCOMPARE(newest().askedBy, QString());
    QCOMPARE(newest().claimMs, std::nullopt);
    must(TermRepository::notePhases(session, pair.a, 1, 12ms, std::nullopt));
    QCOMPARE(newest().claimMs, std::optional<qint64>(12));
    QCOMPARE(newest().workMs, std::nullopt);
    must(TermRepository::notePhases(session, pair.a, 1, 12ms, 345ms));
    must(TermRepository::notePhases(session, pair.a, 1, 12ms, std::nullopt)); // it is not forgotten again
    QCOMPARE(newest().workMs, std::optional<qint64>(345));
    QCOMPARE(TermRepository::notePhases(session, pair.b, 1, 1ms, 1ms).error().kind, ErrorKind::NotFound);

    // A switchover: the last one who asked for this target, and only if it is the target that takes over.
    pair.database.sql(QStringLiteral("UPDATE event SET at = at - 3600000"));
    ask(pair.b, QStringLiteral("anna@desk"));
    ask(pair.a, QStringLiteral("somebody else"));
    QVERIFY(must(leasesql::release(session, pair.a, 1, pair.b, TermEnd::Switchover, 1s)));
    TakeOverRequest named = request(pair.b, pair.seenBy(pair.b));
    named.why = TermStart::Switchover;
    QVERIFY(must(leasesql::takeOver(session, named, 1s)));
    QCOMPARE(newest().askedBy, QStringLiteral("anna@desk"));
    EventFilter filter;
    filter.kind = eventkind::PrimaryElected;
    QCOMPARE(must(EventRepository::list(session, filter)).front().details[u"asked_by"].toString(),
             QStringLiteral("anna@desk"));
    QVERIFY(must(leasesql::release(session, pair.b, 2, NodeId(), TermEnd::Stopped, 1s)));
    QVERIFY(must(leasesql::takeOver(session, request(pair.a, pair.seenBy(pair.a)), 1s)));
    QCOMPARE(newest().askedBy, QString());
}

void TestDatabaseLease::theLastCandidateIsNotDrained()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    must(NodeRepository::setPriority(session, {pair.b, 0}));
    NodeRepository::WantedChange change;
    change.node = pair.a;
    change.wanted = Wanted::Draining;
    const Result<void> refused = NodeRepository::setWanted(session, change);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY(refused.error().what.contains(QStringLiteral("could be the primary")));
    change.node = pair.b; // never the primary anyway
    must(NodeRepository::setWanted(session, change));
    change.wanted = Wanted::Active;
    must(NodeRepository::setWanted(session, change));
    change = {pair.a, Wanted::Draining, {}, {}, Millis(0), true};
    must(NodeRepository::setWanted(session, change)); // overridden
    change.wanted = Wanted::Active;
    must(NodeRepository::setWanted(session, change));
    // By hand the primary is designated: another node active is enough to serve.
    must(ClusterRepository::setMode(session, Mode::HighAvailability, Mode::LoadBalancing));
    change = {pair.a, Wanted::Draining, {}, {}, Millis(0), false};
    must(NodeRepository::setWanted(session, change));
}

void TestDatabaseLease::compareAndSet()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    const LeaseObservation before = pair.seenBy(pair.b);
    QVERIFY(must(leasesql::takeOver(session, request(pair.a, pair.seenBy(pair.a)), 1s)));
    QVERIFY(!must(leasesql::takeOver(session, request(pair.b, before), 1s)));
    const LeaseObservation stale = pair.seenBy(pair.b);
    QVERIFY(must(leasesql::renew(session, pair.a, 1)).renewed);
    QVERIFY(!must(leasesql::takeOver(session, request(pair.b, stale), 1s)));
    // Nothing of a lost one is kept.
    QCOMPARE(pair.seenBy(pair.b).fence, 1);
    QCOMPARE(must(TermRepository::list(session, 0ms)).size(), size_t(1));
    QCOMPARE(pair.seenBy(pair.b).lease->holder, pair.a);
    // A release in between makes one look again, too.
    const LeaseObservation held = pair.seenBy(pair.b);
    QVERIFY(must(leasesql::release(session, pair.a, 1, NodeId(), TermEnd::Stopped, 1s)));
    QVERIFY(!must(leasesql::takeOver(session, request(pair.b, held), 1s)));
    QVERIFY(must(leasesql::takeOver(session, request(pair.b, pair.seenBy(pair.b)), 1s)));
}

void TestDatabaseLease::competing()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    constexpr int threads = 4;
    constexpr int rounds = 10;
    std::mutex mutex;
    std::vector<Epoch> won;
    for (int round = 0; round < rounds; ++round) {
        const LeaseObservation seen = pair.seenBy(pair.a);
        std::vector<std::thread> challengers;
        for (int i = 0; i < threads; ++i)
            challengers.emplace_back([&, i] {
                const std::unique_ptr<Session> session = pair.database.open();
                const Result<std::optional<Epoch>> epoch =
                    leasesql::takeOver(*session, request(i % 2 ? pair.a : pair.b, seen), 10s);
                const std::lock_guard lock(mutex);
                if (epoch && *epoch)
                    won.push_back(**epoch);
            });
        for (std::thread& challenger : challengers)
            challenger.join();
        QCOMPARE(won.size(), size_t(round + 1));
    }
    QVERIFY(std::is_sorted(won.begin(), won.end()));
    QVERIFY(std::adjacent_find(won.begin(), won.end()) == won.end());
    QCOMPARE(pair.seenBy(pair.a).fence, won.back());
}

void TestDatabaseLease::intentsAreCheckedAgain()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    const auto wins = [&](NodeId node) {
        return must(leasesql::takeOver(session, request(node, pair.seenBy(node)), 1s)).has_value();
    };
    must(ClusterRepository::pause(session, QStringLiteral("x"), {}));
    QVERIFY(!wins(pair.a));
    // A switchover that names the node is a person's order, paused or not.
    pair.database.sql(QStringLiteral("UPDATE ha_lease SET target = '%1'").arg(pair.b.toString()));
    QVERIFY(!wins(pair.a));
    QVERIFY(wins(pair.b));
    // So is one that names a successor for a primary that is gone; a living one's renewal takes it back.
    const Lease held = *pair.seenBy(pair.a).lease;
    must(leasesql::nameTarget(session, held, pair.a));
    QVERIFY(must(leasesql::renew(session, pair.b, held.epoch)).renewed);
    QVERIFY(!wins(pair.a));
    QCOMPARE(leasesql::nameTarget(session, held, pair.a).error().kind, ErrorKind::Conflict);
    must(leasesql::nameTarget(session, *pair.seenBy(pair.a).lease, pair.a));
    QVERIFY(wins(pair.a));
    must(ClusterRepository::resume(session));

    pair.database.sql(QStringLiteral("UPDATE cluster SET license_nodes = 0"));
    QVERIFY(!wins(pair.a));
    pair.database.sql(QStringLiteral("UPDATE cluster SET license_nodes = 5"));
    must(NodeRepository::setPriority(session, {pair.a, 0}));
    QVERIFY(!wins(pair.a));
    must(NodeRepository::setPriority(session, {pair.a, 1}));
    NodeRepository::WantedChange change;
    change.node = pair.a;
    change.wanted = Wanted::Draining;
    must(NodeRepository::setWanted(session, change));
    QVERIFY(!wins(pair.a));
    change.wanted = Wanted::Active;
    must(NodeRepository::setWanted(session, change));
    QVERIFY(wins(pair.a));

    must(ClusterRepository::setMode(session, Mode::HighAvailability, Mode::LoadBalancing));
    QVERIFY(!wins(pair.b)); // web-01 is the designated one
    QVERIFY(wins(pair.a));
    must(ClusterRepository::setDesignated(session, pair.a, pair.b));
    QVERIFY(wins(pair.b));
    QVERIFY(!wins(NodeId::create()));
}

void TestDatabaseLease::epochNeverGoesBack()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    TakeOverRequest high = request(pair.a, pair.seenBy(pair.a));
    high.newEpoch = 42; // the highest that this node ever saw, and one
    QCOMPARE(must(leasesql::takeOver(session, high, 1s)), std::optional<Epoch>(42));
    TakeOverRequest low = request(pair.b, pair.seenBy(pair.b));
    low.newEpoch = 1;
    QCOMPARE(must(leasesql::takeOver(session, low, 1s)), std::optional<Epoch>(43));
    // Even when the fence's row was set back by hand.
    pair.database.sql(QStringLiteral("UPDATE ha_epoch SET epoch = 7"));
    TakeOverRequest set = request(pair.a, pair.seenBy(pair.a));
    QCOMPARE(set.newEpoch, 8);
    QCOMPARE(must(leasesql::takeOver(session, set, 1s)), std::optional<Epoch>(44));
    QCOMPARE(pair.seenBy(pair.a).fence, 44);
}

void TestDatabaseLease::missingRowsAreNotRecreated()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    TakeOverRequest prepared = request(pair.a, pair.seenBy(pair.a));
    pair.database.sql(QStringLiteral("DELETE FROM ha_lease"));
    QVERIFY(!pair.seenBy(pair.a).lease);
    QVERIFY(!must(leasesql::renew(session, pair.a, 1)).renewed);
    QVERIFY(!must(leasesql::takeOver(session, prepared, 1s)));
    QVERIFY(!must(leasesql::release(session, pair.a, 1, NodeId(), TermEnd::Stopped, 1s)));
    QVERIFY(!pair.seenBy(pair.a).lease);
    QCOMPARE(pair.seenBy(pair.a).fence, 0);
    pair.database.sql(QStringLiteral("DELETE FROM ha_epoch"));
    QCOMPARE(leasesql::takeOver(session, prepared, 1s).error().kind, ErrorKind::Corrupt);
    QCOMPARE(pair.seenBy(pair.a).fence, 0);
}

void TestDatabaseLease::lockedFenceDoesNotBlockRenewals()
{
    Pair pair(QStringLiteral("postgresql"));
    SqlLeaseStore storeA(pair.database.url(), Secret());
    SqlLeaseStore storeB(pair.database.url(), Secret());
    QVERIFY(get(storeA.takeOver(request(pair.a, get(storeA.read(pair.a))))));
    // An application's transaction, as it checks its epoch.
    pair.database.sql(QStringLiteral("BEGIN"));
    pair.database.sql(QStringLiteral("SELECT epoch FROM ha_epoch FOR SHARE"));
    for (int i = 0; i < 5; ++i)
        QVERIFY(get(storeA.renew(pair.a, 1)).renewed);
    QElapsedTimer timer;
    timer.start();
    const auto blocked = outcome(storeB.takeOver(request(pair.b, get(storeB.read(pair.b)))));
    QVERIFY(!blocked);
    QCOMPARE(blocked.error().kind, ErrorKind::Conflict);
    QVERIFY2(blocked.error().what.contains(QLatin1String("fence")), qPrintable(blocked.error().message()));
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(get(storeA.renew(pair.a, 1)).renewed);
    pair.database.sql(QStringLiteral("COMMIT"));
    QCOMPARE(get(storeB.takeOver(request(pair.b, get(storeB.read(pair.b))))), std::optional<Epoch>(2));
}

void TestDatabaseLease::frozenTakeOverLetsTheFenceGo()
{
    Pair pair(QStringLiteral("postgresql"));
    // A node that stands still inside its transaction: the server ends it after idleLimit.
    SessionOptions options;
    options.idleLimit = 300ms;
    const std::unique_ptr<Session> frozen = pair.database.open(options);
    must(frozen->executeText(QStringLiteral("BEGIN")));
    must(frozen->executeText(QStringLiteral("SELECT epoch FROM ha_epoch FOR UPDATE")));
    QCOMPARE(must(leasesql::takeOver(pair.database.session(), request(pair.a, pair.seenBy(pair.a)), 8s)),
             std::optional<Epoch>(1));
    const Result<void> commit = frozen->executeText(QStringLiteral("COMMIT"));
    QVERIFY(!commit);
    QCOMPARE(commit.error().kind, ErrorKind::Unreachable);
    QVERIFY(!frozen->usable());
}

void TestDatabaseLease::lockedFileEndsInTime()
{
    Pair pair(QStringLiteral("sqlite"));
    SqlLeaseStore store(pair.database.url(), Secret());
    QVERIFY(get(store.takeOver(request(pair.a, get(store.read(pair.a))))));
    pair.database.sql(QStringLiteral("BEGIN IMMEDIATE"));
    QElapsedTimer timer;
    timer.start();
    const auto renewal = outcome(store.renew(pair.a, 1));
    QVERIFY(!renewal);
    QVERIFY(renewal.error().kind == ErrorKind::Conflict || renewal.error().kind == ErrorKind::TimedOut);
    QVERIFY2(timer.elapsed() < 900, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(outcome(store.read(pair.a)).has_value()); // readers see the last commit
    pair.database.sql(QStringLiteral("COMMIT"));
    waitUntil(
        [&] {
            const auto renewed = outcome(store.renew(pair.a, 1));
            return renewed && renewed->renewed;
        },
        5s, "a renewal");
}

void TestDatabaseLease::frozenServerEndsInTime()
{
    Pair pair(QStringLiteral("postgresql"));
    SqlLeaseStore store(pair.database.url(), Secret());
    QVERIFY(get(store.takeOver(request(pair.a, get(store.read(pair.a))))));
    TestDatabase::server().freeze();
    QElapsedTimer timer;
    timer.start();
    const auto renewal = outcome(store.renew(pair.a, 1));
    const qint64 elapsed = timer.elapsed();
    TestDatabase::server().thaw();
    QVERIFY(!renewal);
    QCOMPARE(renewal.error().kind, ErrorKind::TimedOut);
    QVERIFY2(elapsed < 900, qPrintable(QString::number(elapsed)));
    waitUntil(
        [&] {
            const auto renewed = outcome(store.renew(pair.a, 1));
            return renewed && renewed->renewed;
        },
        15s, "a renewal");
}

void TestDatabaseLease::limitsFollowTheTimings()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    LeaseTimings fast;
    fast.ttl = 600ms;
    fast.margin = 60ms;
    fast.renew = 150ms;
    fast.poll = 100ms;
    must(SettingRepository::setTimings(pair.database.session(), fast, {}));
    SqlLeaseStore store(pair.database.url(), Secret());
    QVERIFY(get(store.takeOver(request(pair.a, get(store.read(pair.a))))));
    pair.database.sql(QStringLiteral("BEGIN"));
    pair.database.sql(QStringLiteral("UPDATE ha_lease SET seq = seq"));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!outcome(store.renew(pair.a, 1)));
    const qint64 elapsed = timer.elapsed();
    pair.database.sql(QStringLiteral("ROLLBACK"));
    QVERIFY2(elapsed >= 80 && elapsed < 450, qPrintable(QString::number(elapsed)));
}

void TestDatabaseLease::releaseForTheDead()
{
    QFETCH(QString, backend);
    Pair pair(backend);
    Session& session = pair.database.session();
    QVERIFY(must(leasesql::takeOver(session, request(pair.a, pair.seenBy(pair.a)), 1s)));
    const auto supervisors = must(openLeaseSession(pair.database.url(), Secret()));
    QVERIFY(!must(releaseLease(*supervisors, pair.a, 7, TermEnd::WorkerDied)));
    QVERIFY(!must(releaseLease(*supervisors, pair.b, 1, TermEnd::WorkerDied)));
    QVERIFY(must(releaseLease(*supervisors, pair.a, 1, TermEnd::WorkerDied)));
    QVERIFY(!must(releaseLease(*supervisors, pair.a, 1, TermEnd::WorkerDied)));
    QVERIFY(pair.seenBy(pair.b).lease->released());
    QCOMPARE(must(TermRepository::list(session, 0ms)).front().endReason, wordOf(TermEnd::WorkerDied));
    const Event event = must(EventRepository::list(session, {})).front();
    QCOMPARE(event.kind, QString(eventkind::PrimaryReleased));
    QCOMPARE(event.nodeName, QStringLiteral("web-01"));
}

QTEST_GUILESS_MAIN(TestDatabaseLease)
#include "tst_database_lease.moc"
