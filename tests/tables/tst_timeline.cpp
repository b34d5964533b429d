#include "model/cluster/eventkinds.h"
#include "model/tables/timeline.h"

#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

constexpr qint64 hour = 3'600'000;
constexpr qint64 now = 1'760'000'000'000;
using Kind = NodeStretch::Kind;

NodeView node(const QString& name)
{
    NodeView view;
    view.row.id = NodeId::create();
    view.row.name = name;
    view.row.joinedAt = now - 100 * hour;
    view.row.heartbeatAge = 400ms;
    view.verdict.state = NodeState::Healthy;
    return view;
}

ClusterView cluster(int count)
{
    ClusterView view;
    view.facts.databaseTime = now;
    for (int i = 0; i < count; ++i)
        view.nodes.push_back(node(QStringLiteral("n-%1").arg(i)));
    return view;
}

Event happened(const NodeView& node, QLatin1String kind, qint64 at)
{
    Event each;
    each.at = at;
    each.kind = kind;
    each.node = node.row.id;
    return each;
}

Term term(const NodeView& node, Epoch epoch, qint64 from, std::optional<qint64> to)
{
    Term each;
    each.epoch = epoch;
    each.node = node.row.id;
    each.startedAt = from;
    each.endedAt = to;
    return each;
}

} // namespace

class TimelineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyClusterHasNoRows() { QVERIFY(buildTimeline(cluster(0), {}).rows.empty()); }

    void aQuietNodeIsAliveAllTheTime()
    {
        const Timeline timeline = buildTimeline(cluster(1), {});
        QCOMPARE(timeline.rows.size(), 1U);
        QCOMPARE(timeline.rows[0].segments.size(), 1U);
        QCOMPARE(timeline.rows[0].segments[0].from, now - 24 * hour);
        QCOMPARE(timeline.rows[0].segments[0].to, now);
        QCOMPARE(timeline.rows[0].now, Mark::Healthy);
    }

    void nothingBeforeTheNodeJoined()
    {
        ClusterView view = cluster(1);
        view.nodes[0].row.joinedAt = now - 2 * hour;
        view.facts.events = {happened(view.nodes[0], eventkind::NodeJoined, now - 2 * hour)};
        const Timeline timeline = buildTimeline(view, {});
        QCOMPARE(timeline.rows[0].segments.size(), 1U);
        QCOMPARE(timeline.rows[0].segments[0].from, now - 2 * hour);
    }

    void stopsAndStartsBecomeStretches()
    {
        ClusterView view = cluster(1);
        view.facts.events = {happened(view.nodes[0], eventkind::NodeStarted, now - 3 * hour),
                             happened(view.nodes[0], eventkind::NodeStopped, now - 5 * hour)};
        const auto segments = buildTimeline(view, {}).rows[0].segments;
        QCOMPARE(segments.size(), 3U);
        QCOMPARE(segments[1].kind, Kind::Down);
        QCOMPARE(segments[1].from, now - 5 * hour);
        QCOMPARE(segments[1].to, now - 3 * hour);
    }

    void aSilentNodeIsDownSinceItsLastHeartbeat()
    {
        ClusterView view = cluster(1);
        view.nodes[0].row.heartbeatAge = 4min;
        const auto segments = buildTimeline(view, {}).rows[0].segments;
        QCOMPARE(segments.back().kind, Kind::Down);
        QCOMPARE(segments.back().from, now - 240'000);
    }

    void wantedStatesAreShown()
    {
        ClusterView view = cluster(1);
        view.nodes[0].row.wanted = Wanted::Maintenance;
        Event wanted = happened(view.nodes[0], eventkind::NodeWanted, now - hour);
        wanted.details.insert(QStringLiteral("wanted"), QStringLiteral("maintenance"));
        view.facts.events = {wanted};
        const auto segments = buildTimeline(view, {}).rows[0].segments;
        QCOMPARE(segments.back().kind, Kind::Maintenance);
        QCOMPARE(segments.back().from, now - hour);
        QCOMPARE(segments.back().to, now);
    }

    void termsEndWhereTheNextBegins()
    {
        ClusterView view = cluster(2);
        // Epoch 5 ended without a word: its node was killed.
        view.facts.terms = {term(view.nodes[1], 6, now - 2 * hour, {}),
                            term(view.nodes[0], 5, now - 30 * hour, {})};
        view.primary = PrimaryView{view.nodes[1].row.id, view.nodes[1].row.name, 6, now - 2 * hour};
        view.nodes[1].primary = true;
        const Timeline timeline = buildTimeline(view, {});
        const NodeStretch former = timeline.rows[0].segments.back();
        QCOMPARE(former.kind, Kind::Primary);
        QCOMPARE(former.from, now - 24 * hour);
        QCOMPARE(former.to, now - 2 * hour);
        QCOMPARE(former.label, QStringLiteral("Epoch 5"));
        QCOMPARE(timeline.rows[1].segments.back().to, now);
    }

    void eventsOutOfOrderOrFromTheFutureDoNoHarm()
    {
        ClusterView view = cluster(1);
        view.facts.events = {happened(view.nodes[0], eventkind::NodeStopped, now - hour),
                             happened(view.nodes[0], eventkind::NodeStarted, now + 5 * hour),
                             happened(view.nodes[0], eventkind::NodeStopped, now - 23 * hour)};
        const auto segments = buildTimeline(view, {}).rows[0].segments;
        for (const NodeStretch& each : segments) {
            QVERIFY(each.from <= each.to);
            QVERIFY(each.to <= now);
            QVERIFY(each.from >= now - 24 * hour);
        }
    }
};

QTEST_GUILESS_MAIN(TimelineTest)
#include "tst_timeline.moc"
