#include "model/tables/presentation.h"

#include "model/cluster/eventkinds.h"
#include "model/core/durationtext.h"
#include "model/tables/timetext.h"

#include <QStringList>

#include <algorithm>

namespace rollcall
{

namespace
{

const QString unknownText = QStringLiteral("Unknown");

CellText unknownCell()
{
    return {unknownText, Mark::None, Tone::Muted};
}

bool mayStandBy(const NodeView& node)
{
    return node.row.wanted == Wanted::Active && node.key != KeyState::Differs && node.row.priority > 0 &&
           node.row.report.unfit.isEmpty();
}

UnitChip::Kind chipKind(const NodeView& node, const UnitReport& unit)
{
    switch (unit.state) {
    case UnitState::Running:
        return unit.isWorking()      ? UnitChip::Kind::Running
               : unit.ready == false ? UnitChip::Kind::Failed
                                     : UnitChip::Kind::Busy;
    case UnitState::Starting:
    case UnitState::Stopping:
        return UnitChip::Kind::Busy;
    case UnitState::Failed:
        return UnitChip::Kind::Failed;
    case UnitState::Stopped:
        if (node.row.holds(unit.name))
            return UnitChip::Kind::Stopped;
        return !node.primary && mayStandBy(node) ? UnitChip::Kind::Standby : UnitChip::Kind::Stopped;
    }
    Q_UNREACHABLE();
}

} // namespace

Mark markOf(NodeState state)
{
    switch (state) {
    case NodeState::Healthy:
        return Mark::Healthy;
    case NodeState::Idle:
    case NodeState::Removed:
        return Mark::Idle;
    case NodeState::Degraded:
    case NodeState::Unreachable:
    case NodeState::Stale:
        return Mark::Degraded;
    case NodeState::Draining:
        return Mark::Draining;
    case NodeState::Maintenance:
        return Mark::Maintenance;
    case NodeState::Down:
        return Mark::Down;
    }
    Q_UNREACHABLE();
}

Mark markOf(Health health)
{
    switch (health) {
    case Health::Healthy:
        return Mark::Healthy;
    case Health::Degraded:
        return Mark::Degraded;
    case Health::Critical:
        return Mark::Down;
    }
    Q_UNREACHABLE();
}

Mark markOf(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return Mark::Healthy;
    case Severity::Warning:
        return Mark::Degraded;
    case Severity::Error:
        return Mark::Down;
    }
    Q_UNREACHABLE();
}

QString titleOf(Health health)
{
    switch (health) {
    case Health::Healthy:
        return QStringLiteral("Healthy");
    case Health::Degraded:
        return QStringLiteral("Degraded");
    case Health::Critical:
        return QStringLiteral("Critical");
    }
    Q_UNREACHABLE();
}

QString titleOf(Mode mode)
{
    switch (mode) {
    case Mode::Single:
        return QStringLiteral("Single");
    case Mode::LoadBalancing:
        return QStringLiteral("Load balancing");
    case Mode::HighAvailability:
        return QStringLiteral("High availability");
    }
    Q_UNREACHABLE();
}

QString stateTitle(const NodeView& node)
{
    switch (node.verdict.state) {
    case NodeState::Healthy:
        return QStringLiteral("Healthy");
    case NodeState::Idle:
        return QStringLiteral("Idle");
    case NodeState::Degraded:
        return node.key == KeyState::Differs ? QStringLiteral("Key mismatch") : QStringLiteral("Degraded");
    case NodeState::Draining:
        return QStringLiteral("Draining");
    case NodeState::Maintenance:
        return QStringLiteral("Maintenance");
    case NodeState::Unreachable:
        return QStringLiteral("Unreachable");
    case NodeState::Stale:
        return QStringLiteral("Stale");
    case NodeState::Down:
        return QStringLiteral("Down");
    case NodeState::Removed:
        return QStringLiteral("Removed");
    }
    Q_UNREACHABLE();
}

Mark stateMark(const NodeView& node)
{
    return markOf(node.verdict.state);
}

int stateWeight(const NodeView& node)
{
    switch (node.verdict.state) {
    case NodeState::Down:
        return 0;
    case NodeState::Degraded:
    case NodeState::Unreachable:
    case NodeState::Stale:
        return 1;
    case NodeState::Draining:
        return 3;
    case NodeState::Maintenance:
        return 4;
    case NodeState::Idle:
        return 5;
    case NodeState::Healthy:
        return 6;
    case NodeState::Removed:
        return 7;
    }
    Q_UNREACHABLE();
}

QList<UnitChip> unitChips(const NodeView& node)
{
    QList<UnitChip> chips;
    const bool fresh = node.reportHolds();
    for (const UnitReport& unit : node.row.report.units) {
        const auto gone = node.row.stopped ? UnitChip::Kind::Stopped : UnitChip::Kind::Unknown;
        chips.append({unit.name, fresh ? chipKind(node, unit) : gone});
    }
    return chips;
}

QString chipWord(UnitChip::Kind kind)
{
    switch (kind) {
    case UnitChip::Kind::Running:
        return QStringLiteral("running");
    case UnitChip::Kind::Standby:
        return QStringLiteral("standby");
    case UnitChip::Kind::Stopped:
        return QStringLiteral("stopped");
    case UnitChip::Kind::Failed:
        return QStringLiteral("failed");
    case UnitChip::Kind::Busy:
        return QStringLiteral("changing");
    case UnitChip::Kind::Unknown:
        return QStringLiteral("unknown");
    }
    Q_UNREACHABLE();
}

CellText heartbeatCell(const NodeView& node)
{
    if (!node.row.heartbeatAge)
        return {emDash, Mark::None, Tone::Normal};
    const bool missed = *node.row.heartbeatAge > staleAfter;
    return {durationText(*node.row.heartbeatAge), Mark::None,
            missed && !node.row.stopped ? Tone::Critical : Tone::Normal};
}

CellText messengerCell(const Probe& probe)
{
    switch (probe.result) {
    case ProbeResult::Ok:
        return {probe.rtt ? rttText(*probe.rtt) : emDash, Mark::None, Tone::Normal};
    case ProbeResult::Refused:
        return {QStringLiteral("Refused"), Mark::None, Tone::Critical};
    case ProbeResult::Timeout:
        return {QStringLiteral("No answer"), Mark::None, Tone::Critical};
    case ProbeResult::KeyDiffers:
        return {QStringLiteral("Key differs"), Mark::None, Tone::Warning};
    case ProbeResult::NotConfigured:
        return {emDash, Mark::None, Tone::Normal};
    }
    Q_UNREACHABLE();
}

namespace
{

/// What the load balancer itself says, beside what it should say.
CellText balancerOwnCell(const NodeView& node)
{
    const BalancerFit fit = node.balancerFit;
    if (fit == BalancerFit::Unknown)
        return {unknownText, Mark::Unknown, Tone::Normal};
    const bool fine = fit == BalancerFit::Fits || fit == BalancerFit::CatchingUp;
    if (node.balancer.sighting->missing())
        return {QStringLiteral("Not listed"), fine ? Mark::Idle : Mark::Degraded, Tone::Normal};
    if (node.balancerView() == BalancerView::Up)
        return {QStringLiteral("In rotation"), fine ? Mark::Healthy : Mark::Degraded, Tone::Normal};
    if (node.row.wanted == Wanted::Maintenance)
        return {QStringLiteral("Taken out"), Mark::Maintenance, Tone::Normal};
    if (node.row.wanted == Wanted::Draining)
        return {QStringLiteral("Draining"), Mark::Draining, Tone::Normal};
    if (fine)
        return {QStringLiteral("Kept out"), Mark::Idle, Tone::Normal};
    return {fit == BalancerFit::Dropped      ? QStringLiteral("Dropped")
            : fit == BalancerFit::Unresolved ? QStringLiteral("No such name")
                                             : QStringLiteral("Taken out"),
            Mark::Degraded, Tone::Normal};
}

} // namespace

CellText balancerCell(const NodeView& node)
{
    if (node.balancer.asked)
        return balancerOwnCell(node);
    if (!node.reportHolds())
        return {unknownText, Mark::Unknown, Tone::Normal};
    switch (node.row.report.balancer.told) {
    case BalancerView::Up:
        return {QStringLiteral("In rotation"), Mark::Healthy, Tone::Normal};
    case BalancerView::Drain:
        if (node.row.wanted == Wanted::Maintenance)
            return {QStringLiteral("Taken out"), Mark::Maintenance, Tone::Normal};
        return {QStringLiteral("Draining"), Mark::Draining, Tone::Normal};
    case BalancerView::Down:
        if (node.row.wanted == Wanted::Maintenance)
            return {QStringLiteral("Taken out"), Mark::Maintenance, Tone::Normal};
        if (node.row.wanted == Wanted::Draining)
            return {QStringLiteral("Draining"), Mark::Draining, Tone::Normal};
        if (node.verdict.state == NodeState::Idle)
            return {QStringLiteral("Kept out"), Mark::Idle, Tone::Normal};
        return {QStringLiteral("Kept out"), Mark::Degraded, Tone::Normal};
    case BalancerView::Unknown:
        return {QStringLiteral("Not asked"), Mark::Idle, Tone::Normal};
    }
    Q_UNREACHABLE();
}

CellText storageCell(const NodeView& node)
{
    if (!node.reportHolds())
        return unknownCell();
    switch (node.storage.state) {
    case StorageState::Proven:
        return {QStringLiteral("OK"), Mark::Tick, Tone::Normal};
    case StorageState::Failing:
        return {QStringLiteral("Failing"), Mark::Degraded, Tone::Strong};
    case StorageState::Unknown:
        return unknownCell();
    }
    Q_UNREACHABLE();
}

CellText keyCell(const NodeView& node)
{
    if (!node.reportHolds() && node.probe.result != ProbeResult::Ok &&
        node.probe.result != ProbeResult::KeyDiffers)
        return unknownCell();
    switch (node.key) {
    case KeyState::InSync:
        return {QStringLiteral("In sync"), Mark::Tick, Tone::Normal};
    case KeyState::Differs:
        return {QStringLiteral("Differs"), Mark::Degraded, Tone::Strong};
    case KeyState::Unknown:
        return unknownCell();
    }
    Q_UNREACHABLE();
}

CellText versionCell(const NodeView& node)
{
    if (!node.reportHolds() || node.row.report.version.isEmpty())
        return unknownCell();
    if (node.versionInSync)
        return {node.row.report.version, Mark::Tick, Tone::Normal};
    return {node.row.report.version, Mark::Degraded, Tone::Strong};
}

CellText skewCell(const NodeView& node)
{
    if (!node.reportHolds())
        return {emDash, Mark::None, Tone::Normal};
    const Millis skew = node.row.report.clockOffset;
    const bool large = std::chrono::abs(skew) > Millis(1000);
    return {skewText(skew), Mark::None, large ? Tone::Warning : Tone::Normal};
}

QList<float> probeHistory(const Probe& probe, int count)
{
    QList<float> values;
    const std::size_t size = probe.history.size();
    const std::size_t first =
        size > static_cast<std::size_t>(count) ? size - static_cast<std::size_t>(count) : 0;
    for (std::size_t i = first; i < size; ++i)
        values.append(static_cast<float>(probe.history[i].count()) / 1000.0F);
    return values;
}

QString spokenNode(const NodeView& node)
{
    QStringList parts{node.row.name, stateTitle(node)};
    if (!node.verdict.secondLine.isEmpty())
        parts.append(node.verdict.secondLine);
    const QList<UnitChip> chips = unitChips(node);
    for (const UnitChip& chip : chips)
        parts.append(QStringLiteral("%1 %2").arg(chip.name, chipWord(chip.kind)));
    return parts.join(QStringLiteral(", "));
}

Mark eventMark(const Event& event)
{
    using namespace eventkind;
    if (event.kind == PrimaryElected)
        return Mark::Crown;
    if (event.kind == NodeWanted) {
        const QString wanted = event.details.value(QStringLiteral("wanted")).toString();
        if (wanted == wordOf(Wanted::Draining))
            return Mark::Draining;
        if (wanted == wordOf(Wanted::Maintenance))
            return Mark::Maintenance;
    }
    if (event.severity == Severity::Info && (event.kind == NodeStopped || event.kind == UnitStopped ||
                                             event.kind == PrimaryReleased || event.kind == NodeRemoved))
        return Mark::Idle;
    return markOf(event.severity);
}

QString nodeCount(qint64 count)
{
    return count == 1 ? QStringLiteral("1 node") : QStringLiteral("%1 nodes").arg(count);
}

QString listed(const QStringList& names, int atMost)
{
    if (names.size() <= 1)
        return names.value(0);
    if (names.size() <= atMost)
        return QStringLiteral("%1 and %2")
            .arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.last());
    return QStringLiteral("%1 and %2 more")
        .arg(names.mid(0, atMost - 1).join(QStringLiteral(", ")))
        .arg(names.size() - atMost + 1);
}

} // namespace rollcall
