#include "model/tables/meshmodel.h"

#include "model/core/durationtext.h"
#include "model/tables/messengerwords.h"

#include <utility>

namespace rollcall
{

namespace
{

QString sentenceOfWay(const MeshPair& pair, const QString& from, const QString& to)
{
    const QString age = durationText(pair.report.age);
    switch (pair.report.result) {
    case ProbeResult::Ok:
        return QStringLiteral("%1 reaches %2: %3, %4 ago.").arg(from, to, meshCell(pair).text, age);
    case ProbeResult::NotConfigured:
        return QStringLiteral("%1 does not ask %2: no messenger is configured.").arg(from, to);
    default:
        return QStringLiteral("%1 does not reach %2: %3, %4 failed in a row, the last %5 ago.")
            .arg(from, to, meshCell(pair).text.toLower())
            .arg(pair.report.failuresInARow)
            .arg(age);
    }
}

} // namespace

int MeshModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_nodes.size());
}

int MeshModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_nodes.empty() ? 0 : static_cast<int>(m_nodes.size()) + 1;
}

const MeshModel::Way* MeshModel::wayAt(const QModelIndex& index) const
{
    return index.column() > 0
               ? &m_ways[static_cast<std::size_t>(index.row() * rowCount() + index.column() - 1)]
               : nullptr;
}

QVariant MeshModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Way* way = wayAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return way ? way->cell.text : m_names[index.row()];
    case StateRole:
        return QVariant::fromValue(way ? way->cell.mark : Mark::None);
    case ToneRole:
        return QVariant::fromValue(way ? way->cell.tone : Tone::Normal);
    case FreshRole:
        return m_fresh;
    case Qt::ToolTipRole:
        return way ? way->sentence : QString();
    case Qt::AccessibleTextRole:
        return way ? way->sentence : m_names[index.row()];
    case IdRole:
        return m_nodes[static_cast<std::size_t>(index.row())].toString();
    default:
        return {};
    }
}

QVariant MeshModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount() ||
        (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return {};
    return section == 0 ? QStringLiteral("From, to") : m_names[section - 1];
}

std::vector<MeshModel::Way> MeshModel::waysOf(const ClusterView& view, const Freshness& freshness) const
{
    const std::size_t size = m_nodes.size();
    QHash<NodeId, std::size_t> place;
    for (std::size_t i = 0; i < size; ++i)
        place.insert(m_nodes[i], i);
    std::vector<Way> ways(size * size);
    for (std::size_t from = 0; from < size; ++from)
        for (std::size_t to = 0; to < size; ++to)
            ways[from * size + to] =
                from == to ? Way{{emDash, Mark::None, Tone::Muted}, m_names[static_cast<int>(from)]}
                           : Way{{QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted},
                                 QStringLiteral("%1 said nothing of %2 lately.")
                                     .arg(m_names[static_cast<int>(from)], m_names[static_cast<int>(to)])};
    for (const MeshPair& pair : view.mesh)
        if (place.contains(pair.from) && place.contains(pair.to))
            ways[place.value(pair.from) * size + place.value(pair.to)] = {
                meshCell(pair), sentenceOfWay(pair, pair.fromName, pair.toName)};
    if (!freshness.stale())
        return ways;
    for (std::size_t i = 0; i < ways.size(); ++i)
        if (i / size != i % size)
            ways[i] = {{QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted},
                       QStringLiteral("Before the database stopped answering: %1").arg(ways[i].sentence)};
    return ways;
}

void MeshModel::show(const ClusterView& view, const Freshness& freshness)
{
    QStringList names;
    std::vector<NodeId> nodes;
    if (view.nodes.size() <= static_cast<std::size_t>(mostNodes)) {
        for (const NodeView& node : view.nodes) {
            names << node.row.name;
            nodes.push_back(node.row.id);
        }
    }
    const bool sameNodes = nodes == m_nodes && names == m_names;
    if (!sameNodes)
        beginResetModel();
    m_names = names;
    m_nodes = nodes;
    std::vector<Way> before = std::exchange(m_ways, waysOf(view, freshness));
    const bool wasFresh = std::exchange(m_fresh, !freshness.stale());
    if (!sameNodes) {
        endResetModel();
        return;
    }
    const int size = rowCount();
    for (std::size_t i = 0; i < m_ways.size(); ++i) {
        if (m_ways[i] == before[i] && m_fresh == wasFresh)
            continue;
        const QModelIndex changed = index(static_cast<int>(i) / size, static_cast<int>(i) % size + 1);
        Q_EMIT dataChanged(changed, changed);
    }
}

} // namespace rollcall
