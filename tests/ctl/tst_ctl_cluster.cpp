#include "tests/ctl/ctlrunner.h"
#include "tests/support/testsupport.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/prctl.h>

using namespace rollcall::test;
using namespace std::chrono_literals;

/// rollcallctl on three real nodes, started by itself: the demo.
class TestCtlCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void statusHasEveryFieldOfTheSpecification();
    void nodesAreProbedWithTheKeyOnly();
    void aBalancersFileIsChecked();
    void bothFeaturesThenHealthy();
    void switchoverThereAndBack();
    void prioritiesDecideWhoIsNext();
    void aDrillIsReported();
    void drainMaintenanceAndActivate();
    void theLastActiveNodeIsKept();
    void unitsStopStartRestart();
    void aLiveNodeIsNotRemoved();
    void aDeadNodeIsRemovedAndRestored();
    void watchAndFollowGoOn();

private:
    QJsonObject status() const { return m_ctl->run(QStringLiteral("status --json")).json().object(); }
    QJsonObject nodeIn(const QJsonObject& status, const QString& name) const;
    void waitForNode(const QString& name, const std::function<bool(const QJsonObject&)>& condition);
    QJsonObject readyFile() const;

    QTemporaryDir m_folder;
    QProcess m_demo;
    std::unique_ptr<CtlRunner> m_ctl;
};

void TestCtlCluster::initTestCase()
{
    m_ctl = std::make_unique<CtlRunner>(m_folder.path());
    const QString ready = m_folder.filePath(QStringLiteral("ready.json"));
    m_demo.setProcessEnvironment(m_ctl->environment());
    m_demo.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_demo.setChildProcessModifier(
        [] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); }); // also when this test is ended
    m_demo.start(program(QStringLiteral("rollcallctl")),
                 {QStringLiteral("demo"), QStringLiteral("run"), QStringLiteral("--directory"),
                  m_folder.filePath(QStringLiteral("demo")), QStringLiteral("--ready-file"), ready});
    waitUntil([this, &ready] { return QFile::exists(ready) || m_demo.state() == QProcess::NotRunning; }, 40s,
              "the demo");
    QVERIFY(QFile::exists(ready));
    m_ctl->set(QStringLiteral("ROLLCALL_CLUSTER"), readyFile().value(u"url").toString());
    m_ctl->set(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"),
               readyFile().value(u"encryption_key_file").toString());
    QCOMPARE(m_ctl->run(QStringLiteral("wait --primary --timeout 10")).code, 0);
}

void TestCtlCluster::cleanupTestCase()
{
    m_demo.terminate();
    QVERIFY(m_demo.waitForFinished(20'000));
    QCOMPARE(m_demo.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_demo.exitCode(), 0);
}

QJsonObject TestCtlCluster::readyFile() const
{
    QFile file(m_folder.filePath(QStringLiteral("ready.json")));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

QJsonObject TestCtlCluster::nodeIn(const QJsonObject& status, const QString& name) const
{
    for (const QJsonValue& node : status.value(u"nodes").toArray())
        if (node.toObject().value(u"name").toString() == name)
            return node.toObject();
    return {};
}

void TestCtlCluster::waitForNode(const QString& name,
                                 const std::function<bool(const QJsonObject&)>& condition)
{
    waitUntil([&] { return condition(nodeIn(status(), name)); }, 30s, "a state of a node");
}

void TestCtlCluster::statusHasEveryFieldOfTheSpecification()
{
    const CtlAnswer answer = m_ctl->run(QStringLiteral("status --json"));
    QCOMPARE(answer.code, 0);
    const QJsonObject status = answer.json().object();
    const QJsonObject cluster = status.value(u"cluster").toObject();
    for (const char* text : {"id", "name", "mode", "health", "sentence"})
        QVERIFY2(!cluster.value(QLatin1String(text)).toString().isEmpty(), text);
    QVERIFY(cluster.value(u"paused").isBool());
    QCOMPARE(cluster.value(u"mode").toString(), QStringLiteral("single"));

    const QJsonObject primary = status.value(u"primary").toObject();
    QVERIFY(!primary.value(u"node").toString().isEmpty());
    QVERIFY(!primary.value(u"id").toString().isEmpty());
    QCOMPARE(primary.value(u"epoch").toInt(), 1);
    QVERIFY(!primary.value(u"since").isNull() && !primary.value(u"since").isUndefined());

    const QJsonArray nodes = status.value(u"nodes").toArray();
    QCOMPARE(nodes.size(), 3);
    for (const QJsonValue& value : nodes) {
        const QJsonObject node = value.toObject();
        for (const char* text : {"id", "name", "address", "os", "version", "state", "sentence"})
            QVERIFY2(!node.value(QLatin1String(text)).toString().isEmpty(), text);
        for (const char* yesOrNo : {"primary", "version_in_sync"})
            QVERIFY2(node.value(QLatin1String(yesOrNo)).isBool(), yesOrNo);
        for (const char* number : {"heartbeat_age_ms", "clock_offset_ms"})
            QVERIFY2(node.value(QLatin1String(number)).isDouble(), number);
        QCOMPARE(node.value(u"probe").toObject().value(u"result").toString(), QStringLiteral("ok"));
        QVERIFY(node.value(u"probe").toObject().value(u"rtt_ms").toDouble() > 0);
        QCOMPARE(node.value(u"key").toString(), QStringLiteral("in-sync"));
        QVERIFY(QStringList({QStringLiteral("up"), QStringLiteral("down"), QStringLiteral("drain"),
                             QStringLiteral("unknown")})
                    .contains(node.value(u"balancer").toString()));
        QVERIFY(QStringList({QStringLiteral("proven"), QStringLiteral("failing"), QStringLiteral("unknown")})
                    .contains(node.value(u"storage").toString()));
        const QJsonArray units = node.value(u"units").toArray();
        QCOMPARE(units.size(), 2);
        for (const QJsonValue& each : units) {
            const QJsonObject unit = each.toObject();
            for (const char* text : {"name", "role", "state"})
                QVERIFY2(!unit.value(QLatin1String(text)).toString().isEmpty(), text);
            for (const char* number : {"pid", "restarts"})
                QVERIFY2(unit.value(QLatin1String(number)).isDouble(), number);
        }
    }
    for (const QJsonValue& value : status.value(u"problems").toArray())
        for (const char* text : {"severity", "sentence"})
            QVERIFY2(!value.toObject().value(QLatin1String(text)).toString().isEmpty(), text);
    QVERIFY(status.value(u"problems").isArray());
}

void TestCtlCluster::nodesAreProbedWithTheKeyOnly()
{
    const CtlAnswer ping = m_ctl->run(QStringLiteral("messenger ping --json"));
    QCOMPARE(ping.code, 0);
    QCOMPARE(ping.json().array().size(), 3);
    QCOMPARE(m_ctl->run(QStringLiteral("messenger ping demo-02 --json")).json().array().size(), 1);
    QCOMPARE(m_ctl->run(QStringLiteral("messenger ping demo-09")).code, 4);

    CtlRunner keyless(m_folder.path());
    keyless.set(QStringLiteral("ROLLCALL_CLUSTER"), readyFile().value(u"url").toString());
    const CtlAnswer without = keyless.run(QStringLiteral("messenger ping"));
    QCOMPARE(without.code, 1);
    QVERIFY(without.err.contains(u"ROLLCALL_ENCRYPTION_KEY_FILE"));
    QCOMPARE(keyless.run(QStringLiteral("status")).code, 0);

    const QString other = m_folder.filePath(QStringLiteral("other.key"));
    QCOMPARE(
        keyless.run({QStringLiteral("key"), QStringLiteral("generate"), QStringLiteral("--out"), other}).code,
        0);
    keyless.set(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), other);
    const CtlAnswer differs = keyless.run(QStringLiteral("messenger ping --json"));
    QCOMPARE(differs.code, 1);
    QCOMPARE(differs.json().array().first().toObject().value(u"result").toString(),
             QStringLiteral("key-differs"));
}

/// The application's port is not known unless it is given, and the answer says so.
void TestCtlCluster::aBalancersFileIsChecked()
{
    const QString path = m_folder.filePath(QStringLiteral("haproxy.cfg"));
    const QStringList check{QStringLiteral("balancer"), QStringLiteral("check"), path};
    QCOMPARE(
        m_ctl
            ->run({QStringLiteral("balancer"), QStringLiteral("config"), QStringLiteral("haproxy"),
                   QStringLiteral("--web-port"), QStringLiteral("8081"), QStringLiteral("--output"), path})
            .code,
        0);
    const auto run = [&](const QStringList& more) { return m_ctl->run(check + more); };
    const CtlAnswer unsaid = run({});
    QCOMPARE(unsaid.code, 0);
    QVERIFY2(
        unsaid.out.contains(u"It fits the cluster: 3 nodes.") &&
            unsaid.out.contains(u"Ports were not checked: give the application's, with --web-port PORT."),
        qPrintable(unsaid.out));
    const QJsonObject json = run({QStringLiteral("--json")}).json().object();
    QCOMPARE(json.value(u"fits").toBool(), true);
    QCOMPARE(json.value(u"ports_checked").toBool(true), false);
    const CtlAnswer right = run({QStringLiteral("--web-port"), QStringLiteral("8081")});
    QCOMPARE(right.code, 0);
    QVERIFY2(!right.out.contains(u"Ports"), qPrintable(right.out));
    const CtlAnswer wrong =
        run({QStringLiteral("--web-port"), QStringLiteral("80"), QStringLiteral("--json")});
    QCOMPARE(wrong.code, 1);
    QCOMPARE(wrong.json().object().value(u"ports_checked").toBool(), true);
    QCOMPARE(wrong.json().object().value(u"drift").toArray().size(), 3);
    QCOMPARE(m_ctl->run(QStringLiteral("balancer check --web-port 80")).code, 2);
    QCOMPARE(m_ctl->run(QStringLiteral("balancer check --backend web")).code, 2);
}

void TestCtlCluster::bothFeaturesThenHealthy()
{
    const CtlAnswer tooEarly = m_ctl->run(QStringLiteral("enable high-availability --json"));
    QCOMPARE(tooEarly.code, 4);
    const QStringList lines = tooEarly.err.trimmed().split(u'\n');
    QCOMPARE(lines.first(),
             QStringLiteral("rollcallctl: High availability cannot be enabled: one check did not pass."));
    QCOMPARE(lines.value(1), QStringLiteral("  Load balancing: Only the primary serves requests. Enable load "
                                            "balancing first."));
    QVERIFY2(lines.value(2).contains(u"rollcallctl preflight high-availability --explain"),
             qPrintable(tooEarly.err));
    QCOMPARE(tooEarly.json().object().value(u"error").toObject().value(u"details").toArray().size(), 1);
    QCOMPARE(m_ctl->run(QStringLiteral("preflight high-availability")).code, 1);
    QCOMPARE(m_ctl->run(QStringLiteral("preflight load-balancing")).code, 0);
    QCOMPARE(m_ctl->run(QStringLiteral("enable load-balancing")).code, 0);
    QCOMPARE(m_ctl->run(QStringLiteral("enable high-availability")).code, 0);
    QCOMPARE(status().value(u"cluster").toObject().value(u"mode").toString(),
             QStringLiteral("high-availability"));
    const CtlAnswer waited = m_ctl->run(QStringLiteral("wait --healthy --timeout 20"));
    QCOMPARE(waited.code, 0);
    QCOMPARE(waited.out.count(QStringLiteral("is the primary")), 1);
    const CtlAnswer checked = m_ctl->run(QStringLiteral("status --check"));
    QCOMPARE(checked.code, 0);
    QVERIFY2(checked.out.contains(u"PRIORITY  NOTE"), qPrintable(checked.out));
    QCOMPARE(checked.out.count(QStringLiteral("The load balancer's own view is unknown: set balancer.stats")),
             1);
    QVERIFY2(
        m_ctl->run(QStringLiteral("forecast")).out.contains(u"s at most when the primary's process dies"),
        "the bounds are called so");
}

void TestCtlCluster::switchoverThereAndBack()
{
    const QString before = status().value(u"primary").toObject().value(u"node").toString();
    const QString other = before == u"demo-03" ? QStringLiteral("demo-02") : QStringLiteral("demo-03");
    const CtlAnswer there = m_ctl->run(QStringLiteral("switchover --json --to ") + other);
    QCOMPARE(there.code, 0);
    QCOMPARE(there.json().object().value(u"undo").toString(), QStringLiteral("switchover --to ") + before);
    QCOMPARE(status().value(u"primary").toObject().value(u"node").toString(), other);
    QCOMPARE(m_ctl->run(QStringLiteral("switchover --to ") + other).code, 4);
    const CtlAnswer back = m_ctl->run(QStringLiteral("switchover"));
    QCOMPARE(back.code, 0);
    QVERIFY(status().value(u"primary").toObject().value(u"node").toString() != other);
    const QJsonArray history = m_ctl->run(QStringLiteral("history --json")).json().array();
    QVERIFY(history.size() >= 3);
    QCOMPARE(history.first().toObject().value(u"start_reason").toString(), QStringLiteral("switchover"));
}

void TestCtlCluster::prioritiesDecideWhoIsNext()
{
    const QString primary = status().value(u"primary").toObject().value(u"node").toString();
    const QString name = primary == u"demo-03" ? QStringLiteral("demo-02") : QStringLiteral("demo-03");
    const CtlAnswer set = m_ctl->run(QStringLiteral("node priority %1 200 --json").arg(name));
    QCOMPARE(set.code, 0);
    QCOMPARE(set.json().object().value(u"undo").toString(), QStringLiteral("node priority %1 100").arg(name));
    QCOMPARE(nodeIn(status(), name).value(u"priority").toInt(), 200);
    const CtlAnswer forecast = m_ctl->run(QStringLiteral("forecast --json"));
    QCOMPARE(forecast.code, 0);
    QCOMPARE(forecast.json().object().value(u"primary").toString(), primary);
    QCOMPARE(forecast.json().object().value(u"successor").toString(), name);
    QVERIFY(m_ctl->run(QStringLiteral("forecast")).out.contains(name + QStringLiteral(", by itself")));
    QCOMPARE(m_ctl->run(QStringLiteral("node priority %1 many").arg(name)).code, 2);
    QCOMPARE(m_ctl->run(QStringLiteral("node priority %1 1001").arg(name)).code, 2);
    const CtlAnswer negative = m_ctl->run(QStringLiteral("node priority %1 -1").arg(name));
    QCOMPARE(negative.code, 2);
    QVERIFY2(negative.err.contains(
                 u"\"-1\" is not a priority. Give a whole number from 0 (never primary) to 1000."),
             qPrintable(negative.err));
    QCOMPARE(m_ctl->run(QStringLiteral("node priority %1 100").arg(name)).code, 0);
}

void TestCtlCluster::aDrillIsReported()
{
    // With a worst case that a busy machine keeps to.
    QCOMPARE(m_ctl
                 ->run(QStringLiteral("settings set election.ttl_ms 10s election.renew_ms 1s "
                                      "election.poll_ms 5s election.margin_ms 1s"))
                 .code,
             0);
    QCOMPARE(m_ctl->run(QStringLiteral("wait --healthy --timeout 20")).code, 0);
    const QString before = status().value(u"primary").toObject().value(u"node").toString();
    const QString path = m_folder.filePath(QStringLiteral("drill.txt"));
    const CtlAnswer drill =
        m_ctl->run({QStringLiteral("drill"), QStringLiteral("switchover"), QStringLiteral("--yes"),
                    QStringLiteral("--json"), QStringLiteral("--output"), path});
    QVERIFY2(drill.code == 0, qPrintable(drill.err + drill.out));
    const QJsonObject report = drill.json().object();
    QCOMPARE(report.value(u"from").toString(), before);
    QCOMPARE(report.value(u"to").toString(), status().value(u"primary").toObject().value(u"node").toString());
    QVERIFY(report.value(u"passed").toBool());
    QVERIFY2(drill.err.contains(u"was told to hand over"), qPrintable(drill.err));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains(report.value(u"sentence").toString().toUtf8()));
    const QJsonArray events =
        m_ctl->run(QStringLiteral("events --json --kind drill.finished")).json().array();
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.first().toObject().value(u"details").toObject(), report);
    QCOMPARE(m_ctl->run(QStringLiteral("settings set --profile standard")).code, 0);
}

void TestCtlCluster::drainMaintenanceAndActivate()
{
    const QString primary = status().value(u"primary").toObject().value(u"node").toString();
    const QString name = primary == u"demo-02" ? QStringLiteral("demo-03") : QStringLiteral("demo-02");
    QCOMPARE(m_ctl->run(QStringLiteral("node drain %1 --for 1h --reason test").arg(name)).code, 0);
    waitForNode(name, [](const QJsonObject& node) { return node.value(u"state").toString() == u"draining"; });
    QCOMPARE(m_ctl->run(QStringLiteral("node drain %1 --for soon").arg(name)).code, 2);
    QCOMPARE(m_ctl->run(QStringLiteral("node drain %1 --for 0s").arg(name)).code, 2);
    QCOMPARE(m_ctl->run(QStringLiteral("node maintenance %1").arg(name)).code, 0);
    waitForNode(name, [](const QJsonObject& node) {
        const QJsonArray units = node.value(u"units").toArray();
        return node.value(u"state").toString() == u"maintenance" &&
               units.first().toObject().value(u"state").toString() == u"stopped";
    });
    QCOMPARE(m_ctl->run(QStringLiteral("node activate %1").arg(name)).code, 0);
    waitForNode(name, [](const QJsonObject& node) { return node.value(u"state").toString() == u"healthy"; });
}

void TestCtlCluster::theLastActiveNodeIsKept()
{
    QCOMPARE(m_ctl->run(QStringLiteral("node drain demo-02")).code, 0);
    QCOMPARE(m_ctl->run(QStringLiteral("node drain demo-03")).code, 0);
    const CtlAnswer refused = m_ctl->run(QStringLiteral("node drain demo-01"));
    QCOMPARE(refused.code, 4);
    QVERIFY2(refused.err.contains(u"demo-01"), qPrintable(refused.err));
    // That nobody is left to take over is no health, although all of it was asked for.
    waitUntil(
        [this] { return status().value(u"primary").toObject().value(u"node").toString() == u"demo-01"; }, 10s,
        "the last active node to be the primary");
    const CtlAnswer alone = m_ctl->run(QStringLiteral("status --check"));
    QCOMPARE(alone.code, 1);
    QVERIFY2(alone.out.contains(u"no other node would take over: demo-02 and demo-03 are draining."),
             qPrintable(alone.out));
    QVERIFY2(alone.out.contains(u"No other node would take over.\n"), qPrintable(alone.out));
    const CtlAnswer nobody = m_ctl->run(QStringLiteral("forecast"));
    QCOMPARE(nobody.code, 1);
    QVERIFY2(
        nobody.out.contains(u"In the way  No other node would take over: demo-02 and demo-03 are draining."),
        qPrintable(nobody.out));
    QCOMPARE(m_ctl->run(QStringLiteral("node activate demo-02")).code, 0);
    QCOMPARE(m_ctl->run(QStringLiteral("node activate demo-03")).code, 0);
    QCOMPARE(m_ctl->run(QStringLiteral("wait --healthy --timeout 20")).code, 0);
}

void TestCtlCluster::unitsStopStartRestart()
{
    const auto web = [this] {
        for (const QJsonValue& unit : nodeIn(status(), QStringLiteral("demo-02")).value(u"units").toArray())
            if (unit.toObject().value(u"name").toString() == u"web")
                return unit.toObject();
        return QJsonObject();
    };
    const int before = web().value(u"pid").toInt();
    QVERIFY(before > 0);
    QCOMPARE(m_ctl->run(QStringLiteral("unit restart demo-02 web")).code, 0);
    waitUntil([&] { return web().value(u"pid").toInt() > 0 && web().value(u"pid").toInt() != before; }, 10s,
              "another process");
    QCOMPARE(m_ctl->run(QStringLiteral("unit stop demo-02 web")).code, 0);
    waitUntil([&] { return web().value(u"state").toString() == u"stopped"; }, 10s, "the unit to stop");
    QCOMPARE(m_ctl->run(QStringLiteral("unit start demo-02 web")).code, 0);
    waitUntil([&] { return web().value(u"state").toString() == u"running"; }, 10s, "the unit to run");
    for (const char* words : {"unit start demo-02 wep", "logs demo-02 wep"}) {
        const CtlAnswer unknown = m_ctl->run(QString::fromLatin1(words));
        QCOMPARE(unknown.code, 4);
        QCOMPARE(unknown.err,
                 QStringLiteral("rollcallctl: demo-02 has no unit \"wep\". Its units: web, service.\n"));
    }
}

void TestCtlCluster::aLiveNodeIsNotRemoved()
{
    const CtlAnswer refused = m_ctl->run(QStringLiteral("node remove demo-02"));
    QCOMPARE(refused.code, 4);
    QVERIFY2(refused.err.contains(u"demo-02 is alive"), qPrintable(refused.err));
    QCOMPARE(m_ctl->run(QStringLiteral("node restore demo-02")).code, 4);
}

void TestCtlCluster::aDeadNodeIsRemovedAndRestored()
{
    const QString primary = status().value(u"primary").toObject().value(u"node").toString();
    const QString name = primary == u"demo-02" ? QStringLiteral("demo-03") : QStringLiteral("demo-02");
    qint64 pid = 0;
    for (const QJsonValue& node : readyFile().value(u"nodes").toArray())
        if (node.toObject().value(u"name").toString() == name)
            pid = node.toObject().value(u"pid").toInteger();
    QVERIFY(pid > 0);
    QCOMPARE(::kill(pid_t(pid), SIGTERM), 0); // a clean goodbye; the demo starts it again after 5 s
    waitForNode(name, [](const QJsonObject& node) { return node.value(u"state").toString() == u"down"; });
    QCOMPARE(m_ctl->run(QStringLiteral("node remove ") + name).code, 0);
    QCOMPARE(nodeIn(status(), name).value(u"state").toString(), QStringLiteral("removed"));
    QCOMPARE(m_ctl->run(QStringLiteral("node drain ") + name).code, 4);
    QCOMPARE(m_ctl->run(QStringLiteral("node restore ") + name).code, 0);
    QVERIFY(nodeIn(status(), name).value(u"state").toString() != u"removed");
}

void TestCtlCluster::watchAndFollowGoOn()
{
    QProcess follow;
    follow.setProcessEnvironment(m_ctl->environment());
    follow.start(program(QStringLiteral("rollcallctl")),
                 {QStringLiteral("events"), QStringLiteral("--follow"), QStringLiteral("--json"),
                  QStringLiteral("--limit"), QStringLiteral("1")});
    QProcess watch;
    watch.setProcessEnvironment(m_ctl->environment());
    watch.start(program(QStringLiteral("rollcallctl")),
                {QStringLiteral("status"), QStringLiteral("--watch"), QStringLiteral("--json")});
    waitUntil([&] { return follow.canReadLine() && watch.canReadLine(); }, 10s, "the first lines");
    QCOMPARE(m_ctl->run(QStringLiteral("pause --reason followed")).code, 0);
    QByteArray events;
    QByteArray states;
    waitUntil(
        [&] {
            events += follow.readAll();
            states += watch.readAll();
            return events.contains("failover.paused") && states.contains("\"paused\":true");
        },
        10s, "the event and the state");
    for (const QByteArray& line : events.trimmed().split('\n'))
        QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    QCOMPARE(m_ctl->run(QStringLiteral("resume")).code, 0);
    for (QProcess* process : {&follow, &watch}) {
        process->terminate();
        QVERIFY(process->waitForFinished());
    }
}

QTEST_GUILESS_MAIN(TestCtlCluster)
#include "tst_ctl_cluster.moc"
