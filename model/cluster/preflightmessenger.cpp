#include "model/cluster/preflightchecks.h"

#include <algorithm>

namespace rollcall::preflightchecks
{

using namespace std::chrono_literals;

Check messengerOnTcp(const Nodes& alive)
{
    Check check = start("messenger-tcp", "Messenger on TCP");
    const Nodes onPipe = select(alive, [](const NodeView& node) {
        return !node.row.report.messenger.startsWith(QLatin1String("tcp:"));
    });
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    if (!onPipe.empty())
        return conclude(
            check, CheckState::Failed,
            QStringLiteral("The messenger of %1 listens on a pipe, which other servers cannot reach.")
                .arg(namesOf(onPipe)),
            QStringLiteral("Set listen = \"tcp://*:33237\" in the section [messenger] of node.toml there."));
    const Nodes failing = select(alive, [](const NodeView& node) {
        return node.probe.result == ProbeResult::Refused || node.probe.result == ProbeResult::Timeout;
    });
    if (!failing.empty())
        return conclude(
            check, CheckState::Failed,
            QStringLiteral("The messenger of %1 does not answer at %2.")
                .arg(namesOf(failing), failing.front()->probe.endpoint),
            QStringLiteral("Open its port in the firewall, and check [node] address in node.toml."));
    const Nodes unasked =
        select(alive, [](const NodeView& node) { return node.probe.result == ProbeResult::NotConfigured; });
    if (!unasked.empty()) {
        check.consent = QStringLiteral("Enable although the messenger could not be tried from here");
        return conclude(
            check, CheckState::Warning,
            QStringLiteral(
                "All nodes listen on TCP, but without the encryption key nothing could be tried from here."),
            QStringLiteral("Give this connection the encryption key."));
    }
    std::chrono::microseconds slowest{0};
    for (const NodeView* node : alive)
        slowest = std::max(slowest, node->probe.rtt.value_or(0us));
    // What answers with another key is reached: that is for the check of the key.
    const Nodes strangers =
        select(alive, [](const NodeView& node) { return node.probe.result == ProbeResult::KeyDiffers; });
    if (strangers.size() == alive.size())
        return conclude(
            check, CheckState::Passed,
            QStringLiteral("Every node is reached, but refuses the handshake: see the encryption key."));
    const QString answers = QStringLiteral("Every node answers; slowest %1 ms.")
                                .arg(static_cast<double>(slowest.count()) / 1000.0, 0, 'f', 1);
    return conclude(check, CheckState::Passed,
                    strangers.empty()
                        ? answers
                        : answers + QStringLiteral(" %1 %2 with another encryption key.")
                                        .arg(namesOf(strangers), verb(strangers, "does so", "do so")));
}

Check messengerMesh(const ClusterView& view, const Nodes& alive)
{
    Check check = start("messenger-mesh", "Messenger between the nodes");
    const Nodes onTcp = select(alive, [](const NodeView& node) {
        return node.row.report.messenger.startsWith(QLatin1String("tcp:"));
    });
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    if (onTcp.size() < 2)
        return conclude(check, CheckState::Passed,
                        QStringLiteral("There are no two nodes on TCP to reach each other."));
    const auto isMeant = [&onTcp](NodeId id) {
        return std::any_of(onTcp.begin(), onTcp.end(),
                           [id](const NodeView* node) { return node->row.id == id; });
    };
    const auto holdsAnother = [&view](NodeId id) {
        const NodeView* node = view.find(id);
        return node && node->key == KeyState::Differs;
    };
    QStringList broken;
    std::size_t working = 0;
    std::size_t refusing = 0;
    const MeshPair* slowest = nullptr;
    for (const MeshPair& pair : view.mesh) {
        if (!isMeant(pair.from) || !isMeant(pair.to))
            continue;
        // Such a way is open, and its handshake fails: that is for the check of the key.
        if (pair.report.result == ProbeResult::KeyDiffers &&
            (holdsAnother(pair.from) || holdsAnother(pair.to))) {
            ++refusing;
            continue;
        }
        if (pair.broken())
            broken << QStringLiteral("%1 to %2 (%3)")
                          .arg(pair.fromName, pair.toName, wordOf(pair.report.result));
        if (!pair.works())
            continue;
        ++working;
        if (!slowest || pair.report.rtt.value_or(0us) > slowest->report.rtt.value_or(0us))
            slowest = &pair;
    }
    constexpr qsizetype shown = 5;
    if (!broken.isEmpty())
        return conclude(check, CheckState::Failed,
                        QStringLiteral("These do not reach each other's messenger: %1%2.")
                            .arg(broken.mid(0, shown).join(QStringLiteral(", ")),
                                 broken.size() > shown
                                     ? QStringLiteral(" and %1 more").arg(broken.size() - shown)
                                     : QString()),
                        QStringLiteral("Open the messenger's port in the firewall between them, and check "
                                       "[node] address in node.toml "
                                       "of those that are not reached."));
    const std::size_t asked = std::min(onTcp.size() - 1, static_cast<std::size_t>(mostPeerReports));
    const std::size_t ways = onTcp.size() * asked;
    if (working + refusing < ways)
        return conclude(
            check, CheckState::Warning,
            QStringLiteral("%1 of %2 ways between the nodes have answered so far.").arg(working).arg(ways),
            QStringLiteral("Check again in a few seconds: the nodes try each other every five."));
    if (refusing > 0)
        return conclude(
            check, CheckState::Passed,
            QStringLiteral("Every node reaches the others; %1 of %2 ways refuse the handshake: see the "
                           "encryption key.")
                .arg(refusing)
                .arg(ways));
    return conclude(
        check, CheckState::Passed,
        QStringLiteral("%1; slowest %2 to %3, %4 ms.")
            .arg(asked == onTcp.size() - 1
                     ? QStringLiteral("Every node reaches every other")
                     : QStringLiteral("Every node reaches the %1 that it asks at a time").arg(asked),
                 slowest->fromName, slowest->toName)
            .arg(static_cast<double>(slowest->report.rtt.value_or(0us).count()) / 1000.0, 0, 'f', 1));
}

} // namespace rollcall::preflightchecks
