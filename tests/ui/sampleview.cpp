#include "tests/ui/sampleview.h"

#include "model/cluster/eventkinds.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTime>

namespace rollcall::test
{

using namespace std::chrono_literals;

namespace
{

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;

/// Today at 14:32:23, as in the pictures; whatever day it is.
qint64 nowOf()
{
    return QDateTime(QDate(2026, 3, 12), QTime(14, 32, 23)).toMSecsSinceEpoch();
}

std::vector<std::chrono::microseconds> roundTrips(int seed, int around, bool failing)
{
    QRandomGenerator random(static_cast<quint32>(seed));
    std::vector<std::chrono::microseconds> values;
    for (int i = 0; i < 64; ++i)
        values.emplace_back(failing && i > 40 ? -1 : around / 2 + static_cast<int>(random.bounded(around)));
    return values;
}

NodeRow node(int number, const QString& prefix, Millis heartbeat)
{
    NodeRow row;
    row.id = NodeId::create();
    row.name = QStringLiteral("%1-%2").arg(prefix).arg(number, 2, 10, QLatin1Char('0'));
    row.incarnation = Incarnation::create();
    row.heartbeatAge = heartbeat;
    row.joinedAt = nowOf() - 9 * 24 * hour;
    row.report.version = QStringLiteral("4.8.1");
    row.report.os = QStringLiteral("Debian GNU/Linux 12");
    row.report.address = QStringLiteral("10.20.0.%1").arg(10 + number);
    row.report.messenger = QStringLiteral("tcp://10.20.0.%1:33237").arg(10 + number);
    row.report.health = QStringLiteral("http://10.20.0.%1:33238").arg(10 + number);
    row.report.keyFingerprint = QStringLiteral("3f7a");
    row.report.shared.path = QStringLiteral("/srv/shared");
    row.report.shared.nonce = row.name;
    row.report.shared.written = 100;
    row.report.clockOffset = Millis(number);
    row.report.load = 0.38;
    row.report.balancer = {BalancerView::Up, 800ms};
    row.report.units = {{QStringLiteral("web"), UnitRole::Web, UnitState::Running, 1000 + number, 0, {}},
                        {QStringLiteral("service"), UnitRole::Service, UnitState::Stopped, 0, 0, {}}};
    return row;
}

Probe answered(const NodeRow& row, int seed, int microseconds)
{
    Probe probe;
    probe.result = ProbeResult::Ok;
    probe.age = 800ms;
    probe.rtt = std::chrono::microseconds(microseconds);
    probe.endpoint = row.report.messenger;
    probe.history = roundTrips(seed, microseconds, false);
    return probe;
}

Event event(qint64 id, qint64 at, Severity severity, QLatin1String kind, const NodeRow& row,
            const QString& actor, const QString& sentence)
{
    Event each;
    each.id = id;
    each.at = at;
    each.severity = severity;
    each.kind = kind;
    each.node = row.id;
    each.nodeName = row.name;
    each.actor = actor;
    each.sentence = sentence;
    return each;
}

Event wanted(Event each, const QString& word)
{
    each.details.insert(QStringLiteral("wanted"), word);
    return each;
}

ClusterFacts cluster(const QString& name, Mode mode)
{
    ClusterFacts facts;
    facts.cluster.id = ClusterId::create();
    facts.cluster.name = name;
    facts.cluster.mode = mode;
    facts.cluster.license.nodes = mostLicensedNodes; // samples are of any size
    facts.databaseTime = nowOf();
    facts.databaseVersion = QStringLiteral("PostgreSQL 15.18");
    facts.leaseAge = 300ms;
    return facts;
}

void crown(ClusterFacts& facts, NodeRow& row, Epoch epoch, qint64 since, TermStart reason)
{
    facts.fence = epoch;
    facts.lease = Lease{row.id, epoch, 4711, {}};
    facts.cluster.designated = row.id;
    Term term;
    term.epoch = epoch;
    term.node = row.id;
    term.nodeName = row.name;
    term.startedAt = since;
    term.startReason = wordOf(reason);
    facts.terms.insert(facts.terms.begin(), term);
    row.report.units[1].state = UnitState::Running;
}

void endedTerm(ClusterFacts& facts, const NodeRow& row, Epoch epoch, qint64 from, qint64 to, TermStart start,
               qint64 silence)
{
    Term term;
    term.epoch = epoch;
    term.node = row.id;
    term.nodeName = row.name;
    term.startedAt = from;
    term.endedAt = to;
    term.startReason = wordOf(start);
    term.endReason = wordOf(TermEnd::Stopped);
    term.silenceMs = silence;
    facts.terms.insert(facts.terms.begin(), term);
}

} // namespace

Sample production()
{
    Sample sample;
    ClusterFacts& facts = sample.facts;
    facts = cluster(QStringLiteral("Production"), Mode::HighAvailability);
    const qint64 now = facts.databaseTime;
    std::vector<NodeRow> rows;
    const std::array<Millis, 7> beats{400ms, 600ms, 300ms, 500ms, 700ms, 252s, 400ms};
    for (int i = 1; i <= 7; ++i)
        rows.push_back(node(i, QStringLiteral("web"), beats[static_cast<std::size_t>(i - 1)]));

    rows[0].report.clockOffset = 0ms;
    rows[3].wanted = Wanted::Draining;
    rows[3].wantedBy = QStringLiteral("dana");
    rows[3].report.balancer.told = BalancerView::Drain;
    rows[3].report.clockOffset = -2ms;
    rows[4].wanted = Wanted::Maintenance;
    rows[4].wantedBy = QStringLiteral("dana");
    rows[4].wantedReason = QStringLiteral("Kernel update");
    rows[4].report.balancer.told = BalancerView::Down;
    rows[4].report.units[0].state = UnitState::Stopped;
    rows[6].report.keyFingerprint = QStringLiteral("9c41");
    rows[6].report.balancer.told = BalancerView::Down;
    rows[6].joinedAt = now - 21 * minute;

    endedTerm(facts, rows[1], 40, now - 40 * hour, now - 16 * hour - 46 * minute, TermStart::Silence, 1900);
    endedTerm(facts, rows[2], 41, now - 15 * hour - 45 * minute, now - 6 * hour - 12 * minute,
              TermStart::Silence, 2100);
    crown(facts, rows[0], 42, now - 6 * hour - 12 * minute, TermStart::Switchover);

    const std::array<int, 7> rtts{1200, 1400, 1900, 2200, 1600, 2400, 1700};
    for (std::size_t i = 0; i < rows.size(); ++i)
        sample.probes.insert(rows[i].id, answered(rows[i], static_cast<int>(i) + 7, rtts[i]));
    Probe& dead = sample.probes[rows[5].id];
    dead.result = ProbeResult::Refused;
    dead.failuresInARow = 126;
    dead.error = QStringLiteral("Connection refused");
    dead.history = roundTrips(3, 2400, true);
    sample.probes[rows[6].id].result = ProbeResult::Ok;

    facts.events = {
        wanted(event(812, now - 2 * minute, Severity::Info, eventkind::NodeWanted, rows[3],
                     QStringLiteral("dana"), QStringLiteral("web-04 started draining.")),
               QStringLiteral("draining")),
        event(811, now - 21 * minute, Severity::Warning, eventkind::NodeJoined, rows[6], {},
              QStringLiteral("web-07 joined with another key.")),
        wanted(event(810, now - 42 * minute, Severity::Info, eventkind::NodeWanted, rows[4],
                     QStringLiteral("dana"), QStringLiteral("web-05 entered maintenance.")),
               QStringLiteral("maintenance")),
        event(809, now - 6 * hour - 12 * minute, Severity::Info, eventkind::PrimaryElected, rows[0], {},
              QStringLiteral("web-01 became primary.")),
        event(808, now - 15 * hour - 30 * minute, Severity::Info, eventkind::NodeStarted, rows[1], {},
              QStringLiteral("web-02 is healthy again.")),
        event(807, now - 15 * hour - 45 * minute, Severity::Info, eventkind::PrimaryElected, rows[2], {},
              QStringLiteral("web-03 became primary.")),
        event(806, now - 15 * hour - 46 * minute, Severity::Error, eventkind::NodeStopped, rows[1], {},
              QStringLiteral("web-02 stopped answering.")),
    };
    facts.nodes = std::move(rows);
    return sample;
}

Sample staging()
{
    Sample sample;
    ClusterFacts& facts = sample.facts;
    facts = cluster(QStringLiteral("Staging"), Mode::Single);
    const qint64 now = facts.databaseTime;
    std::vector<NodeRow> rows;
    for (int i = 1; i <= 3; ++i) {
        rows.push_back(node(i, QStringLiteral("stage"), 500ms));
        if (i > 1) {
            rows.back().report.units[0].state = UnitState::Stopped;
            rows.back().report.balancer.told = BalancerView::Down;
        }
    }
    rows[1].joinedAt = now - 22 * hour;
    rows[2].joinedAt = now - 3 * hour;
    crown(facts, rows[0], 7, now - 76 * hour, TermStart::First);
    for (std::size_t i = 0; i < rows.size(); ++i)
        sample.probes.insert(rows[i].id, answered(rows[i], static_cast<int>(i) + 20, 2800));
    facts.events = {event(12, now - 3 * hour, Severity::Info, eventkind::NodeJoined, rows[2], {},
                          QStringLiteral("stage-03 joined.")),
                    event(11, now - 22 * hour, Severity::Info, eventkind::NodeJoined, rows[1], {},
                          QStringLiteral("stage-02 joined.")),
                    event(10, now - 76 * hour, Severity::Info, eventkind::PrimaryElected, rows[0], {},
                          QStringLiteral("stage-01 became primary."))};
    facts.nodes = std::move(rows);
    return sample;
}

Sample many(int nodes)
{
    Sample sample;
    ClusterFacts& facts = sample.facts;
    facts = cluster(QStringLiteral("Many"), Mode::HighAvailability);
    for (int i = 1; i <= nodes; ++i) {
        NodeRow row = node(i, QStringLiteral("node"), Millis(100 + i % 900));
        row.name = QStringLiteral("node-%1").arg(i, 5, 10, QLatin1Char('0'));
        if (i == 1)
            crown(facts, row, 3, facts.databaseTime - hour, TermStart::First);
        sample.probes.insert(row.id, answered(row, i, 1000 + i % 3000));
        facts.nodes.push_back(std::move(row));
    }
    return sample;
}

Freshness fresh()
{
    return {400ms};
}

Freshness stale()
{
    return {34s};
}

} // namespace rollcall::test
