#include "model/cluster/redundancy.h"

#include "model/cluster/phrases.h"

#include <QStringList>

#include <algorithm>

namespace rollcall
{

namespace
{

/// What keeps a node away; after one name, and after several.
struct Absence {
    QString one;
    QString many;
    QString remedy; ///< with %1 for the names
};

Absence silenceOf(const NodeView& node)
{
    if (node.row.stopped)
        return {QStringLiteral("is stopped"), QStringLiteral("are stopped"),
                QStringLiteral("Start rollcall-node on %1.")};
    if (node.verdict.state == NodeState::Down)
        return {QStringLiteral("does not answer"), QStringLiteral("do not answer"),
                QStringLiteral("Start rollcall-node on %1.")};
    return {QStringLiteral("writes no heartbeat"), QStringLiteral("write no heartbeat"),
            QStringLiteral("Check the connection from %1 to the database.")};
}

/// For the hindrances that concern every kind of work; the others are the callers'.
Absence absenceOf(const NodeView& node, Hindrance hindrance)
{
    switch (hindrance) {
    case Hindrance::Maintenance:
        return {QStringLiteral("is in maintenance"), QStringLiteral("are in maintenance"),
                QStringLiteral("Activate %1 when the work is done.")};
    case Hindrance::Draining:
        return {QStringLiteral("is draining"), QStringLiteral("are draining"),
                QStringLiteral("Activate %1 again.")};
    case Hindrance::OverLicense:
        return {QStringLiteral("is over the license's number of nodes"),
                QStringLiteral("are over the license's number of nodes"),
                QStringLiteral("Raise the number for %1: rollcallctl license set --nodes N.")};
    case Hindrance::NeverPrimary:
        return {QStringLiteral("has priority 0"), QStringLiteral("have priority 0"),
                QStringLiteral("Give %1 a priority above 0: rollcallctl node priority NODE 100.")};
    case Hindrance::Unfit:
        return {QStringLiteral("could not do the primary's work"),
                QStringLiteral("could not do the primary's work"),
                QStringLiteral("Put right on %1 what the check of can_run asks for.")};
    case Hindrance::None:
    case Hindrance::Removed:
    case Hindrance::NoHeartbeat:
        break;
    }
    return silenceOf(node);
}

Absence fromTakeover(const NodeView& node)
{
    if (const Hindrance hindrance = node.hindrance(); hindrance != Hindrance::None)
        return absenceOf(node, hindrance);
    const QString words = node.row.holdsBack().value_or(HoldBack()).words();
    return {words, words, QStringLiteral("Wait for %1, and look at why its terms end: rollcallctl history.")};
}

bool hasWebUnit(const NodeView& node)
{
    const std::vector<UnitReport>& units = node.row.report.units;
    return std::any_of(units.begin(), units.end(),
                       [](const UnitReport& unit) { return unit.role == UnitRole::Web; });
}

Absence fromRequests(const NodeView& node)
{
    if (node.row.wanted != Wanted::Active)
        return absenceOf(node,
                         node.row.wanted == Wanted::Draining ? Hindrance::Draining : Hindrance::Maintenance);
    if (!node.licensed)
        return absenceOf(node, Hindrance::OverLicense);
    if (!node.alive || node.verdict.state == NodeState::Down)
        return silenceOf(node);
    if (!hasWebUnit(node))
        return {QStringLiteral("has no web unit"), QStringLiteral("have no web unit"),
                QStringLiteral("Add a unit of the role web to node.toml on %1.")};
    for (const UnitReport& unit : node.row.report.units)
        if (unit.role == UnitRole::Web && !unit.isWorking()) {
            const QString words = unit.state == UnitState::Running || unit.state == UnitState::Starting
                                      ? QStringLiteral("has %1 running, which is not ready").arg(unit.name)
                                      : QStringLiteral("does not run %1").arg(unit.name);
            return {words, words,
                    QStringLiteral("Look at why %1 does not work on %2.").arg(unit.name, u"%1"_qs)};
        }
    return silenceOf(node);
}

/// Fills in why and remedy from the nodes that are missing: those with the same cause together.
void explain(RedundancyGap& gap, const std::vector<const NodeView*>& missing,
             Absence (*absence)(const NodeView&))
{
    struct Group {
        Absence cause;
        QStringList names;
    };
    std::vector<Group> groups;
    for (const NodeView* node : missing) {
        const Absence cause = absence(*node);
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&cause](const Group& each) { return each.cause.one == cause.one; });
        if (group == groups.end())
            group = groups.insert(groups.end(), {cause, {}});
        group->names << node->row.name;
    }
    QStringList causes;
    QStringList remedies;
    for (const Group& group : groups) {
        causes << someOf(group.names) + u' ' + (group.names.size() == 1 ? group.cause.one : group.cause.many);
        remedies << group.cause.remedy.arg(someOf(group.names));
    }
    gap.why = causes.join(QStringLiteral(", "));
    constexpr qsizetype mostRemedies = 2; // one of them is enough
    gap.remedy = remedies.mid(0, mostRemedies).join(QStringLiteral(" Or: "));
}

/// There is nothing to explain: nobody else has joined.
RedundancyGap alone(const QString& what, const QString& name)
{
    return {what, QStringLiteral("%1 is the only node").arg(name),
            QStringLiteral("Start rollcall-node on another server with this database.")};
}

} // namespace

QString RedundancyGap::words() const
{
    return what + QStringLiteral(": ") + why;
}

std::optional<RedundancyGap> takeoverGap(const ClusterView& view)
{
    if (view.facts.cluster.mode != Mode::HighAvailability || view.facts.cluster.paused || !view.primary)
        return std::nullopt;
    const auto successor = std::find_if(view.nodes.begin(), view.nodes.end(),
                                        [](const NodeView& node) { return node.succession == 1; });
    RedundancyGap gap{QStringLiteral("no other node would take over"), {}, {}};
    if (successor != view.nodes.end()) {
        // Whoever holds back for long is last in line: so do all.
        const std::optional<HoldBack> held = successor->row.holdsBack();
        if (!held || !held->outlasts(view.facts.timings))
            return std::nullopt;
        gap.what += QStringLiteral(" at once");
    }
    std::vector<const NodeView*> others;
    for (const NodeView& node : view.nodes)
        if (!node.primary)
            others.push_back(&node);
    if (others.empty())
        return alone(gap.what, view.primary->name);
    explain(gap, others, fromTakeover);
    return gap;
}

std::optional<RedundancyGap> requestsGap(const ClusterView& view)
{
    if (view.facts.cluster.mode == Mode::Single || view.nodes.empty())
        return std::nullopt;
    if (std::none_of(view.nodes.begin(), view.nodes.end(), hasWebUnit))
        return std::nullopt;
    std::vector<const NodeView*> missing;
    const NodeView* taking = nullptr;
    for (const NodeView& node : view.nodes) {
        const bool takes = node.takesRequests && hasWebUnit(node);
        if (takes && taking)
            return std::nullopt;
        if (takes)
            taking = &node;
        else
            missing.push_back(&node);
    }
    RedundancyGap gap{taking ? QStringLiteral("only %1 takes requests").arg(taking->row.name)
                             : QStringLiteral("no node takes new requests"),
                      {},
                      {}};
    if (missing.empty())
        return alone(gap.what, taking->row.name);
    explain(gap, missing, fromRequests);
    return gap;
}

} // namespace rollcall
