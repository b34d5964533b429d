#include "model/cluster/featurechanges.h"
#include "model/cluster/placement.h"
#include "model/cluster/preflight.h"
#include "model/cluster/preflighthelp.h"
#include "model/cluster/statusjson.h"
#include "model/core/durationtext.h"
#include "tests/cluster/facts.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

QStringList idsWith(const Preflight& preflight, CheckState state)
{
    QStringList ids;
    for (const Check& check : preflight.checks)
        if (check.state == state)
            ids << check.id;
    return ids;
}

Check checkOf(const ClusterView& view, QStringView id)
{
    for (const Check& each : preflight(Feature::HighAvailability, view).checks)
        if (each.id == id)
            return each;
    return {};
}

} // namespace

class TestPreflight : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodClusterPasses()
    {
        const ClusterView view = FactsBuilder(3, Mode::LoadBalancing).view();
        const Preflight result = preflight(Feature::HighAvailability, view);
        QCOMPARE(result.count(CheckState::Passed), static_cast<int>(result.checks.size()));
        QVERIFY(result.verdict({}));
        QVERIFY(!result.changes.empty());
    }

    void everyCheckSaysWhatItMeans()
    {
        QSet<QString> ids;
        for (const Feature feature : {Feature::LoadBalancing, Feature::HighAvailability})
            for (const Check& each : preflight(feature, FactsBuilder(3, Mode::LoadBalancing).view()).checks) {
                QVERIFY2(each.help.size() > 80 && each.help.size() < 420 && each.help.endsWith(u'.'),
                         qPrintable(each.id + u": "_qs + each.help));
                QCOMPARE(each.help, preflightHelp(each.id));
                ids << each.id;
            }
        QCOMPARE(ids.size(), 12);
        QCOMPARE(preflightHelp(u"nothing"), QString());
        const QJsonObject json =
            preflightJson(preflight(Feature::LoadBalancing, FactsBuilder(2, Mode::Single).view()));
        QVERIFY(!json[u"checks"][0][u"help"].toString().isEmpty());
    }

    void theOddKeyIsNamed()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        cluster.node(2).report.keyFingerprint = u"9C41"_qs;
        const Check odd = checkOf(cluster.view(), u"same-key");
        QCOMPARE(odd.state, CheckState::Failed);
        QCOMPARE(odd.evidence, u"web-03 holds another key than the other 2 nodes: 9C41, the others 3F7A."_qs);
        QVERIFY2(odd.remedy.startsWith(u"Set the cluster's key on web-03"), qPrintable(odd.remedy));

        // Nothing says which of two is right; once a rotation ended, the cluster itself knows.
        FactsBuilder two(2, Mode::LoadBalancing);
        two.node(1).report.keyFingerprint = u"9C41"_qs;
        QCOMPARE(
            checkOf(two.view(), u"same-key").evidence,
            u"web-01 holds key 3F7A, web-02 holds key 9C41: none is held by more nodes than the others, so "
            u"nothing says which one is the cluster's."_qs);
        two.facts.cluster.keys.inForce = u"9C41"_qs;
        QCOMPARE(checkOf(two.view(), u"same-key").evidence,
                 u"web-01 holds another key than the other node: 3F7A, the other 9C41."_qs);
        two.facts.cluster.keys.inForce = u"77AA"_qs;
        QCOMPARE(checkOf(two.view(), u"same-key").evidence,
                 u"web-01 holds key 3F7A, web-02 holds key 9C41, while the cluster's key is 77AA."_qs);
    }

    void anotherKeyBreaksNoOtherCheck()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        cluster.node(2).report.keyFingerprint = u"9C41"_qs;
        cluster.probe(2).result = ProbeResult::KeyDiffers;
        cluster.waysTo(2, ProbeResult::KeyDiffers);
        cluster.waysFrom(2, ProbeResult::KeyDiffers);
        const Preflight result = preflight(Feature::HighAvailability, cluster.view());
        QCOMPARE(idsWith(result, CheckState::Failed), QStringList{u"same-key"_qs});
        QCOMPARE(idsWith(result, CheckState::Warning), QStringList());
        QVERIFY2(
            checkOf(cluster.view(), u"messenger-mesh").evidence.contains(u"4 of 6 ways refuse the handshake"),
            qPrintable(checkOf(cluster.view(), u"messenger-mesh").evidence));
        QVERIFY(checkOf(cluster.view(), u"messenger-tcp").evidence.contains(u"web-03 does so"));
    }

    void theKeyOfThisComputerMayBeTheOddOne()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        for (int i = 0; i < 3; ++i)
            cluster.probe(i).result = ProbeResult::KeyDiffers;
        const Check odd = checkOf(cluster.view(), u"same-key");
        QCOMPARE(odd.state, CheckState::Warning);
        QVERIFY2(odd.evidence.contains(u"this computer another one"), qPrintable(odd.evidence));
        QVERIFY(!odd.consent.isEmpty());
        QVERIFY(preflight(Feature::HighAvailability, cluster.view()).verdict({}));
    }

    void theOddVersionAndClockAreNamed()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        cluster.node(1).report.version = u"0.9"_qs;
        QCOMPARE(checkOf(cluster.view(), u"same-version").evidence,
                 u"web-02 runs 0.9 and web-01 and web-03 run 1.0."_qs);
        QCOMPARE(checkOf(cluster.view(), u"same-version").remedy, u"Install version 1.0 on web-02."_qs);
        cluster.node(1).report.clockOffset = -90s;
        QCOMPARE(checkOf(cluster.view(), u"clocks").evidence,
                 u"Beside the other clocks, that of web-02 is %1 behind; the limit is 1 s."_qs.arg(
                     durationText(90s)));
        QCOMPARE(checkOf(cluster.view(), u"clocks").remedy, u"Set up time synchronisation on web-02."_qs);
        FactsBuilder two(2, Mode::LoadBalancing);
        two.node(1).report.clockOffset = 3s;
        QVERIFY(checkOf(two.view(), u"clocks").evidence.startsWith(u"The clocks of web-01 and web-02 are"));
    }

    void whatStartsWhereIsSaidPerNode()
    {
        FactsBuilder cluster(5, Mode::Single);
        cluster.node(2).report.units.push_back({u"static"_qs, UnitRole::Web, UnitState::Stopped, 0, 0, {}});
        cluster.node(3).wanted = Wanted::Maintenance;
        cluster.node(4).heartbeatAge = 60s;
        cluster.probe(4).result = ProbeResult::Timeout;
        cluster.forgetWays();
        const Preflight result = preflight(Feature::LoadBalancing, cluster.view());
        QCOMPARE(QStringList(result.changes.begin(), result.changes.end()),
                 (QStringList{u"web-02 starts web and takes requests."_qs,
                              u"web-03 starts web and static and takes requests."_qs,
                              u"web-04 stays as it is, and joins in when activated."_qs,
                              u"web-05 does not run now, and joins in after the next start."_qs,
                              u"The service stays on web-01 until you hand it over."_qs}));
        FactsBuilder balanced(3, Mode::LoadBalancing);
        balanced.node(2).priority = 900;
        QCOMPARE(preflight(Feature::HighAvailability, balanced.view()).changes.at(1),
                 u"Next in line: web-03 and web-02; service would start there."_qs);
    }

    void disablingIsAsCareful()
    {
        const auto said = [](Feature feature, const FactsBuilder& cluster) {
            const std::vector<QString> changes = changesOfDisabling(feature, cluster.view());
            return QStringList(changes.begin(), changes.end());
        };
        FactsBuilder balanced(4, Mode::LoadBalancing);
        balanced.node(2).report.units.push_back({u"static"_qs, UnitRole::Web, UnitState::Running, 0, 0, {}});
        balanced.node(3).wanted = Wanted::Maintenance; // runs nothing that could stop
        QCOMPARE(said(Feature::LoadBalancing, balanced),
                 (QStringList{u"Only web-01 serves: all requests go there, and the service stays there."_qs,
                              u"web-02 stops web and takes no more requests."_qs,
                              u"web-03 stops web and static and takes no more requests."_qs}));
        QVERIFY(mayDisable(Feature::LoadBalancing, balanced.view()));
        QCOMPARE(mayDisable(Feature::HighAvailability, balanced.view()).error().what,
                 u"High availability is off already."_qs);

        FactsBuilder available(3, Mode::HighAvailability);
        QCOMPARE(said(Feature::HighAvailability, available).first(),
                 u"If web-01 fails, no other node takes over on its own."_qs);
        QCOMPARE(mayDisable(Feature::LoadBalancing, available.view()).error().remedy,
                 u"Disable high availability first."_qs);
        QVERIFY(mayDisable(Feature::HighAvailability, available.view()));

        // The node that would serve alone has to be able to.
        balanced.node(0).wanted = Wanted::Draining;
        const Result<void> alone = mayDisable(Feature::LoadBalancing, balanced.view());
        QVERIFY(!alone);
        QCOMPARE(alone.error().what, u"web-01 is the only node that would serve, and it is not active."_qs);
        QVERIFY(!mayDisable(Feature::LoadBalancing, FactsBuilder(3, Mode::Single).view()));
    }

    void waysThatNobodyTriedAreAWarning()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        cluster.node(1).report.peers.clear();
        const Preflight result = preflight(Feature::HighAvailability, cluster.view());
        QCOMPARE(idsWith(result, CheckState::Warning), QStringList{u"messenger-mesh"_qs});
        QVERIFY(result.verdict({}));
        for (const Check& check : result.checks)
            if (check.id == u"messenger-mesh")
                QVERIFY2(check.evidence.contains(u"4 of 6 ways"), qPrintable(check.evidence));
    }

    void theBrokenPairIsNamed()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        cluster.way(2, 0, ProbeResult::Timeout);
        const Result<void> verdict = preflight(Feature::LoadBalancing, cluster.view()).verdict({});
        QVERIFY(!verdict);
        QVERIFY2(verdict.error().details.value(0).contains(u"web-03 to web-01 (timeout)"),
                 qPrintable(verdict.error().message()));
    }

    void oneDatabaseServerIsAWarningThatDoesNotBlock()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        cluster.facts.databaseRedundant = false;
        const Preflight result = preflight(Feature::HighAvailability, cluster.view());
        QCOMPARE(idsWith(result, CheckState::Warning), QStringList{QStringLiteral("database-redundancy")});
        QVERIFY(result.verdict({}));
    }

    void noSharedStorageIsAWarning()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        for (NodeRow& row : cluster.facts.nodes)
            row.report.shared = {};
        const Preflight result = preflight(Feature::HighAvailability, cluster.view());
        QCOMPARE(idsWith(result, CheckState::Warning), QStringList{u"shared-storage"_qs});
        QVERIFY(result.verdict({}));
        cluster.node(0).report.shared.path = u"/srv/shared"_qs;
        QVERIFY(!preflight(Feature::HighAvailability, cluster.view()).verdict({}));
    }

    void aFolderThatWasJustUnsetIsNoContradiction()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        cluster.facts.basePath.clear();
        cluster.node(0).report.shared = {};
        cluster.node(0).report.shared.basePath = QString();
        const Preflight result = preflight(Feature::HighAvailability, cluster.view());
        QCOMPARE(idsWith(result, CheckState::NotChecked), QStringList{u"shared-storage"_qs});
        QCOMPARE(idsWith(result, CheckState::Failed), QStringList());
    }

    void eachBreakageFailsItsCheckOnly_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* id : {"same-key", "same-version", "messenger-tcp", "messenger-mesh", "clocks",
                               "shared-storage", "load-balancing-on", "same-database"})
            QTest::addRow("%s", id) << QString::fromLatin1(id);
    }
    void eachBreakageFailsItsCheckOnly()
    {
        QFETCH(QString, id);
        FactsBuilder cluster(3,
                             id == QStringLiteral("load-balancing-on") ? Mode::Single : Mode::LoadBalancing);
        NodeRow& node = cluster.node(1);
        if (id == QStringLiteral("same-key"))
            node.report.keyFingerprint = QStringLiteral("9C41");
        else if (id == QStringLiteral("same-version"))
            node.report.version = QStringLiteral("0.9");
        else if (id == QStringLiteral("messenger-tcp"))
            node.report.messenger = QStringLiteral("pipe:rollcall");
        else if (id == QStringLiteral("messenger-mesh"))
            cluster.way(0, 1, ProbeResult::Refused);
        else if (id == QStringLiteral("shared-storage")) {
            cluster.partShares(1, 0);
            cluster.partShares(1, 2);
        } else if (id == QStringLiteral("clocks"))
            node.report.clockOffset = 3s;
        else if (id == QStringLiteral("same-database"))
            node.heartbeatAge = 20s;
        const Preflight result = preflight(Feature::HighAvailability, cluster.view());
        QCOMPARE(idsWith(result, CheckState::Failed), QStringList{id});
        const Result<void> verdict = result.verdict({});
        QVERIFY(!verdict);
        QCOMPARE(verdict.error().kind, ErrorKind::Refused);
        QVERIFY(!verdict.error().remedy.isEmpty());
        QVERIFY(!result.verdict({id})); // only the number of nodes may be overridden
        if (id != QStringLiteral("load-balancing-on"))
            QVERIFY2(verdict.error().message().contains(QStringLiteral("web-02")),
                     qPrintable(verdict.error().message()));
    }

    void twoNodesNeedAnOverrideAndOneIsNeverEnough()
    {
        const Preflight two =
            preflight(Feature::HighAvailability, FactsBuilder(2, Mode::LoadBalancing).view());
        QCOMPARE(idsWith(two, CheckState::Failed), QStringList{QStringLiteral("three-nodes")});
        QVERIFY(!two.verdict({}));
        QVERIFY(two.verdict({QStringLiteral("three-nodes")}));
        const Preflight one =
            preflight(Feature::HighAvailability, FactsBuilder(1, Mode::LoadBalancing).view());
        QVERIFY(!one.verdict({QStringLiteral("three-nodes")}));
    }

    void anUnknownOverrideIsWrongUsage()
    {
        const Preflight good =
            preflight(Feature::HighAvailability, FactsBuilder(3, Mode::LoadBalancing).view());
        const Result<void> verdict = good.verdict({QStringLiteral("three-node")});
        QVERIFY(!verdict);
        QCOMPARE(verdict.error().kind, ErrorKind::Invalid);
        QCOMPARE(verdict.error().remedy, u"Did you mean \"three-nodes\"?"_qs);
        QVERIFY(good.verdict({u"nothing"_qs}).error().remedy.contains(u"three-nodes"));
    }

    /// One line for each check that stands in the way, then what may be accepted and how.
    void aRefusalIsReadable()
    {
        FactsBuilder cluster(2, Mode::LoadBalancing);
        cluster.node(0).report.shared.fault = StorageFault::Full;
        cluster.node(1).report.shared.fault = StorageFault::Full;
        const Error error = preflight(Feature::HighAvailability, cluster.view()).verdict({}).error();
        QCOMPARE(error.what, u"High availability cannot be enabled: 2 checks did not pass."_qs);
        QCOMPARE(
            error.details,
            (QStringList{u"At least three nodes: Only web-01 and web-02 are alive. Start or add nodes until "
                         u"three are alive."_qs,
                         u"Shared storage: Each of web-01 and web-02: The shared storage, /srv/shared, is "
                         u"full, as it sees it. Free some space there, or raise the quota of web-01 and "
                         u"web-02."_qs}));
        QCOMPARE(error.remedy, u"Every check, and what it means: rollcallctl preflight high-availability "
                               u"--explain. This can be accepted as it is: --override three-nodes"_qs);
        FactsBuilder three(3, Mode::Single);
        const Error none = preflight(Feature::HighAvailability, three.view()).verdict({}).error();
        QCOMPARE(none.what, u"High availability cannot be enabled: one check did not pass."_qs);
        QVERIFY2(none.remedy.endsWith(u"What is listed cannot be overridden."), qPrintable(none.remedy));
    }

    void nodesInTheSameTroubleAreNamedTogether()
    {
        FactsBuilder cluster(3, Mode::LoadBalancing);
        for (const auto& [one, other] : {std::pair{0, 1}, {0, 2}, {1, 2}}) {
            cluster.partShares(one, other);
        }
        const Check own = checkOf(cluster.view(), u"shared-storage");
        QCOMPARE(own.evidence, u"Each of web-01, web-02 and web-03: Its folder /srv/shared is not the shared "
                               u"storage: the files of the others are not in it."_qs);
        QCOMPARE(own.remedy, u"Mount the same share at /srv/shared on each of them."_qs);

        FactsBuilder mixed(3, Mode::LoadBalancing);
        mixed.node(0).report.shared.fault = StorageFault::Missing;
        mixed.node(1).report.shared.fault = StorageFault::ReadOnly;
        mixed.node(2).report.shared.fault = StorageFault::Missing;
        const Check check = checkOf(mixed.view(), u"shared-storage");
        QCOMPARE(check.evidence, u"Each of web-01 and web-03: The folder of the shared storage, /srv/shared, "
                                 u"does not exist on it. "
                                 u"web-02: The shared storage, /srv/shared, is mounted read-only on it."_qs);
        QVERIFY2(check.remedy.startsWith(u"Mount the share at /srv/shared on web-01 and web-03, or correct"),
                 qPrintable(check.remedy));
    }

    void noNodeIsRefusedWithWords()
    {
        for (const Feature feature : {Feature::LoadBalancing, Feature::HighAvailability}) {
            const Preflight none = preflight(feature, FactsBuilder(0, Mode::Single).view());
            const Error error = none.verdict({}).error();
            QVERIFY2(error.what.endsWith(u"cannot be enabled: no node has registered yet."),
                     qPrintable(error.what));
            QVERIFY2(error.remedy.contains(u"systemctl enable --now rollcall-node"),
                     qPrintable(error.remedy));
            QVERIFY(error.details.isEmpty());
            for (const Check& check : none.checks) // no false lead
                QVERIFY2(!check.remedy.contains(u"encryption_key_file"), qPrintable(check.remedy));
        }
        // Registered, and not running: those that have nobody to ask are not listed.
        FactsBuilder dead(1, Mode::Single);
        dead.node(0).heartbeatAge = 60s;
        dead.probe(0).result = ProbeResult::Timeout;
        const Error error = preflight(Feature::LoadBalancing, dead.view()).verdict({}).error();
        QCOMPARE(error.details.size(), 1);
        QVERIFY2(
            error.details.first().startsWith(u"Nodes to share the load: No node is alive; 1 is registered."),
            qPrintable(error.message()));
    }

    void loadBalancingSaysWhichUnitsStart()
    {
        const Preflight result = preflight(Feature::LoadBalancing, FactsBuilder(3, Mode::Single).view());
        QCOMPARE(result.changes.front(), QStringLiteral("web-02 and web-03 start web and take requests."));
    }

    void placementFollowsModeAndWantedState_data()
    {
        QTest::addColumn<Mode>("mode");
        QTest::addColumn<Wanted>("wanted");
        QTest::addColumn<bool>("primary");
        QTest::addColumn<QString>("runs"); // w: web runs, s: service runs, t: takes traffic
        QTest::newRow("single, primary") << Mode::Single << Wanted::Active << true << u"wst"_qs;
        QTest::newRow("single, other") << Mode::Single << Wanted::Active << false << u""_qs;
        QTest::newRow("lb, primary") << Mode::LoadBalancing << Wanted::Active << true << u"wst"_qs;
        QTest::newRow("lb, other") << Mode::LoadBalancing << Wanted::Active << false << u"wt"_qs;
        QTest::newRow("ha, other") << Mode::HighAvailability << Wanted::Active << false << u"wt"_qs;
        QTest::newRow("draining") << Mode::HighAvailability << Wanted::Draining << false << u"w"_qs;
        QTest::newRow("draining primary") << Mode::HighAvailability << Wanted::Draining << true << u"ws"_qs;
        QTest::newRow("maintenance") << Mode::HighAvailability << Wanted::Maintenance << true << u""_qs;
    }
    void placementFollowsModeAndWantedState()
    {
        QFETCH(Mode, mode);
        QFETCH(Wanted, wanted);
        QFETCH(bool, primary);
        QFETCH(QString, runs);
        const Placement here{mode, wanted, primary};
        QCOMPARE(here.runs(UnitRole::Web), runs.contains(u'w'));
        QCOMPARE(here.runs(UnitRole::Service), runs.contains(u's'));
        QCOMPARE(here.takesTraffic(), runs.contains(u't'));
    }

    void statusHasEveryFieldOfTheDesign()
    {
        FactsBuilder cluster(3);
        cluster.node(2).heartbeatAge = 60s;
        cluster.probe(2).result = ProbeResult::Refused;
        const QJsonObject status = statusJson(cluster.view());
        const QJsonObject head = status[u"cluster"].toObject();
        for (const char* field : {"id", "name", "mode", "paused", "health", "sentence"})
            QVERIFY2(head.contains(QLatin1String(field)), field);
        const QJsonObject primary = status[u"primary"].toObject();
        for (const char* field : {"node", "id", "epoch", "since"})
            QVERIFY2(primary.contains(QLatin1String(field)), field);
        QCOMPARE(status[u"nodes"].toArray().size(), 3);
        for (const QJsonValue& node : status[u"nodes"].toArray())
            for (const char* field : {"id", "name", "address", "os", "version", "primary", "state",
                                      "sentence", "heartbeat_age_ms", "clock_offset_ms", "probe", "balancer",
                                      "key", "version_in_sync", "storage", "units"})
                QVERIFY2(node.toObject().contains(QLatin1String(field)), field);
        const QJsonObject unit = status[u"nodes"][0][u"units"][0].toObject();
        for (const char* field : {"name", "role", "state", "pid", "restarts", "ready", "not_ready"})
            QVERIFY2(unit.contains(QLatin1String(field)), field);
        const QJsonObject problem = status[u"problems"][0].toObject();
        for (const char* field : {"severity", "node", "sentence", "remedy"})
            QVERIFY2(problem.contains(QLatin1String(field)), field);
        QCOMPARE(status[u"nodes"][0][u"probe"][u"rtt_ms"].toDouble(), 1.2);
        QCOMPARE(head[u"mode"].toString(), QStringLiteral("high-availability"));
        cluster.facts.leaseAge = 60s;
        QVERIFY(statusJson(cluster.view())[u"primary"].isNull());
    }

    void wordsAreReadBack()
    {
        QCOMPARE(fromWord<Mode>(u"load-balancing"), std::optional(Mode::LoadBalancing));
        QCOMPARE(fromWord<Mode>(u"Load-Balancing"), std::nullopt);
        QCOMPARE(fromWord<NodeState>(u""), std::nullopt);
        QCOMPARE(wordOf(KeyState::InSync), QStringLiteral("in-sync"));
    }
};

QTEST_GUILESS_MAIN(TestPreflight)
#include "tst_preflight.moc"
