#include "model/cluster/preflightchecks.h"

#include <QMap>

#include <algorithm>

namespace rollcall::preflightchecks
{

namespace
{

/// The nodes that hold each key, by fingerprint; those without a key are left out.
QMap<QString, Nodes> holdersByKey(const Nodes& nodes)
{
    QMap<QString, Nodes> holders;
    for (const NodeView* node : nodes)
        if (!node->row.report.keyFingerprint.isEmpty())
            holders[node->row.report.keyFingerprint].push_back(node);
    return holders;
}

/// No key is held by more nodes than every other: nothing says which one is the cluster's.
bool noKeyLeads(const QMap<QString, Nodes>& holders)
{
    std::size_t most = 0;
    int leaders = 0;
    for (const Nodes& nodes : holders) {
        leaders = nodes.size() > most ? 1 : leaders + (nodes.size() == most ? 1 : 0);
        most = std::max(most, nodes.size());
    }
    return leaders > 1;
}

/// "web-01 and web-02 hold key 3F7A, web-03 and web-04 hold key 9C41"
QString holdersInWords(const QMap<QString, Nodes>& holders)
{
    QStringList parts;
    for (auto it = holders.cbegin(); it != holders.cend(); ++it)
        parts << QStringLiteral("%1 %2 key %3")
                     .arg(namesOf(it.value()), verb(it.value(), "holds", "hold"), it.key());
    return parts.join(QStringLiteral(", "));
}

/// Which nodes hold another key, and which key the others hold.
Check& differingKeys(Check& check, const ClusterView& view, const Nodes& alive, const Nodes& differing)
{
    const QMap<QString, Nodes> holders = holdersByKey(alive);
    const QString cluster = keyInForce(view.facts);
    if (view.facts.cluster.keys.inForce.isEmpty() && noKeyLeads(holders))
        return conclude(
            check, CheckState::Failed,
            QStringLiteral("%1: none is held by more nodes than the others, so nothing says which one is the "
                           "cluster's.")
                .arg(holdersInWords(holders)),
            QStringLiteral("Decide for one, set it as encryption_key_file on the other nodes, and restart "
                           "their node service."));
    const Nodes others = select(alive, [](const NodeView& node) {
        return node.key != KeyState::Differs && !node.row.report.keyFingerprint.isEmpty();
    });
    QMap<QString, Nodes> own = holdersByKey(differing);
    for (const NodeView* node : others)
        own.remove(node->row.report.keyFingerprint); // its word is not what its handshake proved
    QString evidence;
    if (own.isEmpty())
        evidence =
            QStringLiteral("%1 proved another key in a handshake than the one that %2 %3.")
                .arg(namesOf(differing), others.empty() ? QStringLiteral("this computer") : namesOf(others),
                     others.size() > 1 ? QStringLiteral("hold") : QStringLiteral("holds"));
    else if (others.empty())
        evidence = QStringLiteral("%1, while the cluster's key is %2.").arg(holdersInWords(own), cluster);
    else
        evidence = QStringLiteral("%1 %2 another key than the other %3: %4, the %5 %6.")
                       .arg(namesOf(differing), verb(differing, "holds", "hold"),
                            others.size() == 1 ? QStringLiteral("node")
                                               : QStringLiteral("%1 nodes").arg(others.size()),
                            QStringList(own.keys()).join(QStringLiteral(", ")),
                            others.size() == 1 ? QStringLiteral("other") : QStringLiteral("others"),
                            others.front()->row.report.keyFingerprint);
    return conclude(check, CheckState::Failed, evidence,
                    QStringLiteral("Set the cluster's key on %1 and restart its node service. There, "
                                   "rollcall-node check --config FILE says where the key comes from.")
                        .arg(namesOf(differing)));
}

} // namespace

Check sameKey(const ClusterView& view, const Nodes& alive)
{
    Check check = start("same-key", "Same encryption key");
    const Nodes differing = select(alive, [](const NodeView& node) { return node.key == KeyState::Differs; });
    if (!differing.empty())
        return differingKeys(check, view, alive, differing);
    const Nodes unknown = select(alive, [](const NodeView& node) { return node.key == KeyState::Unknown; });
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    if (!unknown.empty())
        return conclude(
            check, CheckState::Failed,
            QStringLiteral("%1 %2 no encryption key.").arg(namesOf(unknown), verb(unknown, "has", "have")),
            QStringLiteral("Set encryption_key_file in node.toml on %1.").arg(namesOf(unknown)));
    const QString key = alive.front()->row.report.keyFingerprint;
    const Nodes refusing =
        select(alive, [](const NodeView& node) { return node.probe.result == ProbeResult::KeyDiffers; });
    if (!refusing.empty()) {
        check.consent = QStringLiteral("Enable although this computer holds another key");
        return conclude(
            check, CheckState::Warning,
            QStringLiteral("The nodes hold one key, %1, but this computer another one: %2 %3 its handshake.")
                .arg(key, namesOf(refusing), verb(refusing, "refuses", "refuse")),
            QStringLiteral("Give this connection the cluster's key; commands read it from the file that "
                           "ROLLCALL_ENCRYPTION_KEY_FILE names."));
    }
    const bool proved =
        select(alive, [](const NodeView& node) { return node.probe.result != ProbeResult::Ok; }).empty();
    return conclude(
        check, CheckState::Passed,
        proved ? QStringLiteral("Every node proved it in a handshake. Key %1.").arg(key)
               : QStringLiteral(
                     "Every node reports key %1; a handshake from here has not proved it on all of them.")
                     .arg(key));
}

} // namespace rollcall::preflightchecks
