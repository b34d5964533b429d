#include "model/node/primarywatch.h"

#include "model/cluster/balancergap.h"
#include "model/cluster/eventkinds.h"
#include "model/core/logging.h"

#include <utility>

namespace rollcall
{

PrimaryWatch::PrimaryWatch(Parts parts, QObject* parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    connect(&m_parts.election, &ElectionThread::promoted, this,
            [this](Epoch, Instant, Instant, Instant wonAt) { m_wonAt = wonAt; });
    connect(&m_parts.peers, &PeerDirectory::refreshed, this, &PrimaryWatch::lookAtBalancers);
}

void PrimaryWatch::look()
{
    const Instant now = BootClock::now();
    const bool primary = !m_stopping && m_parts.board.isPrimary(now);
    lookAtService(now, primary);
    const bool missed =
        primary && now - m_wonAt >= balancerPatience && m_parts.balancer().told == BalancerView::Unknown;
    if (std::exchange(m_missed, missed) != missed)
        m_parts.peers.lookSoon(); // whether the others are asked
}

void PrimaryWatch::lookAtService(Instant now, bool primary)
{
    const ServiceWatch::Facts facts{primary, m_automatic, m_parts.peers.hasCandidate(),
                                    m_parts.units.serviceFailuresInARow(), m_parts.units.serviceNotReady()};
    if (m_service.lacksCandidate(now, facts))
        m_parts.peers.lookSoon();
    if (!m_service.shouldStepDown(now, facts))
        return;
    if (facts.notReady)
        qCWarning(lcNode, "A service unit runs but is not ready: another node is to be the primary.");
    else
        qCWarning(lcNode).noquote() << "A service unit failed" << facts.failures
                                    << "times in a row: another node is to be the primary.";
    m_parts.election.stepDown({}, TermEnd::UnitFailed);
}

void PrimaryWatch::lookAtBalancers(std::vector<NodeRow> rows)
{
    const Instant now = BootClock::now();
    const Epoch epoch = m_stopping ? 0 : m_parts.board.held(now);
    const BalancerReport own = m_parts.balancer();
    for (NodeRow& row : rows)
        if (row.id == m_parts.node)
            row.report.balancer = own; // newer than what the last heartbeat said
    const std::optional<BalancerGap> gap =
        balancerGap(rows, m_parts.node, std::chrono::duration_cast<Millis>(now - m_wonAt));
    switch (m_balancers.look(epoch, gap.has_value(), own.told != BalancerView::Unknown)) {
    case BalancerWatch::News::Nothing:
        break;
    case BalancerWatch::News::Dropped:
        m_parts.events.add(eventkind::PrimaryDropped, Severity::Warning, gap->sentence(m_parts.name),
                           {{QStringLiteral("epoch"), epoch}});
        break;
    case BalancerWatch::News::AskedAgain:
        m_parts.events.add(eventkind::PrimaryAsked, Severity::Info,
                           QStringLiteral("Load balancers ask %1, the primary, again.").arg(m_parts.name),
                           {{QStringLiteral("epoch"), epoch}});
        break;
    }
    lookAtService(now, epoch != 0); // a candidate may have appeared
}

} // namespace rollcall
