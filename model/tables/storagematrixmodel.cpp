#include "model/tables/storagematrixmodel.h"

#include "model/tables/storagewords.h"

#include <algorithm>
#include <utility>

namespace rollcall
{

namespace
{

/// A file that its node cannot write is nobody's to see.
bool writesNothing(const StorageVerdict& verdict)
{
    switch (verdict.cause) {
    case StorageCause::Missing:
    case StorageCause::Denied:
    case StorageCause::ReadOnly:
    case StorageCause::Full:
    case StorageCause::Hanging:
    case StorageCause::Failing:
        return true;
    default:
        return false;
    }
}

/// Cause and remedy of the side that is at fault, or nothing.
QString causeOfSight(const StorageCell& cell, const QHash<NodeId, StorageVerdict>& verdicts)
{
    if (!cell.broken())
        return {};
    for (const auto& [node, name] :
         {std::pair(cell.reader, cell.readerName), std::pair(cell.writer, cell.writerName)}) {
        const StorageVerdict verdict = verdicts.value(node);
        if (verdict.state == StorageState::Failing)
            return u'\n' + QStringLiteral("%1: %2 %3").arg(name, verdict.sentence, verdict.remedy).trimmed();
    }
    return {};
}

} // namespace

int StorageMatrixModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_nodes.size());
}

int StorageMatrixModel::columnCount(const QModelIndex& parent) const
{
    return rowCount(parent);
}

QString StorageMatrixModel::sentenceAt(const QModelIndex& index) const
{
    const QString& reader = m_names[index.row()];
    const QString& writer = m_names[index.column()];
    if (index.row() == index.column())
        return QStringLiteral("%1 and its own file: that proves nothing.").arg(reader);
    for (int side : {index.row(), index.column()})
        if (!m_silent[side].isEmpty())
            return QStringLiteral("%1: %2").arg(m_names[side], m_silent[side]);
    return QStringLiteral(
               "%1 does not look at the file of %2. In a large cluster each node reads those of %3 "
               "others.")
        .arg(reader, writer)
        .arg(mostStorageSightings);
}

QVariant StorageMatrixModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto found = m_sights.constFind({index.row(), index.column()});
    const Sight* sight = found == m_sights.cend() ? nullptr : &*found;
    switch (role) {
    case Qt::DisplayRole:
        return sight ? sight->text.text : emDash;
    case StateRole:
        return QVariant::fromValue(sight ? sight->text.mark : Mark::None);
    case ToneRole:
        return QVariant::fromValue(sight ? sight->text.tone : Tone::Muted);
    case FreshRole:
        return m_fresh;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return sight ? sight->sentence : sentenceAt(index);
    default:
        return {};
    }
}

QVariant StorageMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0 || section >= rowCount())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return m_names[section];
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return orientation == Qt::Vertical ? QStringLiteral("%1 reads").arg(m_names[section])
                                           : QStringLiteral("The file of %1").arg(m_names[section]);
    default:
        return {};
    }
}

QHash<StorageMatrixModel::Place, StorageMatrixModel::Sight>
StorageMatrixModel::sightsOf(const ClusterView& view, const Freshness& freshness) const
{
    QHash<NodeId, int> places;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        places.insert(m_nodes[i], static_cast<int>(i));
    QHash<Place, Sight> sights;
    for (const StorageCell& cell : view.storage.cells) {
        const auto reader = places.constFind(cell.reader);
        const auto writer = places.constFind(cell.writer);
        if (reader == places.cend() || writer == places.cend())
            continue;
        Sight sight{cell, sightCell(cell), sightSentence(cell) + causeOfSight(cell, view.storage.verdicts),
                    true};
        const StorageVerdict writes = view.storage.verdicts.value(cell.writer);
        if (cell.state == SightState::Pending && writesNothing(writes)) {
            sight.written = false;
            sight.text = {QStringLiteral("No file"), Mark::Dash, Tone::Muted};
            sight.sentence = QStringLiteral("%1 writes no file that %2 could see.\n%1: %3 %4")
                                 .arg(cell.writerName, cell.readerName, writes.sentence, writes.remedy);
        }
        if (freshness.stale()) {
            sight.sentence = QStringLiteral("Last known: %1").arg(sight.sentence);
            sight.text = {QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted};
        }
        sights.insert({*reader, *writer}, sight);
    }
    return sights;
}

void StorageMatrixModel::show(const ClusterView& view, const Freshness& freshness)
{
    QStringList names;
    QStringList silent;
    std::vector<NodeId> nodes;
    if (view.nodes.size() <= static_cast<std::size_t>(mostNodes)) {
        for (const NodeView& node : view.nodes) {
            const bool none = node.storage.cause == StorageCause::NoReport ||
                              node.storage.cause == StorageCause::NotConfigured;
            names << node.row.name;
            silent << (none ? node.storage.sentence : QString());
            nodes.push_back(node.row.id);
        }
    }
    const bool sameNodes = nodes == m_nodes && names == m_names;
    if (!sameNodes)
        beginResetModel();
    m_names = names;
    m_silent = silent;
    m_nodes = nodes;
    const QHash<Place, Sight> before = std::exchange(m_sights, sightsOf(view, freshness));
    const bool wasFresh = std::exchange(m_fresh, !freshness.stale());
    if (!sameNodes) {
        endResetModel();
        return;
    }
    const auto changed = [this](const Place& place) {
        const QModelIndex at = index(place.first, place.second);
        Q_EMIT dataChanged(at, at);
    };
    for (auto sight = m_sights.cbegin(); sight != m_sights.cend(); ++sight)
        if (const auto old = before.constFind(sight.key());
            old == before.cend() || old->text != sight->text || old->sentence != sight->sentence ||
            m_fresh != wasFresh)
            changed(sight.key());
    for (auto sight = before.cbegin(); sight != before.cend(); ++sight)
        if (!m_sights.contains(sight.key()))
            changed(sight.key());
}

std::vector<StorageMatrixModel::Sight> StorageMatrixModel::sights() const
{
    QList<Place> places = m_sights.keys();
    std::sort(places.begin(), places.end());
    std::vector<Sight> sights;
    sights.reserve(static_cast<std::size_t>(places.size()));
    for (const Place& place : std::as_const(places))
        sights.push_back(m_sights.value(place));
    return sights;
}

int StorageMatrixModel::count(SightState state) const
{
    return static_cast<int>(std::count_if(m_sights.cbegin(), m_sights.cend(), [state](const Sight& sight) {
        return sight.written && sight.cell.state == state;
    }));
}

int StorageMatrixModel::countUnwritten() const
{
    return static_cast<int>(
        std::count_if(m_sights.cbegin(), m_sights.cend(), [](const Sight& sight) { return !sight.written; }));
}

} // namespace rollcall
