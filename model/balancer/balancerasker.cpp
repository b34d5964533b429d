#include "model/balancer/balancerasker.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// Whether a node's own heartbeat tells what the balancer sees of it.
bool speaksForItself(const NodeRow& row)
{
    const auto& sees = row.report.balancer.sees;
    return row.heartbeatFresh() &&
           std::any_of(sees.begin(), sees.end(), [&row](const BalancerSighting& sighting) {
               return sighting.node == row.id && sighting.age <= balancerSightingHolds;
           });
}

} // namespace

BalancerAsker::BalancerAsker(NodeId me, QObject* parent)
    : QObject(parent)
    , m_me(me)
{
    m_timer.setInterval(rhythm);
    connect(&m_timer, &QTimer::timeout, this, &BalancerAsker::ask);
    connect(&m_client, &StatisticsClient::answered, this, &BalancerAsker::take);
}

void BalancerAsker::setPlace(const QString& stats, const QString& backend)
{
    if (m_stopped || (stats == m_stats && backend == m_backend))
        return;
    m_stats = stats;
    m_backend = backend;
    m_seen.clear();
    m_seenAt.reset();
    m_failingSince.reset();
    m_problem.clear();
    const Result<BalancerPlace> place = BalancerPlace::parse(stats);
    m_place = place.value_or(BalancerPlace());
    if (!place)
        m_problem = place.error().what; // written past rollcallctl
    m_client.giveUp();                  // what the former place answers is not asked for any more
    m_timer.stop();
    if (m_place.isEmpty())
        return;
    m_timer.start();
    ask();
}

void BalancerAsker::setNodes(const std::vector<NodeRow>& rows)
{
    const bool first = m_names.empty();
    m_names = balancedNames(rows);
    m_speakFor.clear();
    for (const NodeRow& row : rows)
        if (!row.removedAt && row.id != m_me && !speaksForItself(row))
            m_speakFor.insert(row.id);
    if (first && m_timer.isActive())
        ask();
}

void BalancerAsker::stop()
{
    m_stopped = true;
    m_client.giveUp();
    m_timer.stop();
}

void BalancerAsker::ask()
{
    if (!m_names.empty() && !m_client.isBusy())
        m_client.ask(m_place);
}

void BalancerAsker::take(const Result<QByteArray>& csv)
{
    const Instant now = BootClock::now();
    const Result<OwnView> view =
        csv.and_then(readStatistics).and_then([this](const std::vector<StatisticsServer>& all) {
            return ownView(all, m_names, m_backend);
        });
    if (view) {
        m_seen = view->sightings;
        m_seenAt = now;
        m_failingSince.reset();
        m_problem.clear();
        return;
    }
    if (!m_failingSince)
        m_failingSince = now;
    if (now - *m_failingSince >= patience)
        m_problem = view.error().what;
}

void BalancerAsker::tell(BalancerReport& report, bool primary) const
{
    report.asks = !m_stats.isEmpty();
    report.problem = m_problem;
    if (!report.asks || !m_seenAt)
        return;
    const auto age = std::chrono::duration_cast<Millis>(BootClock::now() - *m_seenAt);
    if (age > balancerSightingHolds)
        return;
    const bool forOthers = primary || !m_place.socket.isEmpty();
    for (const BalancerSighting& sighting : m_seen) {
        if (sighting.node != m_me && !(forOthers && m_speakFor.contains(sighting.node)))
            continue;
        if (report.sees.size() == mostBalancerSightings)
            break;
        report.sees.push_back(sighting);
        report.sees.back().age = age;
    }
}

} // namespace rollcall
