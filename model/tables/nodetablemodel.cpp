#include "model/tables/nodetablemodel.h"

#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

#include <QMap>
#include <QStringList>

namespace rollcall
{

namespace
{

constexpr int sparklineProbes = 14;

NodeOrder orderOf(const NodeView& node, bool stale)
{
    NodeOrder order;
    order.weight = stale ? unknownWeight : stateWeight(node);
    order.heartbeat =
        node.row.heartbeatAge ? node.row.heartbeatAge->count() : std::numeric_limits<qint64>::max();
    order.roundTrip = node.probe.result == ProbeResult::Ok && node.probe.rtt
                          ? node.probe.rtt->count()
                          : std::numeric_limits<qint64>::max() - 10 + static_cast<int>(node.probe.result);
    order.skew = node.row.report.clockOffset.count();
    order.balancer = static_cast<int>(node.balancerView());
    order.storage = static_cast<int>(node.storage.state);
    order.key = static_cast<int>(node.key);
    return order;
}

/// An age as far as its text tells two apart.
qint64 shownAge(const std::optional<Millis>& age)
{
    if (!age)
        return -1;
    const qint64 ms = age->count();
    return ms < 10000 ? ms / 50 : 1000 + ms / 500;
}

CellText textOf(const NodeEntry& entry, int column)
{
    const NodeView& node = entry.view;
    switch (column) {
    case NodeTableModel::Heartbeat:
        if (entry.staleness)
            return {QStringLiteral("%1 old").arg(durationText(*entry.staleness)), Mark::None, Tone::Muted};
        return heartbeatCell(node);
    case NodeTableModel::Messenger:
        return messengerCell(node.probe);
    case NodeTableModel::Balancer:
        return balancerCell(node);
    case NodeTableModel::Storage:
        return storageCell(node);
    case NodeTableModel::Key:
        return keyCell(node);
    case NodeTableModel::Version:
        return versionCell(node);
    case NodeTableModel::Skew:
        return skewCell(node);
    default:
        return {};
    }
}

Source sourceOf(int column)
{
    return column == NodeTableModel::Messenger  ? Source::Messenger
           : column == NodeTableModel::Balancer ? Source::Balancer
                                                : Source::Database;
}

bool isRightAligned(int column)
{
    return column == NodeTableModel::Heartbeat || column == NodeTableModel::Skew;
}

} // namespace

int NodeTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NodeTableModel::data(const QModelIndex& index, int role) const
{
    const NodeEntry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry)
        return {};
    if (entry->loading) {
        if (role == Qt::DisplayRole)
            return index.column() == Node     ? QStringLiteral("Reading nodes…")
                   : index.column() == Remove ? QString()
                                              : emDash;
        if (role == Qt::TextAlignmentRole && isRightAligned(index.column()))
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        if (role == FreshRole)
            return true;
        if (role == ToneRole)
            return QVariant::fromValue(Tone::Muted);
        return {};
    }
    return cell(*entry, index.column(), role);
}

QVariant NodeTableModel::cell(const NodeEntry& entry, int column, int role) const
{
    const NodeView& node = entry.view;
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, column);
    case Qt::ToolTipRole:
        return toolTip(entry, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::AccessibleTextRole: {
        if (column != State && column != Node) {
            const QString text = display(entry, column).toString();
            return text.isEmpty() ? QVariant()
                                  : QStringLiteral("%1 of %2: %3").arg(title(column), node.row.name, text);
        }
        if (entry.staleness)
            return QStringLiteral("%1, Unknown, was %2, values are %3 old")
                .arg(node.row.name, stateTitle(node).toLower(), durationText(*entry.staleness));
        return spokenNode(node);
    }
    case StateRole:
        return QVariant::fromValue(column == State || column == Sentence ? markOfState(entry)
                                                                         : textOf(entry, column).mark);
    case VerdictRole:
        return entry.staleness ? QStringLiteral("The database does not answer.") : node.verdict.sentence;
    case SecondLineRole:
        if (column == State && entry.staleness)
            return QStringLiteral("was %1").arg(stateTitle(node).toLower());
        return column == Node ? QVariant(node.verdict.secondLine) : QVariant();
    case UnitsRole:
        return QVariant::fromValue(unitChips(node));
    case AgeMsRole:
        return node.row.heartbeatAge ? QVariant(qint64(node.row.heartbeatAge->count())) : QVariant();
    case HistoryRole:
        return QVariant::fromValue(probeHistory(node.probe, sparklineProbes));
    case SourceRole:
        return QVariant::fromValue(sourceOf(column));
    case FreshRole:
        return sourceOf(column) == Source::Messenger || !entry.staleness;
    case RemovableRole:
        return node.removal.allowed && !entry.staleness;
    case SortRole:
        return sortKey(entry, column);
    case CrownRole:
        return QVariant::fromValue(node.primary && column == Node ? Crown::Primary : Crown::None);
    case ToneRole:
        return QVariant::fromValue(textOf(entry, column).tone);
    case IdRole:
        return node.row.id.toString();
    case FilterRole:
        return QStringList{node.row.name,           node.row.report.address, stateOf(entry),
                           node.row.report.version, node.verdict.secondLine, entry.cluster}
            .join(u'\n');
    default:
        return {};
    }
}

QVariant NodeTableModel::display(const NodeEntry& entry, int column) const
{
    const NodeView& node = entry.view;
    switch (column) {
    case State:
        return stateOf(entry);
    case Node:
        return node.row.name;
    case Units: {
        QStringList words;
        const QList<UnitChip> chips = unitChips(node);
        for (const UnitChip& chip : chips)
            words.append(QStringLiteral("%1 %2").arg(chip.name, chipWord(chip.kind)));
        return words.isEmpty() ? emDash : words.join(QStringLiteral(", "));
    }
    case Address:
        return node.row.report.address.isEmpty() ? emDash : node.row.report.address;
    case Remove:
        return QString();
    case Cluster:
        return entry.cluster;
    case Sentence:
        // A few words that fit into a cell; the tooltip has the whole sentence.
        if (entry.staleness)
            return QStringLiteral("The database does not answer.");
        return node.verdict.secondLine.isEmpty() ? node.verdict.sentence : node.verdict.secondLine;
    default:
        return textOf(entry, column).text;
    }
}

QVariant NodeTableModel::sortKey(const NodeEntry& entry, int column) const
{
    switch (column) {
    case State:
        return entry.order.weight;
    case Heartbeat:
        return entry.order.heartbeat;
    case Messenger:
        return entry.order.roundTrip;
    case Skew:
        return entry.order.skew;
    case Balancer:
        return entry.order.balancer;
    case Storage:
        return entry.order.storage;
    case Key:
        return entry.order.key;
    default:
        return display(entry, column);
    }
}

QString NodeTableModel::toolTip(const NodeEntry& entry, int column) const
{
    const NodeView& node = entry.view;
    switch (column) {
    case Remove:
        if (entry.staleness)
            return QStringLiteral("Off because the values are %1 old.").arg(durationText(*entry.staleness));
        return node.removal.allowed ? QStringLiteral("Remove %1…").arg(node.row.name) : node.removal.reason;
    case State:
    case Node:
    case Sentence:
        return node.verdict.remedy.isEmpty()
                   ? node.verdict.sentence
                   : QStringLiteral("%1 %2").arg(node.verdict.sentence, node.verdict.remedy);
    case Messenger:
        return node.probe.error.isEmpty()
                   ? node.probe.endpoint
                   : QStringLiteral("%1\n%2").arg(node.probe.endpoint, node.probe.error);
    case Balancer:
        return entry.view.balancer.asked
                   ? QStringLiteral("What the load balancer itself says of this node.")
                   : QStringLiteral("What this node last answered to load balancers that asked for /ready.");
    case Units:
        return display(entry, Units).toString();
    default:
        return {};
    }
}

QString NodeTableModel::title(int column)
{
    static const std::array<QString, ColumnCount> titles{
        QStringLiteral("State"),      QStringLiteral("Node"),      QStringLiteral("Units"),
        QStringLiteral("Heartbeat"),  QStringLiteral("Messenger"), QStringLiteral("Load balancer"),
        QStringLiteral("Storage"),    QStringLiteral("Key"),       QStringLiteral("Version"),
        QStringLiteral("Clock skew"), QStringLiteral("Address"),   QString(),
        QStringLiteral("Cluster"),    QStringLiteral("Verdict")};
    return column >= 0 && column < ColumnCount ? titles[static_cast<std::size_t>(column)] : QString();
}

QVariant NodeTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return title(section);
    if (role == Qt::AccessibleTextRole)
        return section == Remove ? QStringLiteral("Remove node") : title(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((isRightAligned(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    return {};
}

void NodeTableModel::show(const ClusterView& view, const Freshness& freshness)
{
    show({Slice{{}, view.facts.cluster.name, &view, freshness}});
}

void NodeTableModel::show(const std::vector<Slice>& slices)
{
    std::vector<NodeEntry> next;
    for (const Slice& slice : slices) {
        if (!slice.view)
            continue;
        for (const NodeView& node : slice.view->nodes) {
            NodeEntry entry{slice.clusterKey, slice.cluster, node, false, {}, {}};
            if (slice.freshness.stale())
                entry.staleness = slice.freshness.age;
            next.push_back(std::move(entry));
        }
    }
    replace(std::move(next));
}

void NodeTableModel::showLoading()
{
    std::vector<NodeEntry> next(1);
    next.front().loading = true;
    merge(std::move(next));
}

void NodeTableModel::replace(std::vector<NodeEntry> next)
{
    // Known rows keep the order they were last given; new ones are placed by what they are now.
    const std::vector<NodeEntry>& now = rows();
    bool aligned = now.size() == next.size();
    for (std::size_t i = 0; aligned && i < next.size(); ++i)
        aligned = now[i].key() == next[i].key();
    if (aligned) {
        for (std::size_t i = 0; i < next.size(); ++i)
            next[i].order = now[i].order;
    } else {
        QHash<std::pair<QString, NodeId>, NodeOrder> known;
        for (const NodeEntry& entry : now)
            if (!entry.loading)
                known.insert(entry.key(), entry.order);
        for (NodeEntry& entry : next) {
            const auto found = known.constFind(entry.key());
            entry.order = found == known.cend() ? orderOf(entry.view, entry.staleness.has_value()) : *found;
        }
    }
    merge(std::move(next));
}

void NodeTableModel::thawOrder()
{
    if (rows().empty())
        return;
    for (NodeEntry& entry : mutableRows())
        entry.order = orderOf(entry.view, entry.staleness.has_value());
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {SortRole});
}

const NodeEntry* NodeTableModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)] : nullptr;
}

const NodeView* NodeTableModel::nodeAt(int row) const
{
    const NodeEntry* entry = entryAt(row);
    return entry && !entry->loading ? &entry->view : nullptr;
}

int NodeTableModel::rowOfNode(NodeId id, const QString& clusterKey) const
{
    return rowOf({clusterKey, id});
}

QHash<QString, int> NodeTableModel::countByState() const
{
    QHash<QString, int> counts;
    for (const NodeEntry& entry : rows())
        if (!entry.loading)
            ++counts[stateOf(entry)];
    return counts;
}

QString NodeTableModel::stateOf(const NodeEntry& entry)
{
    return entry.staleness ? QStringLiteral("Unknown") : stateTitle(entry.view);
}

Mark NodeTableModel::markOfState(const NodeEntry& entry)
{
    return entry.staleness ? Mark::Unknown : stateMark(entry.view);
}

QString NodeTableModel::copyText(int row, const QList<int>& columns) const
{
    QStringList cells;
    for (int column : columns)
        if (column != Remove)
            cells.append(data(index(row, column), Qt::DisplayRole).toString());
    return cells.join(u'\t');
}

NodeTableModel::ColumnSet NodeTableModel::changedColumns(const NodeEntry& before,
                                                         const NodeEntry& after) const
{
    constexpr ColumnSet all = (ColumnSet(1) << ColumnCount) - 1;
    const NodeView& a = before.view;
    const NodeView& b = after.view;
    if (before.staleness.has_value() != after.staleness.has_value() || before.loading != after.loading)
        return all;
    ColumnSet changed = 0;
    const auto mark = [&](int column, bool differs) {
        if (differs)
            changed |= ColumnSet(1) << column;
    };
    mark(Cluster, before.cluster != after.cluster);
    const bool freshChanged = a.reportHolds() != b.reportHolds();
    const bool verdictChanged = !(a.verdict == b.verdict);
    const SelfReport& before_ = a.row.report;
    const SelfReport& after_ = b.row.report;
    mark(State, verdictChanged || a.key != b.key);
    mark(Node, verdictChanged || a.row.name != b.row.name || a.primary != b.primary);
    mark(Sentence, verdictChanged);
    mark(Units, freshChanged || before_.units != after_.units || a.primary != b.primary || a.key != b.key ||
                    a.row.wanted != b.row.wanted || a.row.priority != b.row.priority ||
                    a.row.stopped != b.row.stopped || a.row.unitsHeld != b.row.unitsHeld);
    mark(Heartbeat, freshChanged || a.row.stopped != b.row.stopped ||
                        (after.staleness ? shownAge(before.staleness) != shownAge(after.staleness)
                                         : shownAge(a.row.heartbeatAge) != shownAge(b.row.heartbeatAge)));
    mark(Messenger, a.probe.result != b.probe.result || a.probe.rtt != b.probe.rtt ||
                        a.probe.history != b.probe.history || a.probe.error != b.probe.error);
    mark(Balancer, freshChanged || before_.balancer.told != after_.balancer.told ||
                       a.balancer.asked != b.balancer.asked || a.balancerView() != b.balancerView() ||
                       a.row.wanted != b.row.wanted || a.verdict.state != b.verdict.state);
    mark(Storage, freshChanged || a.storage != b.storage);
    mark(Key, freshChanged || a.key != b.key || a.probe.result != b.probe.result);
    mark(Version, freshChanged || before_.version != after_.version || a.versionInSync != b.versionInSync);
    mark(Skew, freshChanged || before_.clockOffset != after_.clockOffset);
    mark(Address, before_.address != after_.address);
    mark(Remove, !(a.removal == b.removal));
    return changed;
}

} // namespace rollcall
