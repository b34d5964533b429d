#include "model/cluster/phrases.h"
#include "model/cluster/preflightchecks.h"
#include "model/core/durationtext.h"

#include <QMap>

#include <algorithm>

namespace rollcall::preflightchecks
{

namespace
{

constexpr int nodesForHighAvailability = 3;

/// "1 h ahead" of the others
QString aheadOrBehind(Millis offset)
{
    return QStringLiteral("%1 %2").arg(durationText(offset < 0ms ? -offset : offset),
                                       offset < 0ms ? QStringLiteral("behind") : QStringLiteral("ahead"));
}

} // namespace

Check enoughNodes(const ClusterView& view, const Nodes& alive)
{
    Check check = start("three-nodes", "At least three nodes");
    const auto count = static_cast<int>(alive.size());
    if (count >= nodesForHighAvailability)
        return conclude(check, CheckState::Passed,
                        count == 3 ? QStringLiteral("%1 are alive.").arg(namesOf(alive))
                                   : QStringLiteral("%1 nodes are alive.").arg(count));
    if (view.nodes.empty())
        return conclude(check, CheckState::Failed, noNodeYet, howToAddANode);
    check.overridable = count == 2;
    if (check.overridable)
        check.consent =
            QStringLiteral("Enable with two nodes, although nothing is left to take over after one failure");
    const QString registered =
        static_cast<int>(view.nodes.size()) > count
            ? QStringLiteral(" %1 more %2 registered but not running.")
                  .arg(view.nodes.size() - alive.size())
                  .arg(view.nodes.size() - alive.size() == 1 ? QStringLiteral("is") : QStringLiteral("are"))
            : QString();
    return conclude(
        check, CheckState::Failed,
        (count == 0 ? QStringLiteral("No node is alive.")
                    : QStringLiteral("Only %1 %2 alive.").arg(namesOf(alive), verb(alive, "is", "are"))) +
            registered,
        QStringLiteral("Start or add nodes until three are alive."));
}

Check anyNode(const ClusterView& view, const Nodes& alive)
{
    Check check = start("nodes", "Nodes to share the load");
    if (alive.size() >= 2)
        return conclude(check, CheckState::Passed, QStringLiteral("%1 are alive.").arg(namesOf(alive)));
    if (alive.size() == 1)
        return conclude(
            check, CheckState::Warning,
            QStringLiteral("Only %1 is alive, so there is no load to share yet.").arg(namesOf(alive)),
            QStringLiteral("Add a second node."));
    if (view.nodes.empty())
        return conclude(check, CheckState::Failed, noNodeYet, howToAddANode);
    return conclude(check, CheckState::Failed,
                    QStringLiteral("No node is alive; %1 registered.")
                        .arg(view.nodes.size() == 1 ? QStringLiteral("1 is")
                                                    : QStringLiteral("%1 are").arg(view.nodes.size())),
                    QStringLiteral("Start rollcall-node on its server, and look at its log: journalctl -u "
                                   "rollcall-node"));
}

Check sameDatabase(const ClusterView& view, const Nodes& alive)
{
    Check check = start("same-database", "Same database");
    const Nodes silent = select(alive, [](const NodeView& node) {
        return !node.row.heartbeatAge || *node.row.heartbeatAge > staleAfter;
    });
    const QString identity = view.facts.cluster.id.toString().left(4).toUpper();
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    if (!silent.empty())
        return conclude(
            check, CheckState::Failed,
            QStringLiteral("%1 %2 no heartbeat into this database.")
                .arg(namesOf(silent), verb(silent, "writes", "write")),
            QStringLiteral("Compare the section [database] in node.toml on %1.").arg(namesOf(silent)));
    return conclude(
        check, CheckState::Passed,
        QStringLiteral("All nodes write their heartbeat into this database, cluster %1.").arg(identity));
}

Check sameVersion(const Nodes& alive)
{
    Check check = start("same-version", "Same version");
    const Nodes differing = select(alive, [](const NodeView& node) { return !node.versionInSync; });
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    if (differing.empty())
        return conclude(check, CheckState::Passed,
                        QStringLiteral("All nodes run %1.").arg(alive.front()->row.report.version));
    QMap<QString, Nodes> byVersion;
    for (const NodeView* node : differing)
        byVersion[node->row.report.version].push_back(node);
    QStringList parts;
    for (auto it = byVersion.cbegin(); it != byVersion.cend(); ++it)
        parts
            << QStringLiteral("%1 %2 %3").arg(namesOf(it.value()), verb(it.value(), "runs", "run"), it.key());
    const Nodes others = select(alive, [](const NodeView& node) { return node.versionInSync; });
    if (others.empty()) // what most nodes run is known from those that are silent now
        return conclude(check, CheckState::Failed,
                        QStringLiteral("%1, and most registered nodes another version.").arg(joined(parts)),
                        QStringLiteral("Bring all nodes to the same version."));
    parts << QStringLiteral("%1 %2 %3")
                 .arg(namesOf(others), verb(others, "runs", "run"), others.front()->row.report.version);
    return conclude(check, CheckState::Failed, joined(parts) + u'.',
                    QStringLiteral("Install version %1 on %2.")
                        .arg(others.front()->row.report.version, namesOf(differing)));
}

Check clocks(const Nodes& alive)
{
    Check check = start("clocks", "Clock skew");
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    Nodes sorted = alive;
    std::sort(sorted.begin(), sorted.end(), [](const NodeView* a, const NodeView* b) {
        return a->row.report.clockOffset < b->row.report.clockOffset;
    });
    const auto offsetOf = [](const NodeView* node) { return node->row.report.clockOffset; };
    const Millis spread = offsetOf(sorted.back()) - offsetOf(sorted.front());
    if (spread <= largestSkew)
        return conclude(check, CheckState::Passed,
                        QStringLiteral("Largest difference %1 ms; the limit is 1 s.").arg(spread.count()));
    // Most clocks agree: those that do not are the wrong ones.
    const Millis middle = offsetOf(sorted[sorted.size() / 2]);
    QStringList wrong;
    QStringList names;
    for (const NodeView* node : alive)
        if (const Millis off = offsetOf(node) - middle; off > largestSkew || off < -largestSkew) {
            wrong << QStringLiteral("%1 is %2").arg(node->row.name, aheadOrBehind(off));
            names << node->row.name;
        }
    const auto most = static_cast<qsizetype>((alive.size() - 1) / 2);
    if (wrong.isEmpty() || wrong.size() > most)
        return conclude(check, CheckState::Failed,
                        QStringLiteral("The clocks of %1 and %2 are %3 apart; the limit is 1 s.")
                            .arg(sorted.front()->row.name, sorted.back()->row.name, durationText(spread)),
                        QStringLiteral("Set up time synchronisation on every node."));
    constexpr qsizetype shown = 5;
    return conclude(
        check, CheckState::Failed,
        QStringLiteral("Beside the other clocks, that of %1%2; the limit is 1 s.")
            .arg(wrong.mid(0, shown).join(QStringLiteral(", that of ")),
                 wrong.size() > shown ? QStringLiteral(" and %1 more").arg(wrong.size() - shown) : QString()),
        QStringLiteral("Set up time synchronisation on %1.").arg(joined(names.mid(0, shown))));
}

} // namespace rollcall::preflightchecks
