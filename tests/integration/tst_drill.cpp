#include "model/cluster/orderkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/noderepository.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(DatabaseKind)

/// Drills: the primary does real faults to itself, on an order. And what the history says of the takeovers.
class TestDrill : public QObject
{
    Q_OBJECT

private:
    static NodeId idOf(TestCluster& cluster, int index)
    {
        for (const NodeRow& row : cluster.facts().nodes)
            if (row.name == cluster.node(index).name())
                return row.id;
        return {};
    }
    static Millis ageOf(TestCluster& cluster, int index)
    {
        for (const NodeRow& row : cluster.facts().nodes)
            if (row.name == cluster.node(index).name())
                return row.heartbeatAge.value_or(Millis(0));
        return Millis(0);
    }
    static qint64 order(TestCluster& cluster, int index, const QJsonObject& arguments)
    {
        const Result<qint64> id = CommandRepository::add(cluster.session(), idOf(cluster, index),
                                                         orderkind::Drill, arguments, QStringLiteral("test"));
        if (!id)
            qFatal("%s", qPrintable(id.error().message()));
        return *id;
    }
    static Command waitFor(TestCluster& cluster, qint64 id)
    {
        Command found;
        waitUntil(
            [&] {
                const auto read = CommandRepository::find(cluster.session(), id);
                if (read && *read)
                    found = **read;
                return found.finishedAt.has_value();
            },
            10s, "the order to be finished");
        return found;
    }
    static Term termOf(TestCluster& cluster, Epoch epoch)
    {
        for (const Term& term : cluster.facts().terms)
            if (term.epoch == epoch)
                return term;
        return {};
    }
    static void databases()
    {
        QTest::addColumn<DatabaseKind>("kind");
        QTest::newRow("sqlite") << DatabaseKind::Sqlite;
        QTest::newRow("postgresql") << DatabaseKind::PostgreSql;
    }

private Q_SLOTS:
    void processDeath_data() { databases(); }
    void processDeath()
    {
        QFETCH(DatabaseKind, kind);
        TestCluster cluster(kind);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        const qint64 worker = cluster.node(old).worker();
        const qint64 id = order(cluster, old, {{u"kind"_qs, u"process-death"_qs}});
        const int next = cluster.waitForPrimary(epoch);
        QVERIFY(next != old);
        QCOMPARE(waitFor(cluster, id).state, CommandState::Done);
        QVERIFY(cluster.node(old).worker() != worker);
        QCOMPARE(termOf(cluster, epoch).endReason,
                 wordOf(TermEnd::WorkerDied)); // the supervisor gave it back
        // The winner writes how it went, by its own clock.
        waitUntil([&] { return termOf(cluster, cluster.facts().fence).workMs.has_value(); }, 10s,
                  "how the takeover went");
        const Term term = termOf(cluster, cluster.facts().fence);
        QCOMPARE(term.startReason, wordOf(TermStart::Released));
        QVERIFY(term.claimMs && *term.claimMs >= 0 && *term.claimMs < 1000);
        QVERIFY(*term.workMs >= 0 && *term.workMs < 8000);
        QCOMPARE(term.askedBy, QString());
        cluster.waitForUnit(old, u"web"_qs, UnitState::Running);
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void hostDeath()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const int old = cluster.startHighlyAvailable();
        const Epoch epoch = cluster.facts().fence;
        const qint64 worker = cluster.node(old).worker();
        QElapsedTimer clock;
        clock.start();
        const qint64 id = order(cluster, old, {{u"kind"_qs, u"host-death"_qs}, {u"silent_ms"_qs, 6000}});
        QCOMPARE(waitFor(cluster, id).state, CommandState::Done);
        waitUntil([&] { return cluster.node(old).tree().size() == 1; }, 5s,
                  "all of the node but its supervisor to end");
        QCOMPARE(httpGet(cluster.node(old).healthPort(), "/live").status, 0);
        const int next = cluster.waitForPrimary(epoch);
        QVERIFY(next != old);
        QVERIFY2(clock.elapsed() > 1000, "nothing was released: the others have to wait for silence");
        const Term term = termOf(cluster, cluster.facts().fence);
        QCOMPARE(term.startReason, wordOf(TermStart::Silence));
        QVERIFY(term.silenceMs >= 2000);
        QCOMPARE(termOf(cluster, epoch).endReason, wordOf(TermEnd::Superseded));
        QVERIFY(clock.elapsed() < 5500); // the node is still silent
        QCOMPARE(cluster.node(old).worker(), 0);
        waitUntil([&] { return cluster.node(old).worker() > 0; }, 10s, "the node to come back");
        QVERIFY(clock.elapsed() >= 6000);
        QVERIFY(cluster.node(old).worker() != worker);
        cluster.waitForUnit(old, u"web"_qs, UnitState::Running);
        QCOMPARE(cluster.facts().fence, epoch + 1); // it came back as one of the others
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }

    void refusals()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 2);
        const int primary = cluster.startHighlyAvailable();
        const int other = 1 - primary;
        const Epoch epoch = cluster.facts().fence;
        const auto refused = [&](int index, const QJsonObject& arguments, const QString& word) {
            const Command command = waitFor(cluster, order(cluster, index, arguments));
            QVERIFY2(command.state == CommandState::Refused, qPrintable(wordOf(command.state)));
            QVERIFY2(command.answer.contains(word), qPrintable(command.answer));
        };
        const QJsonObject death{{u"kind"_qs, u"process-death"_qs}};
        refused(other, death, u"not the primary"_qs);
        refused(primary, {{u"kind"_qs, u"switchover"_qs}}, u"no drill"_qs);
        refused(primary, {{u"kind"_qs, u"host-death"_qs}}, u"60000"_qs);
        refused(primary, {{u"kind"_qs, u"host-death"_qs}, {u"silent_ms"_qs, 60'001}}, u"60000"_qs);

        QVERIFY(ClusterRepository::pause(cluster.session(), u"test"_qs, u"test"_qs));
        refused(primary, death, u"paused"_qs);
        QVERIFY(ClusterRepository::resume(cluster.session()));
        cluster.setMode(Mode::LoadBalancing);
        refused(primary, death, u"High availability is off"_qs);
        cluster.setMode(Mode::HighAvailability);

        // The other node only seems to be alive.
        QVERIFY(NodeRepository::setPriority(cluster.session(), {idOf(cluster, other), 0}));
        refused(primary, death, u"No other node"_qs);
        QVERIFY(NodeRepository::setPriority(cluster.session(), {idOf(cluster, other), 100}));
        cluster.node(other).killAll();
        waitUntil([&] { return ageOf(cluster, other) > 2500ms; }, 10s, "two heartbeats to be missed");
        refused(primary, death, u"No other node"_qs);
        QCOMPARE(cluster.facts().fence, epoch);
        QCOMPARE(cluster.holder(), primary);
    }

    /// Two drills in a row must not end both nodes of a cluster.
    void aDrilledNodeIsNoCandidate()
    {
        TestCluster cluster(DatabaseKind::Sqlite, 2);
        const int first = cluster.startHighlyAvailable();
        const int second = 1 - first;
        const Epoch epoch = cluster.facts().fence;
        waitFor(cluster, order(cluster, first, {{u"kind"_qs, u"host-death"_qs}, {u"silent_ms"_qs, 8000}}));
        QCOMPARE(cluster.waitForPrimary(epoch), second);
        const Command again = waitFor(cluster, order(cluster, second, {{u"kind"_qs, u"process-death"_qs}}));
        QCOMPARE(again.state, CommandState::Refused);
        QCOMPARE(cluster.holder(), second);
    }

    /// A node of a higher priority takes over, one of priority 0 never does, and gives the role up.
    void priorities()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        const int first = cluster.startHighlyAvailable();
        const int preferred = (first + 2) % 3;
        const int never = (first + 1) % 3; // later on
        QVERIFY(NodeRepository::setPriority(cluster.session(), {idOf(cluster, preferred), 200}));
        Epoch epoch = cluster.facts().fence;
        const qint64 seq = cluster.facts().lease->seq;
        waitUntil([&] { return cluster.facts().lease->seq > seq + 2; }, 10s, "everybody to have read it");
        // A preferred node does not take the role away from one that does its work.
        QCOMPARE(cluster.facts().fence, epoch);
        QCOMPARE(cluster.holder(), first);
        cluster.node(first).killAll(); // nothing is released
        QCOMPARE(cluster.waitForPrimary(epoch), preferred);
        cluster.waitForUnit(preferred, u"actor"_qs, UnitState::Running);

        cluster.node(first).start();
        cluster.waitForUnit(first, u"web"_qs, UnitState::Running);
        epoch = cluster.facts().fence;
        QVERIFY(NodeRepository::setPriority(cluster.session(), {idOf(cluster, never), 0}));
        QVERIFY(NodeRepository::setPriority(cluster.session(), {idOf(cluster, preferred), 0}));
        QCOMPARE(cluster.waitForPrimary(epoch), first); // not the other one, whose priority is 0 too
        QCOMPARE(termOf(cluster, epoch).endReason, wordOf(TermEnd::Intent));
        QCOMPARE(cluster.actionsOutOfOrder(), QString());
    }
};

QTEST_GUILESS_MAIN(TestDrill)
#include "tst_drill.moc"
