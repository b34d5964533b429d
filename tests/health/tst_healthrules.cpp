#include "model/health/healthfacts.h"
#include "model/health/healthtexts.h"
#include "model/health/listenaddress.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace rollcall;

class TestHealthRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readiness_data();
    void readiness();
    void unitsThatShouldRunDecide();
    void unitsThatAreNotReadyCount();
    void heldUnitsDoNotFail();
    void nodeHealthNeedsTheDatabase();
    void listenAddress_data();
    void listenAddress();
    void metricsAreWellFormed();
    void labelsAreEscaped();
    void jsonTellsTheSame();
};

static HealthFacts healthyFacts()
{
    HealthFacts facts;
    facts.node = QStringLiteral("web-01");
    facts.joined = true;
    facts.placement = {Mode::HighAvailability, Wanted::Active, false};
    facts.databaseAge = Millis(300);
    UnitReport web{QStringLiteral("web"), UnitRole::Web, UnitState::Running, 17, 0, {}};
    UnitReport service{QStringLiteral("service"), UnitRole::Service, UnitState::Stopped, 0, 0, {}};
    facts.units = {web, service};
    return facts;
}

void TestHealthRules::readiness_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<Wanted>("wanted");
    QTest::addColumn<bool>("primary");
    QTest::addColumn<bool>("ready");
    QTest::addColumn<QString>("word");
    QTest::newRow("single, primary") << Mode::Single << Wanted::Active << true << true
                                     << QStringLiteral("ready");
    QTest::newRow("single, other") << Mode::Single << Wanted::Active << false << false
                                   << QStringLiteral("idle");
    QTest::newRow("balanced") << Mode::LoadBalancing << Wanted::Active << false << true
                              << QStringLiteral("ready");
    QTest::newRow("available") << Mode::HighAvailability << Wanted::Active << false << true
                               << QStringLiteral("ready");
    QTest::newRow("draining") << Mode::HighAvailability << Wanted::Draining << false << false
                              << QStringLiteral("draining");
    QTest::newRow("draining primary")
        << Mode::Single << Wanted::Draining << true << false << QStringLiteral("draining");
    QTest::newRow("maintenance") << Mode::LoadBalancing << Wanted::Maintenance << false << false
                                 << QStringLiteral("maintenance");
}

void TestHealthRules::readiness()
{
    QFETCH(Mode, mode);
    QFETCH(Wanted, wanted);
    QFETCH(bool, primary);
    HealthFacts facts = healthyFacts();
    facts.placement = {mode, wanted, false};
    const Readiness answer = rollcall::readiness(facts, primary);
    QTEST(answer.ok, "ready");
    QTEST(answer.word, "word");
    facts.joined = false;
    QVERIFY(!rollcall::readiness(facts, primary).ok);
}

void TestHealthRules::unitsThatShouldRunDecide()
{
    HealthFacts facts = healthyFacts();
    for (const UnitState state :
         {UnitState::Stopped, UnitState::Starting, UnitState::Stopping, UnitState::Failed}) {
        facts.units[0].state = state;
        const Readiness answer = rollcall::readiness(facts, false);
        QVERIFY(!answer.ok);
        QCOMPARE(answer.word, QStringLiteral("failing: unit web is %1").arg(wordOf(state)));
    }
    facts.units[0].state = UnitState::Running;
    // The service belongs to the primary, and visitors do not need it to be up.
    QVERIFY(rollcall::readiness(facts, true).ok);
    QVERIFY(rollcall::nodeHealth(facts, false).ok);
    QVERIFY(!rollcall::nodeHealth(facts, true).ok);
    facts.units.clear();
    QVERIFY(rollcall::readiness(facts, true).ok);
}

void TestHealthRules::unitsThatAreNotReadyCount()
{
    HealthFacts facts = healthyFacts();
    facts.units[0].notReady = QStringLiteral("http://127.0.0.1:8080/ answers 503.");
    for (const std::optional<bool> ready : {std::optional<bool>(), std::optional(false)}) {
        facts.units[0].ready = ready; // within its grace, and after it
        const Readiness expected{
            false, QStringLiteral("failing: unit web is not ready: http://127.0.0.1:8080/ answers 503.")};
        QCOMPARE(rollcall::readiness(facts, false), expected);
        QCOMPARE(rollcall::nodeHealth(facts, false), expected);
        const QJsonObject json = healthJson(facts, false);
        QCOMPARE(json.value(QStringLiteral("ready")).toBool(), false);
        QCOMPARE(json.value(QStringLiteral("ready_sentence")).toString(), expected.word);
        const QJsonObject unit = json.value(QStringLiteral("units")).toArray().first().toObject();
        QCOMPARE(unit.value(QStringLiteral("ready")),
                 ready ? QJsonValue(false) : QJsonValue(QJsonValue::Null));
        QCOMPARE(unit.value(QStringLiteral("not_ready")).toString(), facts.units[0].notReady);
        QVERIFY(metricsText(facts, false).contains("rollcall_unit_ready{unit=\"web\",role=\"web\"} 0\n"));
    }
    facts.placement.wanted = Wanted::Draining;
    QCOMPARE(rollcall::readiness(facts, false).word, QStringLiteral("draining"));
    facts.placement.wanted = Wanted::Active;
    facts.units[0].ready = true;
    facts.units[0].notReady.clear();
    QVERIFY(rollcall::readiness(facts, false).ok);
    QVERIFY(metricsText(facts, false).contains("rollcall_unit_ready{unit=\"web\",role=\"web\"} 1\n"));
    QVERIFY(!metricsText(facts, false).contains("rollcall_unit_ready{unit=\"service\""));

    // A service that is not ready is the node's concern, and not the visitors'.
    facts.units[1].state = UnitState::Running;
    facts.units[1].ready = false;
    facts.units[1].notReady = QStringLiteral("It waits.");
    QVERIFY(rollcall::readiness(facts, true).ok);
    QCOMPARE(rollcall::nodeHealth(facts, true).word,
             QStringLiteral("failing: unit service is not ready: It waits."));
}

void TestHealthRules::heldUnitsDoNotFail()
{
    HealthFacts facts = healthyFacts();
    facts.held = {QStringLiteral("service")};
    QVERIFY(rollcall::nodeHealth(facts, true).ok);
    facts.units[0].state = UnitState::Stopped;
    facts.held = {QStringLiteral("web")};
    QVERIFY(rollcall::nodeHealth(facts, false).ok);
    QVERIFY2(!rollcall::readiness(facts, false).ok, "no web unit is left for visitors");
}

void TestHealthRules::nodeHealthNeedsTheDatabase()
{
    HealthFacts facts = healthyFacts();
    facts.databaseAge = Millis(6000);
    QCOMPARE(rollcall::nodeHealth(facts, false),
             (Readiness{false, QStringLiteral("failing: the database has not answered for 6 s")}));
    QVERIFY2(rollcall::readiness(facts, false).ok, "the application still serves");
    facts.databaseAge.reset();
    QVERIFY(!rollcall::nodeHealth(facts, false).ok);
}

void TestHealthRules::listenAddress_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    const auto good = [](const char* text, const char* host, int port) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(host) << port;
    };
    const auto bad = [](const char* text) {
        QTest::addRow("bad: %s", text) << QString::fromLatin1(text) << QString() << -1;
    };
    good("0.0.0.0:33238", "0.0.0.0", 33238);
    good("[::]:33238", "::", 33238);
    good("[::1]:1", "::1", 1);
    good("127.0.0.1:0", "127.0.0.1", 0);
    good("127.0.0.1:65535", "127.0.0.1", 65535);
    for (const char* text : {"", ":", "33238", "0.0.0.0", "0.0.0.0:", "0.0.0.0:65536", "0.0.0.0:-1",
                             "0.0.0.0:+80", "0.0.0.0: 80", "0.0.0.0:http", "::1:80", "[::1:80",
                             "localhost:80", "[]:80", ":80", "256.0.0.1:80", "http://0.0.0.0:80"})
        bad(text);
}

void TestHealthRules::listenAddress()
{
    QFETCH(QString, text);
    QFETCH(QString, host);
    QFETCH(int, port);
    const auto parsed = parseListenAddress(text);
    if (port < 0) {
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, ErrorKind::Invalid);
        QVERIFY(!parsed.error().what.isEmpty() && !parsed.error().remedy.isEmpty());
    } else {
        QVERIFY(parsed);
        QCOMPARE(parsed->host.toString(), host);
        QCOMPARE(int(parsed->port), port);
    }
    QCOMPARE(parseListenAddress(QStringLiteral("*:5"))->host, QHostAddress(QHostAddress::Any));
}

void TestHealthRules::metricsAreWellFormed()
{
    HealthFacts facts = healthyFacts();
    facts.epoch = 42;
    const QString text = QString::fromUtf8(metricsText(facts, true));
    QVERIFY(text.endsWith(u'\n'));
    static const QRegularExpression sample(
        QStringLiteral(R"re(^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.e+]+$)re"));
    QStringList families;
    QString family;
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].startsWith(u"# HELP ")) {
            family = lines[i].section(u' ', 2, 2);
            QVERIFY2(!families.contains(family), qPrintable(family)); // one group each
            families.append(family);
            QVERIFY(lines.value(i + 1).startsWith(QStringLiteral("# TYPE %1 ").arg(family)));
            ++i;
        } else {
            QVERIFY2(sample.match(lines[i]).hasMatch(), qPrintable(lines[i]));
            QVERIFY(lines[i].startsWith(family));
        }
    }
    QVERIFY(lines.contains(QStringLiteral("rollcall_epoch 42")));
    QVERIFY(lines.contains(QStringLiteral("rollcall_unit_running{unit=\"web\",role=\"web\"} 1")));
    QVERIFY(QString::fromUtf8(metricsText(facts, false)).contains(u"rollcall_epoch 0\n"));
}

void TestHealthRules::labelsAreEscaped()
{
    HealthFacts facts = healthyFacts();
    facts.node = QStringLiteral("a\"b\\c\nd");
    QVERIFY(metricsText(facts, false).contains("node=\"a\\\"b\\\\c\\nd\""));
}

void TestHealthRules::jsonTellsTheSame()
{
    HealthFacts facts = healthyFacts();
    facts.epoch = 42;
    const QJsonObject json = healthJson(facts, true);
    QCOMPARE(json.value(QStringLiteral("node")).toString(), QStringLiteral("web-01"));
    QCOMPARE(json.value(QStringLiteral("epoch")).toInteger(), 42);
    QCOMPARE(json.value(QStringLiteral("ready")).toBool(), true);
    QCOMPARE(json.value(QStringLiteral("healthy")).toBool(), false); // its service does not run
    QCOMPARE(json.value(QStringLiteral("renewal_age_ms")), QJsonValue(QJsonValue::Null));
    QCOMPARE(json.value(QStringLiteral("units")).toArray().size(), 2);
    QCOMPARE(healthJson(facts, false).value(QStringLiteral("epoch")).toInteger(), 0);
}

QTEST_APPLESS_MAIN(TestHealthRules)
#include "tst_healthrules.moc"
