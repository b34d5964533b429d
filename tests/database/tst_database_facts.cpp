#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/factsrepository.h"
#include "model/database/noderepository.h"
#include "model/database/selfreportcodec.h"
#include "tests/database/testdatabase.h"

#include <QDateTime>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// The reading of the whole database, also of rows that others wrote badly.
class TestDatabaseFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }
    void facts_data() { eachBackend(); }
    void facts();
    void hostileRows_data() { eachBackend(); }
    void hostileRows();
    void hostileText_data() { eachBackend(); }
    void hostileText();
    void selfReport();
    void selfReportOfOthers_data();
    void selfReportOfOthers();
    void redundancy();
};

void TestDatabaseFacts::facts()
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
    QVERIFY(facts.nodes[0].unitsHeld.empty());
    must(NodeRepository::setUnitsHeld(session, a.id, {QStringLiteral("jobs")}));
    QCOMPARE(must(FactsRepository::read(session)).nodes[0].unitsHeld,
             std::vector<QString>{QStringLiteral("jobs")});
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

void TestDatabaseFacts::hostileRows()
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

void TestDatabaseFacts::hostileText()
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

void TestDatabaseFacts::selfReport()
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

void TestDatabaseFacts::selfReportOfOthers_data()
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

void TestDatabaseFacts::selfReportOfOthers()
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

void TestDatabaseFacts::redundancy()
{
    TestDatabase database(QStringLiteral("postgresql"));
    QVERIFY(!must(FactsRepository::read(database.session())).databaseRedundant);
    {
        const auto standby = TestDatabase::server().attachStandby();
        QTRY_VERIFY_WITH_TIMEOUT(must(FactsRepository::read(database.session())).databaseRedundant, 10'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!must(FactsRepository::read(database.session())).databaseRedundant, 10'000);
}

QTEST_GUILESS_MAIN(TestDatabaseFacts)
#include "tst_database_facts.moc"
