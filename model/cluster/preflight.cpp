#include "model/cluster/preflight.h"

#include "model/cluster/featurechanges.h"
#include "model/cluster/phrases.h"
#include "model/cluster/preflighthelp.h"
#include "model/cluster/storagetrouble.h"
#include "model/core/durationtext.h"
#include "model/core/similarword.h"

#include <QMap>
#include <QStringList>

#include <algorithm>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr int nodesForHighAvailability = 3;
const QString nobodyToAsk = QStringLiteral("No node is alive to ask.");
const QString noNodeYet = QStringLiteral("No node has registered yet.");
const QString howToAddANode = QStringLiteral(
    "On each server install the package, put the encryption key and node.toml into place "
    "(rollcall-node check --config FILE says what is wrong with them), and start it: systemctl "
    "enable --now rollcall-node");

using Nodes = std::vector<const NodeView*>;

QString namesOf(const Nodes& nodes)
{
    QStringList names;
    for (const NodeView* node : nodes)
        names << node->row.name;
    return someOf(names);
}

template <class Predicate>
Nodes select(const Nodes& nodes, Predicate predicate)
{
    Nodes chosen;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(chosen),
                 [&](const NodeView* node) { return predicate(*node); });
    return chosen;
}

Nodes aliveNodes(const ClusterView& view)
{
    Nodes nodes;
    for (const NodeView& node : view.nodes)
        if (node.alive)
            nodes.push_back(&node);
    return nodes;
}

QString verb(const Nodes& nodes, const char* one, const char* many)
{
    return QString::fromLatin1(nodes.size() == 1 ? one : many);
}

Check start(const char* id, const char* title)
{
    Check check;
    check.id = QString::fromLatin1(id);
    check.title = QString::fromLatin1(title);
    check.help = preflightHelp(check.id);
    return check;
}

Check& conclude(Check& check, CheckState state, const QString& evidence, const QString& remedy = {})
{
    check.state = state;
    check.evidence = evidence;
    check.remedy = remedy;
    return check;
}

Check loadBalancingOn(const ClusterView& view)
{
    Check check = start("load-balancing-on", "Load balancing");
    if (view.facts.cluster.mode == Mode::Single)
        return conclude(check, CheckState::Failed, QStringLiteral("Only the primary serves requests."),
                        QStringLiteral("Enable load balancing first."));
    return conclude(check, CheckState::Passed, QStringLiteral("Every active node serves web requests."));
}

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

/// Every way between two live nodes, as the nodes themselves tried it.
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

/// Nodes in the same trouble are named together.
Check& failingStorage(Check& check, const Nodes& failing)
{
    constexpr std::size_t shown = 3;
    QStringList sentences;
    QStringList remedies;
    std::size_t said = 0;
    for (const StorageTrouble& each : storageTroubles(failing)) {
        if (sentences.size() == shown)
            break;
        sentences << each.sentence;
        remedies << each.remedy;
        said += each.nodes;
    }
    if (said < failing.size())
        sentences << QStringLiteral("And %1 more.").arg(failing.size() - said);
    return conclude(check, CheckState::Failed, sentences.join(u' '), remedies.join(u' '));
}

/// Each node's file read back by the others: writing alone proves no sharing.
Check sharedStorage(const Nodes& alive)
{
    Check check = start("shared-storage", "Shared storage");
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    const auto inState = [&alive](StorageState state) {
        return select(alive, [state](const NodeView& node) { return node.storage.state == state; });
    };
    const auto caused = [&alive](StorageCause cause) {
        return select(alive, [cause](const NodeView& node) { return node.storage.cause == cause; });
    };
    if (const Nodes failing = inState(StorageState::Failing); !failing.empty())
        return failingStorage(check, failing);
    const Nodes without = caused(StorageCause::NotConfigured);
    if (without.size() == alive.size()) {
        check.consent = QStringLiteral("Enable although no shared storage is set up");
        return conclude(
            check, CheckState::Warning,
            QStringLiteral("No shared storage is set up, so nothing proves that the nodes have one."),
            QStringLiteral("Set it: rollcallctl settings set Artifacts.BasePath /path/of/the/share"));
    }
    if (!without.empty())
        return conclude(check, CheckState::Failed,
                        QStringLiteral("%1 %2 no shared storage, the others do.")
                            .arg(namesOf(without), verb(without, "has", "have")),
                        QStringLiteral("Set Artifacts.BasePath, or [storage] path in node.toml on %1.")
                            .arg(namesOf(without)));
    if (alive.size() == 1)
        return conclude(check, CheckState::Warning, alive.front()->storage.sentence,
                        QStringLiteral("Add a second node."));
    if (const Nodes unknown = inState(StorageState::Unknown); !unknown.empty())
        return conclude(check, CheckState::NotChecked,
                        QStringLiteral("The proof is under way on %1.").arg(namesOf(unknown)),
                        QStringLiteral("Look again in a few seconds: rollcallctl storage check"));
    if (const Nodes slow = caused(StorageCause::Slow); !slow.empty()) {
        check.consent = QStringLiteral("Enable although the shared storage is slow");
        return conclude(check, CheckState::Warning,
                        QStringLiteral("%1: %2").arg(slow.front()->row.name, slow.front()->storage.sentence),
                        slow.front()->storage.remedy);
    }
    return conclude(check, CheckState::Passed,
                    QStringLiteral("%1 read each other's files.").arg(namesOf(alive)));
}

/// "1 h ahead" of the others
QString aheadOrBehind(Millis offset)
{
    return QStringLiteral("%1 %2").arg(durationText(offset < 0ms ? -offset : offset),
                                       offset < 0ms ? QStringLiteral("behind") : QStringLiteral("ahead"));
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

Check databaseRedundancy(const ClusterView& view)
{
    Check check = start("database-redundancy", "Database redundancy");
    if (view.facts.databaseRedundant)
        return conclude(check, CheckState::Passed, QStringLiteral("The database has a standby."));
    check.consent = QStringLiteral("Enable although the database is a single point of failure");
    return conclude(check, CheckState::Warning,
                    QStringLiteral("The database has no standby, so the cluster stops if its server stops."),
                    QStringLiteral("Add a standby to remove this risk."));
}

Check license(Feature feature, const ClusterView& view)
{
    Check check = start("license", "License");
    const License& held = view.facts.cluster.license;
    const Mode mode = feature == Feature::LoadBalancing ? Mode::LoadBalancing : Mode::HighAvailability;
    if (const Result<void> permitted = held.permits(mode); !permitted)
        return conclude(check, CheckState::Failed, permitted.error().what, permitted.error().remedy);
    Nodes over;
    for (const NodeView& node : view.nodes)
        if (!node.licensed)
            over.push_back(&node);
    if (!over.empty())
        return conclude(
            check, CheckState::Warning,
            QStringLiteral("%1 %2 over the license's number of nodes, %3, and %4 nothing.")
                .arg(namesOf(over), verb(over, "is", "are"))
                .arg(held.nodes)
                .arg(verb(over, "serves", "serve")),
            QStringLiteral(
                "Remove nodes that are not needed, or raise the number: rollcallctl license set --nodes N."));
    return conclude(check, CheckState::Passed,
                    QStringLiteral("%1; %2 registered.").arg(held.text()).arg(view.nodes.size()));
}

/// Which of the failed checks may be accepted, and how.
QString overridesInWords(const QStringList& acceptable)
{
    if (acceptable.isEmpty())
        return QStringLiteral("What is listed cannot be overridden.");
    QStringList options;
    for (const QString& id : acceptable)
        options << QStringLiteral("--override ") + id;
    return QStringLiteral("This can be accepted as it is: %1").arg(options.join(u' '));
}

} // namespace

QString wordOf(Feature feature)
{
    return feature == Feature::LoadBalancing ? QStringLiteral("load-balancing")
                                             : QStringLiteral("high-availability");
}

QString wordOf(CheckState state)
{
    switch (state) {
    case CheckState::Passed:
        return QStringLiteral("passed");
    case CheckState::Warning:
        return QStringLiteral("warning");
    case CheckState::Failed:
        return QStringLiteral("failed");
    case CheckState::NotChecked:
        return QStringLiteral("not-checked");
    }
    Q_UNREACHABLE();
}

int Preflight::count(CheckState state) const
{
    return static_cast<int>(
        std::count_if(checks.begin(), checks.end(), [state](const Check& c) { return c.state == state; }));
}

QString Check::line() const
{
    return QStringLiteral("%1: %2 %3").arg(title, evidence, remedy).trimmed();
}

Result<void> Preflight::verdict(const QStringList& overrides) const
{
    const QString title = feature == Feature::LoadBalancing ? QStringLiteral("Load balancing")
                                                            : QStringLiteral("High availability");
    for (const QString& id : overrides) {
        const auto it =
            std::find_if(checks.begin(), checks.end(), [&id](const Check& check) { return check.id == id; });
        if (it == checks.end()) {
            QStringList known;
            for (const Check& check : checks)
                known << check.id;
            const QString meant = similarWord(id, known);
            return failure(ErrorKind::Invalid, QStringLiteral("There is no check \"%1\".").arg(id),
                           meant.isEmpty() ? QStringLiteral("The checks are %1.").arg(joined(known))
                                           : QStringLiteral("Did you mean \"%1\"?").arg(meant));
        }
        if (it->state == CheckState::Failed && !it->overridable)
            return failure(ErrorKind::Refused,
                           QStringLiteral("The check \"%1\" cannot be overridden: %2").arg(id, it->evidence),
                           it->remedy);
    }
    if (empty)
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 cannot be enabled: no node has registered yet.").arg(title),
                       howToAddANode);
    QStringList lines;
    QStringList acceptable;
    for (const Check& check : checks) {
        const bool blocks = check.state == CheckState::Failed || check.state == CheckState::NotChecked;
        // That no node is alive is said once, by the check that counts them.
        if (!blocks || check.evidence == nobodyToAsk || (check.overridable && overrides.contains(check.id)))
            continue;
        lines << check.line();
        if (check.overridable)
            acceptable << check.id;
    }
    if (lines.isEmpty())
        return {};
    Error error{ErrorKind::Refused,
                QStringLiteral("%1 cannot be enabled: %2.")
                    .arg(title, lines.size() == 1
                                    ? QStringLiteral("one check did not pass")
                                    : QStringLiteral("%1 checks did not pass").arg(lines.size())),
                QStringLiteral("Every check, and what it means: rollcallctl preflight %1 --explain. %2")
                    .arg(wordOf(feature), overridesInWords(acceptable)),
                {}};
    error.details = lines;
    return Failure(error);
}

Preflight preflight(Feature feature, const ClusterView& view)
{
    const Nodes alive = aliveNodes(view);
    Preflight result;
    result.feature = feature;
    result.empty = view.nodes.empty();
    if (feature == Feature::HighAvailability) {
        result.checks.push_back(loadBalancingOn(view));
        result.checks.push_back(enoughNodes(view, alive));
    } else {
        result.checks.push_back(anyNode(view, alive));
    }
    result.checks.push_back(sameDatabase(view, alive));
    result.checks.push_back(sameKey(view, alive));
    result.checks.push_back(sameVersion(alive));
    result.checks.push_back(messengerOnTcp(alive));
    result.checks.push_back(messengerMesh(view, alive));
    result.checks.push_back(sharedStorage(alive));
    result.checks.push_back(clocks(alive));
    result.checks.push_back(license(feature, view));
    if (feature == Feature::HighAvailability)
        result.checks.push_back(databaseRedundancy(view));
    result.changes = changesOfEnabling(feature, view);
    return result;
}

} // namespace rollcall
