#include "model/cluster/license.h"
#include "model/cluster/placement.h"
#include "model/cluster/preflight.h"
#include "model/cluster/statusjson.h"
#include "tests/cluster/facts.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace rollcall;
using namespace rollcall::test;

namespace
{

/// Nodes that registered one after the other: web-01 first.
FactsBuilder registered(int nodes, Mode mode, Edition edition, int limit)
{
    FactsBuilder cluster(nodes, mode);
    for (int i = 0; i < nodes; ++i)
        cluster.node(i).joinedAt = 1000 + i;
    cluster.facts.cluster.license.edition = edition;
    cluster.facts.cluster.license.nodes = limit;
    return cluster;
}

QStringList overLimit(const ClusterView& view)
{
    QStringList names;
    for (const NodeView& node : view.nodes)
        if (!node.licensed)
            names << node.row.name;
    return names;
}

Check licenseCheck(Feature feature, const ClusterView& view)
{
    for (const Check& check : preflight(feature, view).checks)
        if (check.id == u"license")
            return check;
    return {};
}

} // namespace

class TestLicense : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewClusterMayDoEverythingWithFiveNodes()
    {
        const License license;
        QCOMPARE(license.text(), QStringLiteral("Enterprise, 5 nodes"));
        QVERIFY(license.permits(Mode::HighAvailability));
    }

    void wordsComeBack()
    {
        for (Edition edition : {Edition::Basic, Edition::BasicLoadBalancing, Edition::Enterprise})
            QCOMPARE(editionOf(wordOf(edition)), std::optional(edition));
        QVERIFY(!editionOf(u"gold"));
    }

    void eachEditionAllowsItsModes_data()
    {
        QTest::addColumn<int>("edition");
        QTest::addColumn<int>("modes"); // so many of single, load balancing, high availability
        QTest::newRow("basic") << static_cast<int>(Edition::Basic) << 1;
        QTest::newRow("basic with load balancing") << static_cast<int>(Edition::BasicLoadBalancing) << 2;
        QTest::newRow("enterprise") << static_cast<int>(Edition::Enterprise) << 3;
    }
    void eachEditionAllowsItsModes()
    {
        QFETCH(int, edition);
        QFETCH(int, modes);
        License license;
        license.edition = static_cast<Edition>(edition);
        int allowed = 0;
        for (Mode mode : {Mode::Single, Mode::LoadBalancing, Mode::HighAvailability}) {
            const Result<void> permitted = license.permits(mode);
            allowed += permitted ? 1 : 0;
            if (permitted)
                continue;
            QCOMPARE(permitted.error().kind, ErrorKind::Refused);
            QVERIFY(permitted.error().what.contains(titleOf(license.edition)));
            QVERIFY(permitted.error().remedy.contains(u"license set --edition"));
        }
        QCOMPARE(allowed, modes);
    }

    void whoRegisteredFirstIsWithin()
    {
        FactsBuilder cluster = registered(7, Mode::HighAvailability, Edition::Enterprise, 5);
        QCOMPARE(overLimit(cluster.view()), (QStringList{u"web-06"_qs, u"web-07"_qs}));
        // Being dead does not give a place away: else a node that comes back would push out one that serves.
        cluster.node(1).heartbeatAge = std::chrono::hours(1);
        QCOMPARE(overLimit(cluster.view()), (QStringList{u"web-06"_qs, u"web-07"_qs}));
        // Being removed does.
        cluster.node(1).removedAt = 1;
        QCOMPARE(overLimit(cluster.view()), QStringList{u"web-07"_qs});
        // The order of the rows says nothing.
        std::reverse(cluster.facts.nodes.begin(), cluster.facts.nodes.end());
        QCOMPARE(overLimit(cluster.view()), QStringList{u"web-07"_qs});
    }

    void theSameMomentIsDecidedByTheId()
    {
        FactsBuilder cluster = registered(3, Mode::HighAvailability, Edition::Enterprise, 2);
        for (NodeRow& row : cluster.facts.nodes)
            row.joinedAt = 1000;
        const auto last = std::max_element(
            cluster.facts.nodes.begin(), cluster.facts.nodes.end(),
            [](const NodeRow& a, const NodeRow& b) { return a.id.toString() < b.id.toString(); });
        QCOMPARE(nodesOverLimit(cluster.facts.nodes, 2), QSet<NodeId>{last->id});
    }

    void aNodeOverTheLimitServesNothingAndSaysWhy()
    {
        FactsBuilder cluster = registered(6, Mode::HighAvailability, Edition::Enterprise, 5);
        const NodeView node = cluster.concluded(5);
        QVERIFY(!node.licensed);
        QCOMPARE(node.verdict.state, NodeState::Degraded);
        QVERIFY2(node.verdict.sentence.contains(u"The license allows 5 nodes"),
                 qPrintable(node.verdict.sentence));
        QVERIFY(node.verdict.remedy.contains(u"license set --nodes"));
        QCOMPARE(node.succession, 0);
        const Placement placement{Mode::HighAvailability, Wanted::Active, false, false};
        QVERIFY(!placement.runs(UnitRole::Web));
        QVERIFY(!placement.takesTraffic());
        const ClusterView view = cluster.view();
        QCOMPARE(view.problems.front().nodeName, QStringLiteral("web-06"));
        QVERIFY2(view.problems.front().sentence.contains(u"over the license"),
                 qPrintable(view.problems.front().sentence));
        QCOMPARE(view.forecast.nodesServing, 5);
        QCOMPARE(statusJson(view).value(u"nodes").toArray().at(5).toObject().value(u"licensed").toBool(true),
                 false);
    }

    void thePreflightKnowsTheEdition()
    {
        const FactsBuilder basic = registered(3, Mode::Single, Edition::Basic, 5);
        QCOMPARE(licenseCheck(Feature::LoadBalancing, basic.view()).state, CheckState::Failed);
        FactsBuilder middle = registered(3, Mode::LoadBalancing, Edition::BasicLoadBalancing, 5);
        QCOMPARE(licenseCheck(Feature::LoadBalancing, middle.view()).state, CheckState::Passed);
        const Check refused = licenseCheck(Feature::HighAvailability, middle.view());
        QCOMPARE(refused.state, CheckState::Failed);
        QVERIFY(!refused.overridable);
        QVERIFY2(refused.evidence.contains(u"Basic with Load Balancing"), qPrintable(refused.evidence));
        const Result<void> verdict =
            preflight(Feature::HighAvailability, middle.view()).verdict({QStringLiteral("license")});
        QVERIFY(!verdict);
        QCOMPARE(verdict.error().kind, ErrorKind::Refused);

        const FactsBuilder over = registered(4, Mode::LoadBalancing, Edition::Enterprise, 3);
        const Check warned = licenseCheck(Feature::HighAvailability, over.view());
        QCOMPARE(warned.state, CheckState::Warning);
        QVERIFY2(warned.evidence.startsWith(u"web-04 is over"), qPrintable(warned.evidence));
    }

    void aLicenseNeverSwitchesOffWhatIsOn()
    {
        const FactsBuilder cluster = registered(3, Mode::HighAvailability, Edition::Enterprise, 5);
        const auto may = [&cluster](Edition edition, int nodes, Mode mode, int primary) {
            License wanted;
            wanted.edition = edition;
            wanted.nodes = nodes;
            return licenseMayBecome(wanted, mode, cluster.facts.nodes,
                                    cluster.facts.nodes[static_cast<std::size_t>(primary)].id);
        };
        const Result<void> refused = may(Edition::BasicLoadBalancing, 5, Mode::HighAvailability, 0);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Refused);
        QVERIFY2(refused.error().remedy.contains(u"disable high-availability"),
                 qPrintable(refused.error().remedy));
        QVERIFY(may(Edition::BasicLoadBalancing, 5, Mode::LoadBalancing, 0));
        QVERIFY(!may(Edition::Basic, 5, Mode::LoadBalancing, 0));
        QVERIFY(may(Edition::Basic, 5, Mode::Single, 0));
        // Nor does it take the primary away.
        QVERIFY(may(Edition::Enterprise, 1, Mode::HighAvailability, 0));
        QVERIFY(!may(Edition::Enterprise, 2, Mode::HighAvailability, 2));
        QCOMPARE(may(Edition::Enterprise, 0, Mode::Single, 0).error().kind, ErrorKind::Invalid);
    }
};

QTEST_GUILESS_MAIN(TestLicense)
#include "tst_license.moc"
