#include "model/tables/storagenodemodel.h"

#include "model/tables/storagewords.h"

#include <array>

namespace rollcall
{

namespace
{

QString pathOrigin(const QString& path, const std::optional<QString>& basePath)
{
    if (path.isEmpty() || !basePath)
        return {};
    return path == *basePath ? QStringLiteral("Artifacts.BasePath")
                             : QStringLiteral("[storage] path of this node");
}

StorageNodeEntry storageEntryOf(const NodeView& node, bool fresh, const std::optional<QString>& basePath)
{
    const StorageReport& shared = node.row.report.shared;
    StorageNodeEntry entry;
    entry.node = node.row.id;
    entry.name = node.row.name;
    entry.fresh = fresh;
    entry.verdict = storageVerdictCell(node);
    entry.path = shared.path.isEmpty() ? QStringLiteral("None") : shared.path;
    entry.pathFrom = pathOrigin(shared.path, basePath);
    const bool writes = shared.written > 0 && shared.fault == StorageFault::None && node.reportHolds();
    entry.write = writes ? storageTimeText(shared.latency) : emDash;
    entry.sentence = node.storage.cause == StorageCause::None
                         ? QStringLiteral("It reads the files of the others, and they read its own.")
                         : node.storage.sentence;
    entry.remedy = node.storage.remedy;
    if (!fresh) {
        entry.sentence = QStringLiteral("Last known: %1.").arg(entry.verdict.text);
        entry.remedy.clear();
        entry.write = emDash;
        entry.verdict = {QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted};
    }
    return entry;
}

} // namespace

int StorageNodeModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StorageNodeModel::data(const QModelIndex& index, int role) const
{
    const StorageNodeEntry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: {
        const std::array<QString, ColumnCount> texts{entry->name, entry->verdict.text, entry->path,
                                                     entry->write, entry->sentence};
        return texts[static_cast<std::size_t>(column)];
    }
    case StateRole:
        return QVariant::fromValue(column == Verdict ? entry->verdict.mark : Mark::None);
    case ToneRole:
        return QVariant::fromValue(column == Verdict ? entry->verdict.tone : Tone::Normal);
    case SecondLineRole:
        return column == Path ? entry->pathFrom : column == Words ? entry->remedy : QString();
    case FreshRole:
        return entry->fresh;
    case SourceRole:
        return QVariant::fromValue(Source::Database);
    case Qt::ToolTipRole:
        return column == Words  ? QStringList{entry->sentence, entry->remedy}.join(u'\n').trimmed()
               : column == Path ? entry->path
                                : QString();
    case Qt::AccessibleTextRole:
        return column == Node ? QStringLiteral("%1, shared storage: %2. %3 %4")
                                    .arg(entry->name, entry->verdict.text, entry->sentence, entry->remedy)
                                    .trimmed()
                              : index.data(Qt::DisplayRole);
    case IdRole:
        return entry->node.toString();
    default:
        return {};
    }
}

QVariant StorageNodeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<QString, ColumnCount> titles{QStringLiteral("Node"), QStringLiteral("State"),
                                                         QStringLiteral("Path"), QStringLiteral("Write"),
                                                         QStringLiteral("Cause and remedy")};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return titles[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole && section == Write)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

void StorageNodeModel::show(const ClusterView& view, const Freshness& freshness,
                            const std::optional<QString>& basePath)
{
    std::vector<StorageNodeEntry> entries;
    entries.reserve(view.nodes.size());
    for (const NodeView& node : view.nodes)
        entries.push_back(storageEntryOf(node, !freshness.stale(), basePath));
    merge(std::move(entries));
}

const StorageNodeEntry* StorageNodeModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)] : nullptr;
}

QString StorageNodeModel::copyText(int row) const
{
    const StorageNodeEntry* entry = entryAt(row);
    if (!entry)
        return {};
    return QStringList{entry->name,  entry->verdict.text, entry->path,
                       entry->write, entry->sentence,     entry->remedy}
        .join(u'\t');
}

StorageNodeModel::ColumnSet StorageNodeModel::changedColumns(const StorageNodeEntry& before,
                                                             const StorageNodeEntry& after) const
{
    constexpr ColumnSet all = (1U << ColumnCount) - 1;
    if (before == after)
        return 0;
    StorageNodeEntry timed = after;
    timed.write = before.write;
    return timed == before ? ColumnSet(1U << Write) : all;
}

} // namespace rollcall
