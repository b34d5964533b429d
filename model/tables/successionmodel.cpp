#include "model/tables/successionmodel.h"

#include "model/core/durationtext.h"
#include "model/tables/prioritywords.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace rollcall
{

namespace
{

QString placeText(int succession)
{
    switch (succession) {
    case 1:
        return QStringLiteral("Takes over next");
    case 2:
        return QStringLiteral("Second in line");
    case 3:
        return QStringLiteral("Third in line");
    default:
        return QStringLiteral("Number %1 in line").arg(succession);
    }
}

/// Why a node is not in the line: the first thing that keeps it out.
void placeOutside(SuccessionEntry& entry, const NodeView& node, const ClusterView& view)
{
    const QString& name = node.row.name;
    switch (node.hindrance()) {
    case Hindrance::NeverPrimary:
        entry.place = {QStringLiteral("Never primary"), Mark::Dash, Tone::Muted};
        entry.why = QStringLiteral("The priority of %1 is “Never”.").arg(name);
        return;
    case Hindrance::Draining:
    case Hindrance::Maintenance: {
        const bool draining = node.row.wanted == Wanted::Draining;
        entry.place = {draining ? QStringLiteral("Draining") : QStringLiteral("Maintenance"),
                       draining ? Mark::Draining : Mark::Maintenance, Tone::Normal};
        entry.why = QStringLiteral("Activate %1 to put it back in line.").arg(name);
        return;
    }
    case Hindrance::Unfit:
        entry.place = {QStringLiteral("Not able"), Mark::Degraded, Tone::Warning};
        entry.why = node.row.report.unfit;
        return;
    case Hindrance::NoHeartbeat:
        entry.place = {stateTitle(node), stateMark(node), Tone::Critical};
        entry.why = node.verdict.sentence;
        return;
    case Hindrance::None:
    case Hindrance::Removed:
    case Hindrance::OverLicense:
        break;
    }
    if (view.facts.cluster.mode != Mode::HighAvailability && node.licensed) {
        entry.place = {QStringLiteral("By hand"), Mark::Idle, Tone::Normal};
        entry.why =
            QStringLiteral("High availability is off, so %1 becomes primary only by handing over.").arg(name);
    } else {
        entry.place = {stateTitle(node), stateMark(node), Tone::Normal};
        entry.why = node.verdict.sentence;
    }
}

SuccessionEntry entryOf(const NodeView& node, const ClusterView& view)
{
    SuccessionEntry entry;
    entry.node = node.row.id;
    entry.name = node.row.name;
    entry.priority = node.row.priority;
    if (node.primary) {
        entry.crown = Crown::Primary;
        entry.place.text = QStringLiteral("Primary");
    } else if (node.succession > 0) {
        entry.crown = node.succession == 1 ? Crown::Successor : Crown::None;
        entry.place.text = placeText(node.succession);
        if (const std::optional<HoldBack> held = node.row.holdsBack()) {
            entry.place.text = QStringLiteral("Holds back for %1").arg(durationText(held->left));
            entry.why = QStringLiteral("%1 %2.").arg(node.row.name, held->words());
        }
        if (view.facts.cluster.paused)
            entry.why = QStringLiteral("Automatic takeover is paused, so it waits for a person.");
    } else {
        placeOutside(entry, node, view);
    }
    return entry;
}

/// Primary, successors by place, then the rest by name.
std::tuple<int, int, QString> orderOf(const NodeView& node)
{
    if (node.primary)
        return {0, 0, node.row.name};
    return node.succession > 0 ? std::tuple(1, node.succession, node.row.name)
                               : std::tuple(2, 0, node.row.name);
}

} // namespace

int SuccessionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SuccessionModel::data(const QModelIndex& index, int role) const
{
    const SuccessionEntry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Node    ? entry->name
               : index.column() == Place ? entry->place.text
                                         : priorityText(entry->priority);
    case StateRole:
        return QVariant::fromValue(index.column() == Place ? entry->place.mark : Mark::None);
    case ToneRole:
        return QVariant::fromValue(index.column() == Place ? entry->place.tone : Tone::Normal);
    case CrownRole:
        return QVariant::fromValue(index.column() == Node ? entry->crown : Crown::None);
    case Qt::ToolTipRole:
        return entry->why;
    case Qt::AccessibleTextRole:
        return index.column() == Node
                   ? QStringLiteral("%1, %2, priority %3")
                         .arg(entry->name, entry->place.text, priorityText(entry->priority).toLower())
                   : index.data(Qt::DisplayRole);
    case FreshRole:
        return entry->fresh;
    case IdRole:
        return entry->node.toString();
    default:
        return {};
    }
}

QVariant SuccessionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<QString, ColumnCount> titles{QStringLiteral("Node"), QStringLiteral("Place"),
                                                         QStringLiteral("Priority")};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return titles[static_cast<std::size_t>(section)];
    return {};
}

void SuccessionModel::show(const ClusterView& view, const Freshness& freshness)
{
    std::vector<const NodeView*> nodes;
    nodes.reserve(view.nodes.size());
    for (const NodeView& node : view.nodes)
        nodes.push_back(&node);
    std::stable_sort(nodes.begin(), nodes.end(),
                     [](const NodeView* a, const NodeView* b) { return orderOf(*a) < orderOf(*b); });
    std::vector<SuccessionEntry> entries;
    entries.reserve(nodes.size());
    for (const NodeView* node : nodes) {
        entries.push_back(entryOf(*node, view));
        if (!freshness.stale())
            continue;
        SuccessionEntry& entry = entries.back();
        entry.fresh = false;
        entry.why = QStringLiteral("Before the database stopped answering: %1.").arg(entry.place.text);
        entry.place = {QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted};
    }
    merge(std::move(entries));
}

const SuccessionEntry* SuccessionModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)] : nullptr;
}

SuccessionModel::ColumnSet SuccessionModel::changedColumns(const SuccessionEntry& before,
                                                           const SuccessionEntry& after) const
{
    ColumnSet changed = 0;
    if (before.name != after.name || before.crown != after.crown || before.fresh != after.fresh)
        changed |= 1U << Node;
    if (before.place != after.place || before.why != after.why || before.fresh != after.fresh)
        changed |= 1U << Place;
    if (before.priority != after.priority)
        changed |= 1U << Priority;
    return changed;
}

} // namespace rollcall
