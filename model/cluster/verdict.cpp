#include "model/cluster/verdict.h"

#include "model/cluster/license.h"
#include "model/cluster/phrases.h"
#include "model/core/durationtext.h"

#include <QStringList>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

QString age(const Signals& s)
{
    return durationText(s.row.heartbeatAge.value_or(0ms));
}

QString probeWords(const Signals& s)
{
    switch (s.probe.result) {
    case ProbeResult::Ok:
        return QStringLiteral("its messenger answers");
    case ProbeResult::Refused:
        return QStringLiteral("its messenger refuses connections");
    case ProbeResult::Timeout:
        return QStringLiteral("its messenger does not answer");
    case ProbeResult::KeyDiffers:
        return QStringLiteral("its messenger answers with another encryption key");
    case ProbeResult::NotConfigured:
        return QStringLiteral("its messenger could not be asked");
    }
    Q_UNREACHABLE();
}

QString heldBy(const Signals& s)
{
    return s.row.wantedBy.isEmpty() ? QString() : QStringLiteral(" by ") + s.row.wantedBy;
}

QString reasonOr(const Signals& s, const QString& otherwise)
{
    return s.row.wantedReason.isEmpty() ? otherwise : s.row.wantedReason;
}

/// The units that should run here and are as asked, by name.
template <class Predicate>
QStringList expectedUnits(const Signals& s, const Predicate& predicate)
{
    const Placement here = s.placement();
    QStringList names;
    for (const UnitReport& unit : s.row.report.units) {
        const bool held = s.row.holds(unit.name);
        if (here.runs(unit.role) && !held && predicate(unit))
            names << unit.name;
    }
    return names;
}

QStringList unitsMissing(const Signals& s, UnitState state)
{
    return expectedUnits(s, [state](const UnitReport& unit) { return unit.state == state; });
}

/// Those that run and are known not to be ready.
QStringList unitsNotReady(const Signals& s)
{
    return expectedUnits(
        s, [](const UnitReport& unit) { return unit.state == UnitState::Running && unit.ready == false; });
}

/// Those of which it is too early to say more than that they were started.
QStringList unitsStarting(const Signals& s)
{
    return expectedUnits(s, [](const UnitReport& unit) {
        return unit.state == UnitState::Starting ||
               (unit.state == UnitState::Running && !unit.ready && !unit.notReady.isEmpty());
    });
}

QStringList unitsHeld(const Signals& s)
{
    const Placement here = s.placement();
    QStringList names;
    for (const UnitReport& unit : s.row.report.units)
        if (here.runs(unit.role) && s.row.holds(unit.name))
            names << unit.name;
    return names;
}

/// What the first failed unit says, as the end of a sentence.
QString firstError(const Signals& s)
{
    for (const UnitReport& unit : s.row.report.units)
        if (unit.state == UnitState::Failed && !unit.lastError.isEmpty())
            return QStringLiteral(": ") + unit.lastError +
                   (unit.lastError.endsWith(u'.') ? QString() : QStringLiteral("."));
    return QStringLiteral(".");
}

/// Why the first unit that is not ready is not, as the end of a sentence.
QString firstReason(const Signals& s)
{
    for (const UnitReport& unit : s.row.report.units)
        if (unit.state == UnitState::Running && unit.ready == false && !unit.notReady.isEmpty())
            return QStringLiteral(": ") + unit.notReady +
                   (unit.notReady.endsWith(u'.') ? QString() : QStringLiteral("."));
    return QStringLiteral(".");
}

QString successionWords(int place)
{
    switch (place) {
    case 1:
        return QStringLiteral("Takes over next");
    case 2:
        return QStringLiteral("Second in line");
    case 3:
        return QStringLiteral("Third in line");
    default:
        return QStringLiteral("Number %1 in line").arg(place);
    }
}

QString roleLine(const Signals& s)
{
    if (s.primary)
        return QStringLiteral("Primary, epoch %1").arg(s.epoch);
    if (s.succession > 0)
        return successionWords(s.succession);
    if (s.mode == Mode::LoadBalancing)
        return QStringLiteral("Serves web");
    return {};
}

/// "does" or "do"
QString verbFor(const QStringList& names, const char* one, const char* many)
{
    return QString::fromLatin1(names.size() == 1 ? one : many);
}

bool consoleFails(const Signals& s)
{
    return s.probe.result == ProbeResult::Refused || s.probe.result == ProbeResult::Timeout;
}

/// Every node that tried failed to reach it, and not for its key.
bool nodesFail(const Signals& s)
{
    return s.mesh.reachedByNobody() && !s.mesh.notReachedBy.isEmpty();
}

/// ", nor does this computer": only when it tried.
QString norHere(const Signals& s)
{
    return consoleFails(s) ? QStringLiteral(", nor does this computer") : QString();
}

/// It should not get requests, and the load balancer sends it some.
bool servedAnyway(const Signals& s)
{
    return s.fit() == BalancerFit::Served && !s.placement().takesTraffic();
}

/// " 12 s ago", or nothing.
QString changedAgo(const BalancerSighting& says)
{
    return says.changed ? QStringLiteral(" %1 ago").arg(durationText(*says.changed)) : QString();
}

QString readyUrl(const Signals& s)
{
    return (s.row.report.health.isEmpty() ? s.row.name : s.row.report.health) + QStringLiteral("/ready");
}

QString droppedRemedy(const Signals& s)
{
    const QString& check = s.balancer.sighting->check;
    if (check.startsWith(u"L7"))
        return QStringLiteral("Compare what its check asks with %1: rollcallctl balancer check FILE.")
            .arg(readyUrl(s));
    return QStringLiteral("Look at the network and the firewall between the load balancer and %1.")
        .arg(readyUrl(s));
}

QString servedRemedy(const Signals& s)
{
    return QStringLiteral("If this lasts, let its check ask %1: rollcallctl balancer check FILE.")
        .arg(readyUrl(s));
}

Verdict make(NodeState state, const QString& secondLine, const QString& sentence, const QString& remedy = {})
{
    return {state, secondLine, sentence, remedy, {}};
}

const QString showLog = QStringLiteral("Look at its log with “journalctl -u rollcall-node” on the server.");

QString startIt(const Signals& s)
{
    return QStringLiteral("Start rollcall-node on %1, or remove the node if it will not return.")
        .arg(s.row.name);
}

} // namespace

// clang-format off
const std::vector<VerdictRule>& verdictRules()
{
    static const std::vector<VerdictRule> rules{
        {"removed", [](const Signals& s) { return s.row.removedAt.has_value(); },
         [](const Signals& s) {
             return s.heartbeatFresh()
                 ? make(NodeState::Removed, QStringLiteral("Removed, but running"),
                        QStringLiteral("It was removed%1, but its node service still runs. It serves nothing.")
                            .arg(s.row.removedBy.isEmpty() ? QString() : QStringLiteral(" by ") + s.row.removedBy),
                        QStringLiteral("Stop rollcall-node on %1, or restore the node.").arg(s.row.name))
                 : make(NodeState::Removed, QStringLiteral("Removed"),
                        QStringLiteral("It was removed%1.").arg(s.row.removedBy.isEmpty() ? QString() : QStringLiteral(" by ") + s.row.removedBy),
                        QStringLiteral("Restore %1 if it is to come back.").arg(s.row.name));
         }},
        {"never-started", [](const Signals& s) { return !s.row.heartbeatAge && !s.processAnswers(); },
         [](const Signals& s) {
             return make(NodeState::Down, QStringLiteral("No heartbeat yet"),
                         QStringLiteral("It is registered but has never written a heartbeat."), startIt(s));
         }},
        {"stopped", [](const Signals& s) { return s.stoppedInOrder(); },
         [](const Signals& s) {
             return make(NodeState::Down, QStringLiteral("Stopped %1 ago").arg(age(s)),
                         QStringLiteral("Its node service was stopped in order %1 ago.").arg(age(s)), startIt(s));
         }},
        {"stale-answers-nodes", [](const Signals& s) { return s.onlyNodesHear(); },
         [](const Signals& s) {
             return make(NodeState::Stale, QStringLiteral("No heartbeat for %1").arg(age(s)),
                         QStringLiteral("Its messenger answers %1, so it is running, but it has not written a heartbeat for %2: it "
                                        "cannot reach the database.").arg(someOf(s.mesh.reachedBy), age(s)),
                         QStringLiteral("Check the connection from %1 to the database.").arg(s.row.name));
         }},
        {"refused", [](const Signals& s) { return s.processGone(); },
         [](const Signals& s) {
             return make(NodeState::Down, QStringLiteral("No heartbeat for %1").arg(age(s)),
                         QStringLiteral("It stopped writing its heartbeat %1 ago and its messenger refuses connections, so its "
                                        "node service is not running.").arg(age(s)), startIt(s));
         }},
        {"silent", [](const Signals& s) {
             return !s.heartbeatFresh() && s.row.heartbeatAge && s.probe.result == ProbeResult::Timeout; },
         [](const Signals& s) {
             return make(NodeState::Down, QStringLiteral("No heartbeat for %1").arg(age(s)),
                         QStringLiteral("It stopped writing its heartbeat %1 ago and its messenger does not answer: the server is "
                                        "off, frozen, or cut off from the network.").arg(age(s)),
                         QStringLiteral("Check power and network of %1, or remove the node if it will not return.").arg(s.row.name));
         }},
        {"stale-alive", [](const Signals& s) { return !s.heartbeatFresh() && s.processAnswers(); },
         [](const Signals& s) {
             return make(NodeState::Stale, QStringLiteral("No heartbeat for %1").arg(age(s)),
                         QStringLiteral("Its messenger answers, so it is running, but it has not written a heartbeat for %1: it "
                                        "cannot reach the database.").arg(age(s)),
                         QStringLiteral("Check the connection from %1 to the database.").arg(s.row.name));
         }},
        {"stale", [](const Signals& s) { return !s.heartbeatFresh(); },
         [](const Signals& s) {
             return make(NodeState::Stale, QStringLiteral("No heartbeat for %1").arg(age(s)),
                         QStringLiteral("It has not written a heartbeat for %1, and %2.").arg(age(s), probeWords(s)),
                         startIt(s));
         }},
        {"key-differs", [](const Signals& s) { return s.key == KeyState::Differs; },
         [](const Signals& s) {
             const QString& own = s.row.report.keyFingerprint;
             const bool known = !own.isEmpty() && !s.clusterKey.isEmpty() && own != s.clusterKey;
             return make(NodeState::Degraded,
                         known ? QStringLiteral("Key %1, not %2").arg(own, s.clusterKey) : QStringLiteral("Key differs"),
                         known ? QStringLiteral("It uses encryption key %1 while the cluster uses %2.").arg(own, s.clusterKey)
                         : s.mesh.otherKeyProved
                               ? QStringLiteral("Its handshake with %1 proved another encryption key.").arg(someOf(s.mesh.otherKeyFor))
                               : QStringLiteral("Its encryption key differs from the one that is used here."),
                         known ? QStringLiteral("Set key %1 on %2 and restart its node service.").arg(s.clusterKey, s.row.name)
                               : QStringLiteral("Compare encryption_key_file on %1 with %2.").arg(s.row.name, s.mesh.otherKeyProved ? QStringLiteral("that of the other nodes") : QStringLiteral("the key of this console")));
         }},
        {"over-license", [](const Signals& s) { return !s.licensed; },
         [](const Signals& s) {
             return make(NodeState::Degraded, QStringLiteral("Over the license"), overLimitSentence(s.licensedNodes),
                         QStringLiteral("Remove a node that is not needed, or raise the number: rollcallctl license set --nodes N."));
         }},
        {"maintenance-served", [](const Signals& s) { return s.row.wanted == Wanted::Maintenance && servedAnyway(s); },
         [](const Signals& s) {
             return make(NodeState::Maintenance, QStringLiteral("Still gets requests"),
                         QStringLiteral("It was put into maintenance%1 and serves nothing, but the load balancer still sends it requests: "
                                        "it says %2.").arg(heldBy(s), s.inBalancer()->status), servedRemedy(s));
         }},
        {"maintenance", [](const Signals& s) { return s.row.wanted == Wanted::Maintenance; },
         [](const Signals& s) {
             return make(NodeState::Maintenance, s.row.wantedBy.isEmpty() ? reasonOr(s, QStringLiteral("No units run"))
                                                    : reasonOr(s, QStringLiteral("Maintenance")) + QStringLiteral(", ") + s.row.wantedBy,
                         QStringLiteral("It was put into maintenance%1%2, so none of its units run.").arg(heldBy(s),
                             s.row.wantedReason.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(s.row.wantedReason)),
                         QStringLiteral("Activate it when the work is done."));
         }},
        {"draining-served", [](const Signals& s) { return s.row.wanted == Wanted::Draining && servedAnyway(s); },
         [](const Signals& s) {
             return make(NodeState::Draining, QStringLiteral("Still gets requests"),
                         QStringLiteral("It is draining%1, but the load balancer still sends it requests: it says %2.")
                             .arg(heldBy(s), s.inBalancer()->status), servedRemedy(s));
         }},
        {"draining", [](const Signals& s) { return s.row.wanted == Wanted::Draining; },
         [](const Signals& s) {
             return make(NodeState::Draining, reasonOr(s, QStringLiteral("No new requests")),
                         QStringLiteral("It is draining%1%2: it finishes its requests and gets no new ones.").arg(heldBy(s),
                             s.row.wantedReason.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(s.row.wantedReason)),
                         QStringLiteral("Activate it to send requests to it again."));
         }},
        {"key-here-differs", [](const Signals& s) { return s.probe.result == ProbeResult::KeyDiffers; },
         [](const Signals& s) {
             return make(NodeState::Unreachable, QStringLiteral("Not the key used here"),
                         QStringLiteral("Its messenger proved the cluster's key to %1, but this computer uses another one.").arg(someOf(s.mesh.reachedBy)),
                         s.clusterKey.isEmpty() ? QStringLiteral("Give this computer the cluster's encryption key.")
                                                : QStringLiteral("Give this computer the cluster's encryption key, %1.").arg(s.clusterKey));
         }},
        {"messenger-cut-off-here", [](const Signals& s) { return consoleFails(s) && !s.mesh.reachedBy.isEmpty(); },
         [](const Signals& s) {
             return make(NodeState::Unreachable, QStringLiteral("Not reached from here"),
                         QStringLiteral("This computer cannot reach its messenger, but %1 %2, so the node itself is fine.")
                             .arg(someOf(s.mesh.reachedBy), verbFor(s.mesh.reachedBy, "does", "do")),
                         QStringLiteral("Look at the network and the firewall between this computer and %1.").arg(s.probe.endpoint));
         }},
        {"messenger-isolated", [](const Signals& s) { return !s.messengerAnswers() && nodesFail(s) && s.mesh.reachesNobody(); },
         [](const Signals& s) {
             return make(NodeState::Unreachable, QStringLiteral("Reaches nobody"),
                         QStringLiteral("%1 %2 not reach its messenger%3, and it reaches none of theirs: only the database still hears it.")
                             .arg(someOf(s.mesh.notReachedBy), verbFor(s.mesh.notReachedBy, "does", "do"), norHere(s)),
                         QStringLiteral("Look at the network of %1 itself: its interface, its firewall, its switch. Failover works without the messenger.").arg(s.row.name));
         }},
        {"messenger-reached-by-nobody", [](const Signals& s) { return !s.messengerAnswers() && nodesFail(s); },
         [](const Signals& s) {
             return make(NodeState::Unreachable, QStringLiteral("Reached by nobody"),
                         QStringLiteral("Its heartbeat arrives, but nobody reaches its messenger: %1 %2 not%3.")
                             .arg(someOf(s.mesh.notReachedBy), verbFor(s.mesh.notReachedBy, "does", "do"), norHere(s)),
                         QStringLiteral("Check [messenger] listen in node.toml on %1, and the firewall before %2. Failover works without the messenger.")
                             .arg(s.row.name, s.row.report.messenger));
         }},
        {"messenger-reached-only-here", [](const Signals& s) { return s.messengerAnswers() && nodesFail(s); },
         [](const Signals& s) {
             return make(NodeState::Unreachable, QStringLiteral("Not reached by nodes"),
                         QStringLiteral("This computer reaches its messenger, but no node does: %1 cannot.").arg(someOf(s.mesh.notReachedBy)),
                         QStringLiteral("Look at the network and the firewall between the nodes, port of %1. Failover works without the messenger.").arg(s.row.report.messenger));
         }},
        {"messenger-reaches-nobody", [](const Signals& s) { return s.mesh.reachesNobody() && s.mesh.reachesNot.size() > 1; },
         [](const Signals& s) {
             return make(NodeState::Degraded, QStringLiteral("Reaches no node"),
                         QStringLiteral("It reaches the messenger of no other node: not %1.").arg(s.mesh.reachesNot.join(QStringLiteral(", nor "))),
                         QStringLiteral("Look at the firewall of %1 for connections that it makes, and at its name service.").arg(s.row.name));
         }},
        {"messenger-refused", [](const Signals& s) { return s.probe.result == ProbeResult::Refused; },
         [](const Signals& s) {
             return make(NodeState::Unreachable, QStringLiteral("Messenger refuses"),
                         QStringLiteral("Its heartbeat is %1 old, but its messenger refuses connections from here.").arg(age(s)),
                         QStringLiteral("If this lasts, check %1 and the firewall before it. Failover works without the messenger.").arg(s.probe.endpoint));
         }},
        {"messenger-silent", [](const Signals& s) { return s.probe.result == ProbeResult::Timeout; },
         [](const Signals& s) {
             return make(NodeState::Unreachable, QStringLiteral("Messenger silent"),
                         QStringLiteral("Its heartbeat arrives, but its messenger does not answer from here."),
                         QStringLiteral("Check the network and the firewall on the way to %1. Failover works without the messenger.").arg(s.probe.endpoint));
         }},
        {"unit-failed", [](const Signals& s) { return !unitsMissing(s, UnitState::Failed).isEmpty(); },
         [](const Signals& s) {
             const QStringList names = unitsMissing(s, UnitState::Failed);
             return make(NodeState::Degraded, QStringLiteral("%1 failed").arg(joined(names)),
                         QStringLiteral("%1 should run on it and failed%2").arg(capital(joined(names)), firstError(s)), showLog);
         }},
        {"unit-stopped", [](const Signals& s) { return !unitsMissing(s, UnitState::Stopped).isEmpty(); },
         [](const Signals& s) {
             const QStringList names = unitsMissing(s, UnitState::Stopped);
             return make(NodeState::Degraded, QStringLiteral("%1 not running").arg(joined(names)),
                         QStringLiteral("%1 should run on it and does not.").arg(capital(joined(names))), showLog);
         }},
        {"unit-not-ready", [](const Signals& s) { return !unitsNotReady(s).isEmpty(); },
         [](const Signals& s) {
             const QStringList names = unitsNotReady(s);
             return make(NodeState::Degraded, QStringLiteral("%1 not ready").arg(joined(names)),
                         QStringLiteral("%1 %2 on it but %3 not ready%4").arg(capital(joined(names)),
                             names.size() == 1 ? QStringLiteral("runs") : QStringLiteral("run"),
                             names.size() == 1 ? QStringLiteral("is") : QStringLiteral("are"), firstReason(s)),
                         QStringLiteral("Look at what %1 waits for on %2, or restart it there.").arg(names.first(), s.row.name));
         }},
        {"unfit", [](const Signals& s) { return s.mode == Mode::HighAvailability && !s.primary && !s.row.report.unfit.isEmpty(); },
         [](const Signals& s) {
             return make(NodeState::Degraded, QStringLiteral("Cannot take over"),
                         QStringLiteral("It could not take over. %1").arg(s.row.report.unfit),
                         QStringLiteral("Put right on %1 what the check of can_run asks for.").arg(s.row.name));
         }},
        {"balancer-dropped", [](const Signals& s) { return s.fit() == BalancerFit::Dropped; },
         [](const Signals& s) {
             const BalancerSighting& says = *s.inBalancer();
             const QString check = checkWords(says);
             return make(NodeState::Degraded, QStringLiteral("Dropped by balancer"),
                         QStringLiteral("It is alive, but the load balancer dropped it%1%2.").arg(changedAgo(says),
                             check.isEmpty() ? QString() : QStringLiteral(": its check ended with %1").arg(check)),
                         droppedRemedy(s));
         }},
        {"balancer-cannot-resolve", [](const Signals& s) { return s.fit() == BalancerFit::Unresolved; },
         [](const Signals& s) {
             return make(NodeState::Degraded, QStringLiteral("Unknown to balancer's DNS"),
                         QStringLiteral("It is alive, but the load balancer does not find its name in DNS, so it gets no requests."),
                         QStringLiteral("Mend the name on the load balancer's side, or write an address for %1 into its file.").arg(s.inBalancer()->server));
         }},
        {"balancer-took-out", [](const Signals& s) { return s.fit() == BalancerFit::TakenOut; },
         [](const Signals& s) {
             const BalancerSighting& says = *s.inBalancer();
             return make(NodeState::Degraded, QStringLiteral("Out in balancer"),
                         QStringLiteral("It is alive, but was taken out in the load balancer itself%1: that says %2.").arg(changedAgo(says), says.status),
                         says.status.contains(u"(via ") ? QStringLiteral("It follows another server there: take that one back.")
                         : QStringLiteral("Take it back there: set server %1 state ready.").arg(says.server));
         }},
        {"balancer-missing", [](const Signals& s) { return s.fit() == BalancerFit::Missing; },
         [](const Signals&) {
             return make(NodeState::Degraded, QStringLiteral("Not in balancer"),
                         QStringLiteral("It is alive, but the load balancer does not know it, so it gets no requests."),
                         QStringLiteral("Write the load balancer's file again and load it: rollcallctl balancer config haproxy."));
         }},
        {"unit-held", [](const Signals& s) { return !unitsHeld(s).isEmpty(); },
         [](const Signals& s) {
             const QStringList names = unitsHeld(s);
             return make(NodeState::Degraded, QStringLiteral("%1 stopped by hand").arg(joined(names)),
                         QStringLiteral("%1 was stopped by an administrator and stays stopped.").arg(capital(joined(names))),
                         QStringLiteral("Start it when it should run again."));
         }},
        {"storage-failing", [](const Signals& s) { return s.storage.state == StorageState::Failing; },
         [](const Signals& s) {
             return make(NodeState::Degraded, QStringLiteral("Storage fails"),
                         s.storage.sentence, s.storage.remedy);
         }},
        {"version-differs", [](const Signals& s) { return !s.versionInSync; },
         [](const Signals& s) {
             return make(NodeState::Degraded, QStringLiteral("Version %1").arg(s.row.report.version),
                         QStringLiteral("It runs version %1 while the cluster runs %2.").arg(s.row.report.version, s.clusterVersion),
                         QStringLiteral("Bring %1 to version %2.").arg(s.row.name, s.clusterVersion));
         }},
        {"clock-skewed", [](const Signals& s) { return std::chrono::abs(s.skew) > largestSkew; },
         [](const Signals& s) {
             return make(NodeState::Degraded, QStringLiteral("Clock %1").arg(skewText(s.skew)),
                         QStringLiteral("Its clock is %1 off the other nodes' clocks. Failover does not depend on it, but times in logs and "
                                        "certificates do.").arg(skewText(s.skew)),
                         QStringLiteral("Set up time synchronisation on %1.").arg(s.row.name));
         }},
        {"idle-served", [](const Signals& s) { return !s.placement().runs(UnitRole::Web) && servedAnyway(s); },
         [](const Signals& s) {
             return make(NodeState::Idle, QStringLiteral("Gets requests"),
                         QStringLiteral("Load balancing is off, so only the primary serves, but the load balancer sends it requests: it says %1.")
                             .arg(s.inBalancer()->status), servedRemedy(s));
         }},
        {"idle", [](const Signals& s) { return !s.placement().runs(UnitRole::Web); },
         [](const Signals&) {
             return make(NodeState::Idle, QStringLiteral("Serves nothing yet"),
                         QStringLiteral("It is ready, but load balancing is off, so only the primary serves."),
                         QStringLiteral("Enable load balancing to use it."));
         }},
        {"starting", [](const Signals& s) { return !unitsStarting(s).isEmpty(); },
         [](const Signals& s) {
             return make(NodeState::Healthy, roleLine(s), QStringLiteral("It is healthy; %1 is starting.").arg(joined(unitsStarting(s))));
         }},
        {"holds-back", [](const Signals& s) { return s.holdsBack().has_value(); },
         [](const Signals& s) {
             const HoldBack held = *s.holdsBack();
             return make(NodeState::Healthy, QStringLiteral("Holds back for %1").arg(durationText(held.left)),
                         QStringLiteral("It is healthy, but %1.").arg(held.words()));
         }},
        {"healthy", [](const Signals&) { return true; },
         [](const Signals& s) {
             const QString role = s.primary ? QStringLiteral("It is the primary, epoch %1").arg(s.epoch)
                                : s.succession == 1 ? QStringLiteral("It takes over if the primary fails")
                                : s.mode == Mode::LoadBalancing ? QStringLiteral("It serves web; takeover is by hand")
                                                                : QStringLiteral("It serves web");
             return make(NodeState::Healthy, roleLine(s), role + QStringLiteral(", and everything on it runs."));
         }},
    };
    return rules;
}
// clang-format on

namespace
{

QString signalsSentence(const Signals& s)
{
    enum class View { Good, Bad, None };
    const View heartbeat = s.heartbeatFresh() ? View::Good : View::Bad;
    const View messenger = s.probe.result == ProbeResult::NotConfigured ? View::None
                           : s.messengerAnswers()                       ? View::Good
                                                                        : View::Bad;
    // The balancer's view travels with the heartbeat: without a fresh one it says nothing.
    // What it says of itself, other nodes may carry.
    const bool fresh = s.heartbeatFresh();
    const BalancerView told =
        fresh || s.balancer.asked ? balancerViewOf(s.row, s.balancer) : BalancerView::Unknown;
    // Being told to keep away is what should happen to a node that is not meant to serve.
    const bool keptOut = told == BalancerView::Down && (s.placement().takesTraffic() || !fresh);
    const bool silentBalancer = told == BalancerView::Unknown || (told == BalancerView::Drain && !fresh);
    const View balancer = silentBalancer ? View::None : keptOut ? View::Bad : View::Good;

    QStringList silent;
    if (messenger == View::None)
        silent << QStringLiteral("the messenger");
    if (balancer == View::None)
        silent << QStringLiteral("the load balancer");
    const auto agrees = [heartbeat](View view) { return view == View::None || view == heartbeat; };
    if (fresh && servedAnyway(s) && agrees(messenger))
        return QStringLiteral("The load balancer differs: it still sends it requests.");
    if (agrees(messenger) && agrees(balancer)) {
        if (silent.isEmpty())
            return QStringLiteral("All three signals agree.");
        if (silent.size() == 1)
            return QStringLiteral("Two signals agree; %1 says nothing.").arg(silent.first());
        return QStringLiteral("Only the heartbeat speaks; messenger and load balancer say nothing.");
    }
    if (!agrees(messenger) && agrees(balancer))
        return QStringLiteral("The messenger differs: %1.").arg(probeWords(s));
    if (agrees(messenger))
        return !s.balancer.asked ? QStringLiteral("The load balancer differs: it was told to keep away.")
               : keptOut         ? QStringLiteral("The load balancer differs: it sends it nothing.")
                                 : QStringLiteral("The load balancer differs: it still sends it requests.");
    return QStringLiteral("The heartbeat differs from the other two signals.");
}

} // namespace

Verdict verdictOn(const Signals& node)
{
    for (const VerdictRule& rule : verdictRules()) {
        if (rule.applies(node)) {
            Verdict verdict = rule.say(node);
            verdict.signalsSentence = signalsSentence(node);
            return verdict;
        }
    }
    Q_UNREACHABLE(); // the last rule always applies
}

} // namespace rollcall
