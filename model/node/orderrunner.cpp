#include "model/node/orderrunner.h"

#include "model/cluster/orderkinds.h"
#include "model/core/logging.h"
#include "model/database/clusterrepository.h"
#include "model/database/noderepository.h"
#include "model/node/drillorder.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis orderCallLimit{3000};
/// For the answer of an order: somebody waits for it, so it may take its time.
constexpr Millis answerLimit{5000};
constexpr Millis startLimit{8000};
constexpr Millis stopGrace{3000};

/// Below high availability the administrator's choice of the primary is a fact of the cluster: written first,
/// so that no node but the target stands.
Result<Mode> designate(Session& session, NodeId target)
{
    const Result<ClusterRow> cluster = ClusterRepository::read(session);
    if (!cluster)
        return Failure(cluster.error());
    if (cluster->mode != Mode::HighAvailability && cluster->designated != target)
        if (const Result<void> set = ClusterRepository::setDesignated(session, cluster->designated, target);
            !set)
            return Failure(set.error());
    return cluster->mode;
}

const UnitReport* reportOf(const std::vector<UnitReport>& reports, const QString& unit)
{
    const auto found = std::find_if(reports.begin(), reports.end(),
                                    [&](const UnitReport& report) { return report.name == unit; });
    return found == reports.end() ? nullptr : &*found;
}

} // namespace

OrderRunner::OrderRunner(Parts parts, NodeId node, std::vector<UnitSpec> units, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_node(node)
    , m_specs(std::move(units))
{
    connect(&m_parts.units, &UnitManager::reportsChanged, this, &OrderRunner::lookAtUnits);
    connect(&m_parts.election, &ElectionThread::leaseReleased, this,
            [this](Epoch, NodeId target) { released(target); });
    // Lost otherwise: fenced, or superseded.
    connect(&m_parts.election, &ElectionThread::demoted, this, [this](Epoch, TermEnd, bool kill) {
        if (kill && m_switchover != 0)
            finish(std::exchange(m_switchover, 0), CommandState::Failed,
                   QStringLiteral("The primary's role was lost before it could be handed over."));
    });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &OrderRunner::lookAtUnits);
}

void OrderRunner::failAbandoned()
{
    m_parts.database.run(orderCallLimit, [node = m_node](Session& session) {
        return CommandRepository::failAbandoned(
            session, node, QStringLiteral("The node service ended before it had finished the order."));
    });
}

void OrderRunner::pick()
{
    if (m_picking || m_down)
        return;
    m_picking = true;
    m_parts.database
        .run(orderCallLimit,
             [node = m_node](Session& session) { return CommandRepository::pick(session, node); })
        .then(this, [this](const Result<std::vector<Command>>& commands) {
            m_picking = false;
            if (!commands)
                return; // the next heartbeat says again that they wait
            for (const Command& command : *commands)
                carryOut(command);
        });
}

void OrderRunner::carryOut(const Command& command)
{
    qCInfo(lcNode).noquote() << "Order" << command.id << command.kind.left(64) << "by"
                             << command.askedBy.left(64);
    if (command.kind == orderkind::Switchover)
        switchover(command);
    else if (command.kind == orderkind::Drill)
        drill(command);
    else if (command.kind == orderkind::UnitStart || command.kind == orderkind::UnitStop ||
             command.kind == orderkind::UnitRestart)
        orderUnit(command);
    else
        finish(command.id, CommandState::Refused,
               QStringLiteral("This version of rollcall-node does not know the order “%1”.")
                   .arg(command.kind.left(64)));
}

void OrderRunner::switchover(const Command& command)
{
    // Also what damaged arguments come to: nobody may guess that anybody was meant.
    const NodeId to = NodeId::parse(command.arguments.value(u"to").toString()).value_or(NodeId());
    if (to.isNull())
        return finish(command.id, CommandState::Refused, QStringLiteral("The order does not name a node."));
    if (!m_parts.board.isPrimary(BootClock::now()))
        return finish(command.id, CommandState::Refused, QStringLiteral("This node is not the primary."));
    if (to == m_node)
        return finish(command.id, CommandState::Refused, QStringLiteral("This node is the primary already."));
    if (m_switchover != 0)
        return finish(command.id, CommandState::Refused, QStringLiteral("Another switchover is under way."));
    m_switchover = command.id;
    m_parts.database.run(orderCallLimit, [to](Session& session) { return designate(session, to); })
        .then(this, [this, id = command.id, to](const Result<Mode>& mode) {
            if (m_switchover != id)
                return;
            if (mode)
                stepDownTo(id, to);
            else
                finish(std::exchange(m_switchover, 0), CommandState::Failed, mode.error().message());
        });
}

void OrderRunner::stepDownTo(qint64 id, NodeId target)
{
    m_switchover = id;
    m_parts.election.stepDown(target, TermEnd::Switchover);
}

void OrderRunner::released(NodeId target)
{
    if (m_switchover == 0)
        return;
    finish(std::exchange(m_switchover, 0), CommandState::Done,
           target.isNull()
               ? QStringLiteral("The primary's role was given back.")
               : QStringLiteral("The primary's role was handed to %1.").arg(m_parts.peers.nameOf(target)));
}

void OrderRunner::drill(const Command& command)
{
    const Result<DrillOrder> order = DrillOrder::read(command.arguments);
    if (!order)
        return finish(command.id, CommandState::Refused, order.error().message());
    if (!m_parts.board.isPrimary(BootClock::now()))
        return finish(command.id, CommandState::Refused, QStringLiteral("This node is not the primary."));
    if (m_switchover != 0)
        return finish(command.id, CommandState::Refused, QStringLiteral("A switchover is under way."));
    m_parts.database
        .run(orderCallLimit, [order = *order, me = m_node,
                              id = command.id](Session& session) { return order.accept(session, me, id); })
        .then(this, [this, order = *order, id = command.id](const Result<void>& accepted) {
            if (!accepted)
                return finish(id,
                              accepted.error().kind == ErrorKind::Refused ? CommandState::Refused
                                                                          : CommandState::Failed,
                              accepted.error().message());
            // Whatever ended the term meanwhile was the better drill.
            if (!m_down && m_parts.board.isPrimary(BootClock::now()))
                order.carryOut(m_parts.board);
        });
}

void OrderRunner::orderUnit(const Command& command)
{
    const QString name = command.arguments.value(u"unit").toString();
    const UnitSpec* unit = spec(name);
    if (!unit)
        return finish(command.id, CommandState::Refused,
                      QStringLiteral("There is no unit \"%1\" here.").arg(name.left(64)));
    const std::vector<QString> wanted = wantedUnits(m_specs, m_parts.director.demand());
    const bool runsHere = std::find(wanted.begin(), wanted.end(), name) != wanted.end();
    UnitOrder order{command.id, name, command.kind != orderkind::UnitStop, 0, BootClock::now() + startLimit};
    if (!order.toRun)
        order.until = BootClock::now() + unit->stopTimeout + stopGrace;
    if (command.kind == orderkind::UnitStart && !runsHere)
        return finish(
            command.id, CommandState::Done,
            QStringLiteral("%1 is not held any more; it starts when it is this node's turn.").arg(name));
    if (command.kind == orderkind::UnitRestart) {
        const std::vector<UnitReport> reports = m_parts.units.reports();
        const UnitReport* report = reportOf(reports, name);
        order.oldPid = report ? report->pid : 0;
        order.until += unit->stopTimeout;
        if (const Result<void> done = m_parts.units.restart(name); !done)
            return finish(command.id, CommandState::Refused, done.error().message());
    }
    m_unitOrders.push_back(order);
    lookAtUnits();
}

void OrderRunner::lookAtUnits()
{
    if (m_unitOrders.empty())
        return;
    const std::vector<UnitReport> reports = m_parts.units.reports();
    const Instant now = BootClock::now();
    Instant next = Instant::max();
    std::vector<UnitOrder> open;
    for (const UnitOrder& order : m_unitOrders) {
        const UnitReport* report = reportOf(reports, order.unit);
        const UnitState state = report ? report->state : UnitState::Stopped;
        const bool replaced = report && report->pid != order.oldPid;
        if (order.toRun && state == UnitState::Running && replaced)
            finish(order.id, CommandState::Done,
                   QStringLiteral("%1 runs, process %2.").arg(order.unit).arg(report->pid));
        else if (!order.toRun && (state == UnitState::Stopped || state == UnitState::Failed))
            finish(order.id, CommandState::Done, QStringLiteral("%1 is stopped.").arg(order.unit));
        else if (order.toRun && state == UnitState::Failed && replaced)
            finish(order.id, CommandState::Failed,
                   QStringLiteral("%1 does not run. %2").arg(order.unit, report->lastError));
        else if (now >= order.until)
            finish(order.id, CommandState::Failed,
                   QStringLiteral("%1 is still %2.").arg(order.unit, wordOf(state)));
        else {
            next = std::min(next, order.until);
            open.push_back(order);
        }
    }
    m_unitOrders = std::move(open);
    if (!m_unitOrders.empty())
        m_patience.start(std::chrono::ceil<Millis>(next - now));
}

void OrderRunner::shutDown(const QString& answer)
{
    m_down = true;
    for (const UnitOrder& order : std::exchange(m_unitOrders, {}))
        finish(order.id, CommandState::Failed, answer);
    if (m_switchover != 0)
        finish(std::exchange(m_switchover, 0), CommandState::Failed, answer);
}

void OrderRunner::finish(qint64 id, CommandState state, const QString& answer)
{
    qCInfo(lcNode).noquote() << "Order" << id << wordOf(state) << '-' << answer;
    m_parts.database.run(
        answerLimit, [=](Session& session) { return CommandRepository::finish(session, id, state, answer); });
}

const UnitSpec* OrderRunner::spec(const QString& unit) const
{
    const auto found =
        std::find_if(m_specs.begin(), m_specs.end(), [&](const UnitSpec& each) { return each.name == unit; });
    return found == m_specs.end() ? nullptr : &*found;
}

} // namespace rollcall
