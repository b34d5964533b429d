#include "model/cluster/arrival.h"

#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

struct Seen {
    CheckState state = CheckState::NotChecked;
    QString evidence;
    QString remedy = {};
};

Seen registered(const NodeView* node, const QString& name)
{
    if (!node)
        return {CheckState::NotChecked,
                QStringLiteral("No node named %1 has registered yet. This page looks again by itself.")
                    .arg(name)};
    return {CheckState::Passed, QStringLiteral("It has registered, as %1.").arg(node->row.report.address)};
}

Seen heartbeat(const NodeView& node)
{
    if (node.row.heartbeatFresh())
        return {CheckState::Passed, QStringLiteral("It writes its heartbeat.")};
    if (!node.row.heartbeatAge || node.row.stopped)
        return {CheckState::Failed, QStringLiteral("Its node service is stopped."),
                QStringLiteral("On %1: systemctl start rollcall-node").arg(node.row.name)};
    return {CheckState::Failed,
            QStringLiteral("Its last heartbeat is %1 old.").arg(durationText(*node.row.heartbeatAge)),
            QStringLiteral("On %1: journalctl -u rollcall-node says why.").arg(node.row.name)};
}

Seen messenger(const NodeView& node)
{
    const QString& endpoint = node.row.report.messenger;
    switch (node.probe.result) {
    case ProbeResult::Ok:
        return {CheckState::Passed, QStringLiteral("It answers at %1.").arg(endpoint)};
    case ProbeResult::Refused:
    case ProbeResult::Timeout:
        return {CheckState::Failed, QStringLiteral("It does not answer at %1.").arg(endpoint),
                QStringLiteral("Open this port in its firewall, and look whether the address is right.")};
    case ProbeResult::KeyDiffers:
        return {CheckState::Failed, QStringLiteral("It holds another encryption key."),
                QStringLiteral("Copy the cluster's key to the server, and restart rollcall-node there.")};
    case ProbeResult::NotConfigured:
        return {CheckState::NotChecked,
                endpoint.isEmpty()
                    ? QStringLiteral("It has no messenger.")
                    : QStringLiteral("Without the encryption key it cannot be asked from here.")};
    }
    Q_UNREACHABLE();
}

Seen key(const NodeView& node)
{
    switch (node.key) {
    case KeyState::InSync:
        return {CheckState::Passed,
                QStringLiteral("It holds the key %1, as the others do.").arg(node.row.report.keyFingerprint)};
    case KeyState::Differs:
        return {CheckState::Failed,
                QStringLiteral("It holds the key %1, and the others another one.")
                    .arg(node.row.report.keyFingerprint),
                QStringLiteral("Copy the cluster's key to the server, and restart rollcall-node there.")};
    case KeyState::Unknown:
        return {CheckState::NotChecked, QStringLiteral("There is nothing to compare its key with.")};
    }
    Q_UNREACHABLE();
}

Seen version(const NodeView& node)
{
    if (node.versionInSync)
        return {CheckState::Passed,
                QStringLiteral("It runs %1, as the others do.").arg(node.row.report.version)};
    return {CheckState::Failed,
            QStringLiteral("It runs %1, and the others do not.").arg(node.row.report.version),
            QStringLiteral("Install the same version on every server.")};
}

Seen storage(const NodeView& node)
{
    switch (node.storage.state) {
    case StorageState::Proven:
        return {CheckState::Passed, QStringLiteral("It and the others read each other's files.")};
    case StorageState::Failing:
        return {CheckState::Failed, node.storage.sentence, node.storage.remedy};
    case StorageState::Unknown:
        return {CheckState::NotChecked, node.storage.sentence};
    }
    Q_UNREACHABLE();
}

Seen work(const NodeView& node)
{
    if (node.verdict.state == NodeState::Healthy || node.verdict.state == NodeState::Idle)
        return {CheckState::Passed, node.verdict.sentence};
    const bool broken = node.verdict.state == NodeState::Degraded || node.verdict.state == NodeState::Down ||
                        node.verdict.state == NodeState::Stale ||
                        node.verdict.state == NodeState::Unreachable;
    return {broken ? CheckState::Failed : CheckState::Warning, node.verdict.sentence, node.verdict.remedy};
}

} // namespace

std::vector<Check> arrivalOf(const ClusterView& view, const QString& name)
{
    const NodeView* node = view.findByName(name);
    std::vector<Check> checks;
    const auto add = [&checks](const char* id, const QString& title, const Seen& seen) {
        Check check;
        check.id = QString::fromLatin1(id);
        check.title = title;
        check.state = seen.state;
        check.evidence = seen.evidence;
        check.remedy = seen.remedy;
        checks.push_back(check);
    };
    const auto whenThere = [node](Seen (*look)(const NodeView&)) { return node ? look(*node) : Seen(); };
    add("registered", QStringLiteral("Registered"), registered(node, name));
    add("heartbeat", QStringLiteral("Heartbeat"), whenThere(heartbeat));
    add("messenger", QStringLiteral("Messenger"), whenThere(messenger));
    add("encryption-key", QStringLiteral("Encryption key"), whenThere(key));
    add("version", QStringLiteral("Version"), whenThere(version));
    if (!node || node->storage.cause != StorageCause::NotConfigured)
        add("shared-storage", QStringLiteral("Shared storage"), whenThere(storage));
    add("work", QStringLiteral("At work"), whenThere(work));
    return checks;
}

bool hasArrived(const std::vector<Check>& checks)
{
    return std::all_of(checks.begin(), checks.end(),
                       [](const Check& check) { return check.state == CheckState::Passed; });
}

} // namespace rollcall
