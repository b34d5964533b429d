#include "model/tables/unitsummary.h"

#include "model/cluster/placement.h"
#include "model/tables/presentation.h"

#include <QMap>
#include <QStringList>

#include <algorithm>

namespace rollcall
{

namespace
{

/// Where one unit is in which state.
struct Places {
    UnitRole role = UnitRole::Web;
    QStringList running;
    QStringList missing; ///< should run there, or the node cannot be asked
    QStringList failed;
    QStringList held;
    int standby = 0;
    int expected = 0; ///< nodes where it should run
};

void count(Places& places, const NodeView& node, const UnitReport& unit, Mode mode)
{
    const QString& name = node.row.name;
    const bool shouldRun = Placement{mode, node.row.wanted, node.primary, node.licensed}.runs(unit.role);
    const bool held = node.row.holds(unit.name);
    const bool fresh = node.reportHolds();
    if (fresh && unit.state == UnitState::Running) {
        places.running << name;
    } else if (fresh && unit.state == UnitState::Failed) {
        places.failed << name;
        places.missing << name;
    } else if (held) {
        places.missing << name;
    } else if (shouldRun || unit.role == UnitRole::Web) {
        places.missing << name;
    } else if (fresh && node.row.wanted == Wanted::Active && node.key != KeyState::Differs) {
        ++places.standby;
    }
    if (held)
        places.held << name;
    if (shouldRun)
        ++places.expected;
}

UnitSummary conclude(const QString& name, const Places& places, const ClusterView& view)
{
    UnitSummary summary;
    summary.name = name;
    summary.role = places.role;
    summary.running = !places.running.isEmpty();
    summary.held = !places.held.isEmpty();
    const auto total = static_cast<qint64>(view.nodes.size());
    if (places.role == UnitRole::Service) {
        if (summary.running)
            summary.text = QStringLiteral("Running on %1").arg(listed(places.running));
        else if (!places.failed.isEmpty())
            summary.text = QStringLiteral("Failed on %1").arg(listed(places.failed));
        else if (!places.held.isEmpty())
            summary.text = QStringLiteral("Stopped by an administrator");
        else
            summary.text = QStringLiteral("Not running");
        summary.mark = summary.running && places.running.size() == 1 ? Mark::Healthy
                       : summary.running                             ? Mark::Degraded
                       : summary.held && places.failed.isEmpty()     ? Mark::Idle
                                                                     : Mark::Down;
        if (places.standby > 0 && view.facts.cluster.mode == Mode::HighAvailability)
            summary.note = QStringLiteral("Standby on %1").arg(nodeCount(places.standby));
        return summary;
    }
    if (!summary.running) {
        summary.text = summary.held && places.failed.isEmpty() ? QStringLiteral("Stopped by an administrator")
                                                               : QStringLiteral("Not running on any node");
        summary.mark = summary.held && places.failed.isEmpty() ? Mark::Idle : Mark::Down;
        return summary;
    }
    if (view.facts.cluster.mode == Mode::Single) {
        summary.text = QStringLiteral("Running on %1").arg(listed(places.running));
        summary.mark = places.failed.isEmpty() ? Mark::Healthy : Mark::Degraded;
        if (total > places.running.size())
            summary.note = QStringLiteral("Load balancing is off");
        return summary;
    }
    summary.text = QStringLiteral("Running on %1 of %2").arg(places.running.size()).arg(nodeCount(total));
    summary.mark = places.missing.isEmpty() ? Mark::Healthy : Mark::Degraded;
    if (!places.missing.isEmpty())
        summary.note = QStringLiteral("Not on %1").arg(listed(places.missing));
    return summary;
}

} // namespace

std::vector<UnitSummary> summarizeUnits(const ClusterView& view)
{
    QMap<QString, Places> units;
    for (const NodeView& node : view.nodes) {
        for (const UnitReport& unit : node.row.report.units) {
            Places& places = units[unit.name];
            places.role = unit.role;
            count(places, node, unit, view.facts.cluster.mode);
        }
    }
    std::vector<UnitSummary> summaries;
    for (auto it = units.cbegin(); it != units.cend(); ++it)
        summaries.push_back(conclude(it.key(), it.value(), view));
    std::stable_sort(summaries.begin(), summaries.end(), [](const UnitSummary& a, const UnitSummary& b) {
        return a.role == UnitRole::Service && b.role == UnitRole::Web;
    });
    return summaries;
}

} // namespace rollcall
