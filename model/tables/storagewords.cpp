#include "model/tables/storagewords.h"

#include "model/core/durationtext.h"
#include "model/tables/timetext.h"

#include <algorithm>
#include <functional>

namespace rollcall
{

namespace
{

QStringList storageNodes(const ClusterView& view, const std::function<bool(const NodeView&)>& wanted)
{
    QStringList names;
    for (const NodeView& node : view.nodes)
        if (wanted(node))
            names << node.row.name;
    return names;
}

/// "in /srv/shared" when all nodes have the same path, otherwise nothing.
QString commonPath(const ClusterView& view)
{
    QString path;
    for (const NodeView& node : view.nodes) {
        const QString& own = node.row.report.shared.path;
        if (!path.isEmpty() && own != path)
            return {};
        path = own;
    }
    return path.isEmpty() ? QString() : QStringLiteral(", in %1").arg(path);
}

} // namespace

bool storageIsSetUp(const ClusterView& view)
{
    return std::any_of(view.nodes.begin(), view.nodes.end(),
                       [](const NodeView& node) { return !node.row.report.shared.path.isEmpty(); });
}

StorageSummary storageSummary(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never())
        return {Mark::Unknown, QStringLiteral("Reading nodes…")};
    if (freshness.stale())
        return {Mark::Unknown,
                QStringLiteral("What the nodes say of the shared storage is %1 old. The database "
                               "has to answer first.")
                    .arg(durationText(*freshness.age))};
    const QStringList failing =
        storageNodes(view, [](const NodeView& node) { return node.storage.state == StorageState::Failing; });
    if (!failing.isEmpty())
        return {Mark::Down, QStringLiteral("The shared storage fails on %1.").arg(listed(failing))};
    const QStringList silent =
        storageNodes(view, [](const NodeView& node) { return node.storage.cause == StorageCause::NoReport; });
    const QStringList unproven = storageNodes(view, [](const NodeView& node) {
        return node.storage.state == StorageState::Unknown && node.storage.cause != StorageCause::NoReport;
    });
    if (view.nodes.size() == 1 && !unproven.isEmpty())
        return {Mark::Unknown,
                QStringLiteral("With one node nothing proves that its storage is shared: no other node reads "
                               "its file back.")};
    if (!unproven.isEmpty())
        return {Mark::Unknown, QStringLiteral("It is not proven on %1.").arg(listed(unproven))};
    const QStringList slow =
        storageNodes(view, [](const NodeView& node) { return node.storage.cause == StorageCause::Slow; });
    if (!slow.isEmpty())
        return {Mark::Degraded, QStringLiteral("It is shared, but slow on %1.").arg(listed(slow))};
    if (silent.size() == static_cast<qsizetype>(view.nodes.size()))
        return {Mark::Unknown, QStringLiteral("No node reports, so nothing is known of it.")};
    if (!silent.isEmpty())
        return {
            Mark::Healthy,
            silent.size() == 1
                ? QStringLiteral("It is shared by all nodes that report; %1 does not.").arg(silent.first())
                : QStringLiteral("It is shared by all nodes that report; %1 do not.").arg(listed(silent))};
    return {Mark::Healthy,
            QStringLiteral("It is shared: what each node writes, the others read%1.").arg(commonPath(view))};
}

CellText storageVerdictCell(const NodeView& node)
{
    const CellText unknown{QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted};
    if (!node.reportHolds())
        return unknown;
    switch (node.storage.state) {
    case StorageState::Failing:
        return {QStringLiteral("Failing"), Mark::Down, Tone::Critical};
    case StorageState::Proven:
        return node.storage.cause == StorageCause::Slow
                   ? CellText{QStringLiteral("Slow"), Mark::Degraded, Tone::Warning}
                   : CellText{QStringLiteral("Proven"), Mark::Healthy, Tone::Normal};
    case StorageState::Unknown:
        break;
    }
    switch (node.storage.cause) {
    case StorageCause::NotConfigured:
        return {QStringLiteral("Not set up"), Mark::Idle, Tone::Muted};
    case StorageCause::Pending:
        return {QStringLiteral("Pending"), Mark::Unknown, Tone::Muted};
    case StorageCause::NoPeer:
        return {QStringLiteral("Not proven"), Mark::Unknown, Tone::Muted};
    default:
        return unknown;
    }
}

QString storageTimeText(std::chrono::microseconds time)
{
    using namespace std::chrono_literals;
    return time < 100us ? QStringLiteral("<\u202F0.1\u202Fms") : rttText(time);
}

CellText sightCell(const StorageCell& cell)
{
    switch (cell.state) {
    case SightState::Fresh:
        return {storageTimeText(cell.latency), Mark::Tick, Tone::Normal};
    case SightState::Pending:
        return {QStringLiteral("Pending"), Mark::Unknown, Tone::Muted};
    case SightState::Absent:
        return {QStringLiteral("Absent"), Mark::Down, Tone::Critical};
    case SightState::Stale:
        return {QStringLiteral("Stale"), Mark::Degraded, Tone::Warning};
    case SightState::Unreadable:
        return {QStringLiteral("Unreadable"), Mark::Down, Tone::Critical};
    }
    Q_UNREACHABLE();
}

QString sightSentence(const StorageCell& cell)
{
    const QString &reader = cell.readerName, &writer = cell.writerName;
    switch (cell.state) {
    case SightState::Fresh:
        return QStringLiteral("%1 reads the file of %2, in %3.")
            .arg(reader, writer, storageTimeText(cell.latency));
    case SightState::Pending:
        return QStringLiteral("%1 has not looked long enough at the file of %2 yet.").arg(reader, writer);
    case SightState::Absent:
        return QStringLiteral("%1 does not find the file of %2.").arg(reader, writer);
    case SightState::Stale:
        return QStringLiteral("%1 is shown an old file of %2, %3 rounds behind.")
            .arg(reader, writer)
            .arg(cell.behind);
    case SightState::Unreadable:
        return QStringLiteral("%1 cannot read the file of %2.").arg(reader, writer);
    }
    Q_UNREACHABLE();
}

} // namespace rollcall
