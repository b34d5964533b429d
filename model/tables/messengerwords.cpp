#include "model/tables/messengerwords.h"

#include "model/core/durationtext.h"
#include "model/tables/timetext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

bool probeIsOld(const Probe& probe)
{
    return probe.age && *probe.age > probeStaleAfter && probe.result != ProbeResult::NotConfigured;
}

bool probeSaysItIsAway(const Probe& probe)
{
    return probe.age && probe.result != ProbeResult::Ok && probe.result != ProbeResult::NotConfigured;
}

} // namespace

CellText messengerState(const Probe& probe)
{
    if (probe.result == ProbeResult::NotConfigured)
        return {QStringLiteral("Not configured"), Mark::Dash, Tone::Muted};
    if (!probe.age)
        return {QStringLiteral("Not tried yet"), Mark::Unknown, Tone::Muted};
    if (probeIsOld(probe))
        return {QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted};
    switch (probe.result) {
    case ProbeResult::Ok:
        return {QStringLiteral("Answers"), Mark::Healthy, Tone::Normal};
    case ProbeResult::Refused:
        return {QStringLiteral("Refused"), Mark::Down, Tone::Critical};
    case ProbeResult::Timeout:
        return {QStringLiteral("No answer"), Mark::Down, Tone::Critical};
    case ProbeResult::KeyDiffers:
        return {QStringLiteral("Key differs"), Mark::Degraded, Tone::Warning};
    case ProbeResult::NotConfigured:
        break;
    }
    Q_UNREACHABLE();
}

QString messengerNote(const Probe& probe)
{
    if (probeIsOld(probe))
        return QStringLiteral("%1 %2 ago")
            .arg(probe.result == ProbeResult::Ok ? QStringLiteral("answered") : QStringLiteral("failed"),
                 roughAgeText(*probe.age));
    if (probeSaysItIsAway(probe) && probe.failuresInARow > 1)
        return QStringLiteral("%1 times in a row").arg(probe.failuresInARow);
    return {};
}

QString roundTripOf(const Probe& probe)
{
    return probe.result == ProbeResult::Ok && probe.rtt && !probeIsOld(probe) ? rttText(*probe.rtt) : emDash;
}

CellText reachedByCell(const NodeView& node, const ClusterView& view)
{
    const NodeMesh& mesh = node.mesh;
    if (view.nodes.size() < 2)
        return {QStringLiteral("No other node"), Mark::Dash, Tone::Muted};
    const QStringList away = mesh.notReachedBy + mesh.otherKeyFor;
    if (mesh.reachedBy.isEmpty() && away.isEmpty())
        return {QStringLiteral("Not asked lately"), Mark::Unknown, Tone::Muted};
    if (mesh.reachedByNobody())
        return {QStringLiteral("Nobody"), Mark::Down, Tone::Critical};
    if (!away.isEmpty())
        return {QStringLiteral("Not %1").arg(listed(away, 2)), Mark::Degraded, Tone::Warning};
    if (mesh.reachedBy.size() + 1 == static_cast<qsizetype>(view.nodes.size()))
        return {mesh.reachedBy.size() == 1 ? mesh.reachedBy.first()
                                           : QStringLiteral("All %1 others").arg(mesh.reachedBy.size()),
                Mark::Tick, Tone::Normal};
    return {listed(mesh.reachedBy, 2), Mark::Tick, Tone::Normal};
}

QString reachedBySentence(const NodeView& node)
{
    const NodeMesh& mesh = node.mesh;
    QStringList parts;
    if (!mesh.reachedBy.isEmpty())
        parts << QStringLiteral("%1 answered %2.").arg(node.row.name, listed(mesh.reachedBy, 12));
    if (!mesh.notReachedBy.isEmpty())
        parts << QStringLiteral("%1 did not answer %2.").arg(node.row.name, listed(mesh.notReachedBy, 12));
    if (!mesh.otherKeyFor.isEmpty())
        parts << QStringLiteral("%1 proved another key to %2.")
                     .arg(node.row.name, listed(mesh.otherKeyFor, 12));
    return parts.isEmpty() ? QStringLiteral("No other node asked %1 lately.").arg(node.row.name)
                           : parts.join(u' ');
}

CellText meshCell(const MeshPair& pair)
{
    switch (pair.report.result) {
    case ProbeResult::Ok:
        return {pair.report.rtt ? rttText(*pair.report.rtt) : QStringLiteral("OK"), Mark::Tick, Tone::Normal};
    case ProbeResult::NotConfigured:
        return {QStringLiteral("Off"), Mark::Dash, Tone::Muted};
    default:
        break;
    }
    if (pair.report.failuresInARow < failuresThatCount)
        return {QStringLiteral("Trying"), Mark::Idle, Tone::Muted};
    if (pair.report.result == ProbeResult::KeyDiffers)
        return {QStringLiteral("Key differs"), Mark::Degraded, Tone::Warning};
    return {pair.report.result == ProbeResult::Refused ? QStringLiteral("Refused")
                                                       : QStringLiteral("No answer"),
            Mark::Down, Tone::Critical};
}

QStringList brokenWays(const std::vector<MeshPair>& pairs, int atMost)
{
    QStringList ways;
    int more = 0;
    for (const MeshPair& pair : pairs) {
        if (!pair.broken())
            continue;
        if (ways.size() == atMost) {
            ++more;
            continue;
        }
        ways << QStringLiteral("%1 does not reach %2: %3, %4 times in a row.")
                    .arg(pair.fromName, pair.toName, meshCell(pair).text.toLower())
                    .arg(pair.report.failuresInARow);
    }
    if (more > 0)
        ways << QStringLiteral("And %1 more.").arg(more);
    return ways;
}

QString slowerWithout(const ClusterView& view)
{
    QStringList names;
    for (const NodeView& node : view.nodes)
        if (probeSaysItIsAway(node.probe))
            names << node.row.name;
    if (names.isEmpty())
        return {};
    const bool one = names.size() == 1;
    return QStringLiteral("The messenger of %1 does not answer this console. Until it does, an order reaches "
                          "%2 with its next heartbeat, up to a second later, and its live logs are off. "
                          "Nothing else depends on it.")
        .arg(listed(names, 5), one ? QStringLiteral("the node") : QStringLiteral("such a node"));
}

} // namespace rollcall
