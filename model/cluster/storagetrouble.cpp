#include "model/cluster/storagetrouble.h"

#include "model/cluster/phrases.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr QChar anyNodesName{QChar::ObjectReplacementCharacter};

/// The node's remedy, as it would be for any node.
QString remedyForAny(const NodeView& node)
{
    const QRegularExpression name(
        QStringLiteral("(?<![\\w.-])%1(?![\\w-])").arg(QRegularExpression::escape(node.row.name)));
    return QString(node.storage.remedy).replace(name, QString(anyNodesName));
}

/// Equal for nodes that are in the same trouble. A folder that is not shared is the same trouble on each of
/// them, although each misses the files of other nodes.
QString kindOfTrouble(const NodeView& node)
{
    return node.storage.cause == StorageCause::Unshared ? node.row.report.shared.path
                                                        : node.storage.sentence + remedyForAny(node);
}

StorageTrouble troubleOf(const std::vector<const NodeView*>& nodes)
{
    const NodeView& first = *nodes.front();
    if (nodes.size() == 1)
        return {1, QStringLiteral("%1: %2").arg(first.row.name, first.storage.sentence),
                first.storage.remedy};
    QStringList list;
    for (const NodeView* node : nodes)
        list << node->row.name;
    const QString names = someOf(list);
    const QString each = QStringLiteral("Each of %1: %2");
    if (first.storage.cause != StorageCause::Unshared)
        return {nodes.size(), each.arg(names, first.storage.sentence),
                remedyForAny(first).replace(anyNodesName, names)};
    const QString& path = first.row.report.shared.path;
    return {nodes.size(),
            each.arg(names, QStringLiteral("Its folder %1 is not the shared storage: the files of the others "
                                           "are not in it.")
                                .arg(path)),
            QStringLiteral("Mount the same share at %1 on each of them.").arg(path)};
}

} // namespace

std::vector<StorageTrouble> storageTroubles(const std::vector<const NodeView*>& failing)
{
    std::vector<std::vector<const NodeView*>> groups;
    for (const NodeView* node : failing) {
        const auto same = std::find_if(groups.begin(), groups.end(), [node](const auto& group) {
            return kindOfTrouble(*group.front()) == kindOfTrouble(*node);
        });
        if (same == groups.end())
            groups.push_back({node});
        else
            same->push_back(node);
    }
    std::vector<StorageTrouble> troubles;
    for (const auto& group : groups)
        troubles.push_back(troubleOf(group));
    return troubles;
}

} // namespace rollcall
