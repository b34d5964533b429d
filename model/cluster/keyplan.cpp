#include "model/cluster/keyplan.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/phrases.h"

#include <QMap>

#include <algorithm>
#include <functional>

namespace rollcall
{

namespace
{

Failure refusedStep(const QString& what, const QString& remedy)
{
    return failure(ErrorKind::Refused, what, remedy);
}

bool holdsKey(const NodeRow& row, const QString& key)
{
    return !key.isEmpty() && (row.report.keyFiles.current == key || row.report.keyFiles.next == key);
}

/// Time for a node to act on what its heartbeat brought it.
constexpr qint64 actsWithin = 250;

/// Whether a node knows of the last step: its heartbeat is newer. Until then it may have the new key, and not
/// accept it yet.
bool knowsOfStep(const KeyRotation& keys, const ClusterFacts& facts, const NodeRow& row)
{
    return keys.since == 0 ||
           (row.heartbeatAge && facts.databaseTime - row.heartbeatAge->count() > keys.since + actsWithin);
}

bool hasNoKey(const NodeRow& row)
{
    return row.report.keyFingerprint.isEmpty() && row.report.keyFiles.current.isEmpty();
}

/// The key that the cluster uses: as the row says it, or before the first rotation what most nodes use.
KeyRotation effectiveKeys(const ClusterView& view)
{
    KeyRotation keys = view.facts.cluster.keys;
    keys.inForce = keyInForce(view.facts);
    return keys;
}

/// Where the administrator puts it.
QString nextFileOf(const NodeRow& row)
{
    return row.report.keyFiles.nextPath.isEmpty() ? QStringLiteral("the file beside its encryption_key_file")
                                                  : row.report.keyFiles.nextPath;
}

QString putKey(const QString& key, const NodeRow& row)
{
    return QStringLiteral(
               "Put key %1 into %2 on %3, readable by the user of rollcall-node; no restart is needed.")
        .arg(key, nextFileOf(row), row.name);
}

struct StandingWords {
    KeyStanding standing;
    QString sentence;
    QString remedy;
};

StandingWords missingKey(const QString& key, const NodeRow& row)
{
    const QString& problem = row.report.keyFiles.problem;
    return {KeyStanding::Missing,
            problem.isEmpty() ? QStringLiteral("It does not have key %1.").arg(key)
                              : QStringLiteral("It does not have key %1. %2").arg(key, problem),
            putKey(key, row)};
}

StandingWords standingAtRest(const KeyRotation& keys, const NodeRow& row)
{
    const QString& uses = row.report.keyFingerprint;
    if (uses != keys.inForce)
        return {KeyStanding::Missing,
                QStringLiteral("It uses key %1 while the cluster uses %2.").arg(uses, keys.inForce),
                putKey(keys.inForce, row)};
    if (row.report.keyFiles.next == keys.inForce && row.report.keyFiles.current != keys.inForce)
        return {KeyStanding::Untidy,
                QStringLiteral("It uses key %1, which is still in the file of the next key.").arg(uses),
                QStringLiteral("On %1, move %2 over its encryption_key_file (mv); no restart is needed.")
                    .arg(row.name, nextFileOf(row))};
    return {KeyStanding::Ready, QStringLiteral("It uses key %1.").arg(uses), {}};
}

StandingWords standingUnderWay(const KeyRotation& keys, const ClusterFacts& facts, const NodeRow& row)
{
    const QString next = keys.newKey();
    const QString& uses = row.report.keyFingerprint;
    if (!holdsKey(row, next))
        return missingKey(next, row);
    if (keys.phase == RotationPhase::Preparing && !knowsOfStep(keys, facts, row))
        return {
            KeyStanding::Waiting, QStringLiteral("It has key %1, and accepts it in a moment.").arg(next), {}};
    if (keys.phase == RotationPhase::Preparing)
        return uses == next && holdsKey(row, keys.oldKey())
                   ? StandingWords{KeyStanding::Waiting,
                                   QStringLiteral("It still uses key %1, and goes back to %2 by itself.")
                                       .arg(next, keys.oldKey()),
                                   {}}
                   : StandingWords{KeyStanding::Ready, QStringLiteral("It has key %1.").arg(next), {}};
    return uses == next ? StandingWords{KeyStanding::Ready,
                                        QStringLiteral("It uses key %1, and still accepts %2.")
                                            .arg(next, keys.oldKey()),
                                        {}}
                        : StandingWords{KeyStanding::Waiting,
                                        QStringLiteral("It has key %1, and uses it in a moment.").arg(next),
                                        {}};
}

StandingWords standingOff(const KeyRotation& keys, const NodeRow& row)
{
    const QString wanted = keys.isUnderWay() ? keys.newKey() : keys.inForce;
    if (holdsKey(row, wanted))
        return {KeyStanding::Off, QStringLiteral("It does not run. It had key %1.").arg(wanted), {}};
    return {
        KeyStanding::Off, QStringLiteral("It does not run, and did not have key %1.").arg(wanted),
        QStringLiteral("Put key %1 into %2 on %3 before it starts.").arg(wanted, nextFileOf(row), row.name)};
}

NodeKeys standingOf(const KeyRotation& keys, const ClusterFacts& facts, const NodeView& node)
{
    const NodeRow& row = node.row;
    const StandingWords words =
        hasNoKey(row) ? StandingWords{KeyStanding::NoKey, QStringLiteral("Its messenger needs no key."), {}}
        : !node.alive ? standingOff(keys, row)
        : keys.isUnderWay() ? standingUnderWay(keys, facts, row)
                            : standingAtRest(keys, row);
    return {row.id,
            row.name,
            words.standing,
            row.report.keyFingerprint,
            row.report.keyFiles.current,
            row.report.keyFiles.next,
            words.sentence,
            words.remedy};
}

/// The nodes that run and have a key, for which it holds.
std::vector<const NodeView*> runningNodes(const ClusterView& view,
                                          const std::function<bool(const NodeRow&)>& holds)
{
    std::vector<const NodeView*> nodes;
    for (const NodeView& node : view.nodes)
        if (node.alive && !hasNoKey(node.row) && holds(node.row))
            nodes.push_back(&node);
    return nodes;
}

QString nameList(const std::vector<const NodeView*>& nodes)
{
    QStringList names;
    for (const NodeView* node : nodes)
        names << node->row.name;
    return joined(names);
}

QString verbFor(const std::vector<const NodeView*>& nodes, const char* one, const char* many)
{
    return QLatin1String(nodes.size() == 1 ? one : many);
}

/// What each of them asks for, one after the other.
QString remediesOf(const KeyRotation& keys, const ClusterFacts& facts,
                   const std::vector<const NodeView*>& nodes)
{
    QStringList remedies;
    for (const NodeView* node : nodes)
        remedies << standingOf(keys, facts, *node).remedy;
    remedies.removeAll(QString());
    return remedies.isEmpty() ? QStringLiteral("Try again in a moment.") : remedies.join(u' ');
}

/// Who was off and will need the key when it comes back.
QString adviceForAbsent(const KeyRotation& keys, const ClusterView& view)
{
    QStringList advice;
    for (const NodeView& node : view.nodes)
        if (const NodeKeys standing = standingOf(keys, view.facts, node);
            standing.standing == KeyStanding::Off && !standing.remedy.isEmpty())
            advice << standing.remedy;
    return advice.join(u' ');
}

Result<RotationChange> planStart(const ClusterView& view, const KeyRotation& keys, const QString& newKey)
{
    if (keys.isUnderWay())
        return refusedStep(
            QStringLiteral("A rotation to key %1 is under way, by %2.").arg(keys.newKey(), keys.by),
            QStringLiteral("End it, or cancel it: rollcallctl key rotate status"));
    if (keys.inForce.isEmpty())
        return refusedStep(QStringLiteral("No node has an encryption key, so there is none to change."),
                           QStringLiteral("Set encryption_key_file in node.toml of every node."));
    if (keys.inForce == newKey)
        return refusedStep(QStringLiteral("The cluster uses key %1 already.").arg(newKey),
                           QStringLiteral("Make a new one: rollcallctl key generate --out FILE"));
    const auto strangers = runningNodes(view, [&](const NodeRow& row) {
        return row.report.keyFingerprint != keys.inForce &&
               (newKey.isEmpty() || row.report.keyFingerprint != newKey);
    });
    if (!strangers.empty())
        return refusedStep(QStringLiteral("%1 %2 not use the cluster's key, %3.")
                               .arg(nameList(strangers), verbFor(strangers, "does", "do"), keys.inForce),
                           remediesOf(keys, view.facts, strangers));
    const auto untidy = runningNodes(
        view, [&](const NodeRow& row) { return standingAtRest(keys, row).standing == KeyStanding::Untidy; });
    if (!untidy.empty())
        return refusedStep(
            QStringLiteral("%1 %2 key %3 from the file where the next key goes, and would lose it.")
                .arg(nameList(untidy), verbFor(untidy, "reads", "read"), keys.inForce),
            remediesOf(keys, view.facts, untidy));

    RotationChange change;
    change.wanted = keys;
    change.wanted.phase = RotationPhase::Preparing;
    change.wanted.other = newKey;
    change.event = eventkind::KeyRotationStarted;
    change.sentence =
        QStringLiteral("The change of the encryption key from %1 to %2 has begun.").arg(keys.inForce, newKey);
    const auto lacking = runningNodes(view, [&](const NodeRow& row) { return !holdsKey(row, newKey); });
    QStringList files;
    for (const NodeView* node : lacking)
        files << QStringLiteral("%1 (%2)").arg(node->row.name, nextFileOf(node->row));
    change.advice =
        files.isEmpty()
            ? QStringLiteral("Every node has it already: rollcallctl key rotate switch")
            : QStringLiteral("Put the key into its file on %1, then: rollcallctl key rotate switch")
                  .arg(joined(files));
    change.undo = QStringLiteral("key rotate cancel");
    return change;
}

Failure notStarted()
{
    return refusedStep(QStringLiteral("No rotation of the encryption key is under way."),
                       QStringLiteral("Begin one: rollcallctl key rotate start FILE"));
}

Result<RotationChange> planSwitch(const ClusterView& view, const KeyRotation& keys)
{
    if (!keys.isUnderWay())
        return notStarted();
    if (keys.phase == RotationPhase::Switched)
        return refusedStep(QStringLiteral("The nodes use key %1 already.").arg(keys.newKey()),
                           QStringLiteral("End the rotation: rollcallctl key rotate end"));
    const QString next = keys.newKey();
    const auto lacking = runningNodes(view, [&](const NodeRow& row) { return !holdsKey(row, next); });
    if (!lacking.empty())
        return refusedStep(QStringLiteral("%1 %2 not have key %3 yet.")
                               .arg(nameList(lacking), verbFor(lacking, "does", "do"), next),
                           remediesOf(keys, view.facts, lacking));
    const auto unaware =
        runningNodes(view, [&](const NodeRow& row) { return !knowsOfStep(keys, view.facts, row); });
    if (!unaware.empty())
        return refusedStep(QStringLiteral("%1 %2 not accept key %3 yet.")
                               .arg(nameList(unaware), verbFor(unaware, "does", "do"), next),
                           QStringLiteral("Try again in a moment."));
    RotationChange change;
    change.wanted = keys;
    change.wanted.phase = RotationPhase::Switched;
    std::swap(change.wanted.inForce, change.wanted.other);
    change.event = eventkind::KeyRotationSwitched;
    change.sentence =
        QStringLiteral("The nodes use encryption key %1, and still accept %2.").arg(next, keys.oldKey());
    change.advice = QStringLiteral("Give key %1 to the consoles, scripts and websites that connect, then: "
                                   "rollcallctl key rotate end")
                        .arg(next);
    if (const QString absent = adviceForAbsent(change.wanted, view); !absent.isEmpty())
        change.advice += u' ' + absent;
    change.undo = QStringLiteral("key rotate cancel");
    return change;
}

Result<RotationChange> planEnd(const ClusterView& view, const KeyRotation& keys)
{
    if (!keys.isUnderWay())
        return notStarted();
    if (keys.phase == RotationPhase::Preparing)
        return refusedStep(QStringLiteral("The nodes still use key %1.").arg(keys.oldKey()),
                           QStringLiteral("Switch first: rollcallctl key rotate switch"));
    const QString next = keys.newKey();
    const auto behind =
        runningNodes(view, [&](const NodeRow& row) { return row.report.keyFingerprint != next; });
    if (!behind.empty())
        return refusedStep(QStringLiteral("%1 %2 not use key %3 yet.")
                               .arg(nameList(behind), verbFor(behind, "does", "do"), next),
                           remediesOf(keys, view.facts, behind));
    RotationChange change;
    change.wanted = keys;
    change.wanted.phase = RotationPhase::None;
    change.wanted.other.clear();
    change.event = eventkind::KeyRotationEnded;
    change.sentence =
        QStringLiteral("The encryption key is %1; key %2 is no longer accepted.").arg(next, keys.oldKey());
    QStringList advice;
    for (const NodeView* node : runningNodes(view, [](const NodeRow&) { return true; }))
        advice << standingOf(change.wanted, view.facts, *node).remedy;
    advice << adviceForAbsent(change.wanted, view);
    advice.removeAll(QString());
    change.advice = advice.join(u' ');
    return change;
}

Result<RotationChange> planCancel(const ClusterView& view, const KeyRotation& keys)
{
    if (!keys.isUnderWay())
        return notStarted();
    const QString next = keys.newKey();
    const QString old = keys.oldKey();
    RotationChange change;
    change.wanted = keys;
    if (keys.phase == RotationPhase::Switched) {
        const auto lost = runningNodes(view, [&](const NodeRow& row) { return !holdsKey(row, old); });
        if (!lost.empty())
            return refusedStep(QStringLiteral("%1 %2 not have the former key, %3, any more.")
                                   .arg(nameList(lost), verbFor(lost, "does", "do"), old),
                               QStringLiteral("Put it back, or end the rotation."));
        change.wanted.phase = RotationPhase::Preparing;
        std::swap(change.wanted.inForce, change.wanted.other);
        change.event = eventkind::KeyRotationReverted;
        change.sentence =
            QStringLiteral("The nodes use the former encryption key, %1, again, and still accept %2.")
                .arg(old, next);
        change.advice = QStringLiteral("Once more ends the rotation: rollcallctl key rotate cancel");
        change.undo = QStringLiteral("key rotate switch");
        return change;
    }
    const auto ahead = runningNodes(
        view, [&](const NodeRow& row) { return row.report.keyFingerprint == next && holdsKey(row, old); });
    if (!ahead.empty())
        return refusedStep(
            QStringLiteral("%1 still %2 key %3.").arg(nameList(ahead), verbFor(ahead, "uses", "use"), next),
            QStringLiteral("Try again in a moment."));
    change.wanted.phase = RotationPhase::None;
    change.wanted.other.clear();
    change.event = eventkind::KeyRotationCancelled;
    change.sentence =
        QStringLiteral("The change of the encryption key to %1 was cancelled; it stays %2.").arg(next, old);
    change.advice = QStringLiteral("Remove the file of key %1 from the nodes that have it.").arg(next);
    return change;
}

QString rotationSentence(const KeyRotation& keys)
{
    switch (keys.phase) {
    case RotationPhase::None:
        return keys.inForce.isEmpty()
                   ? QStringLiteral("No node has an encryption key.")
                   : QStringLiteral("The cluster uses encryption key %1; no rotation is under way.")
                         .arg(keys.inForce);
    case RotationPhase::Preparing:
        return QStringLiteral(
                   "The encryption key changes from %1 to %2: the nodes are being given the new one.")
            .arg(keys.oldKey(), keys.newKey());
    case RotationPhase::Switched:
        return QStringLiteral(
                   "The encryption key changes from %1 to %2: the nodes use the new one, and accept "
                   "both.")
            .arg(keys.oldKey(), keys.newKey());
    }
    Q_UNREACHABLE();
}

constexpr RotationStep allSteps[] = {RotationStep::Start, RotationStep::Switch, RotationStep::End,
                                     RotationStep::Cancel};

} // namespace

Result<RotationChange> planStep(RotationStep step, const ClusterView& view, const QString& newKey)
{
    const KeyRotation keys = effectiveKeys(view);
    Result<RotationChange> change = step == RotationStep::Start    ? planStart(view, keys, newKey)
                                    : step == RotationStep::Switch ? planSwitch(view, keys)
                                    : step == RotationStep::End    ? planEnd(view, keys)
                                                                   : planCancel(view, keys);
    if (change)
        change->seen = view.facts.cluster.keys;
    return change;
}

KeyPlan planKeys(const ClusterView& view)
{
    KeyPlan plan;
    plan.keys = effectiveKeys(view);
    plan.sentence = rotationSentence(plan.keys);
    for (const NodeView& node : view.nodes)
        plan.nodes.push_back(standingOf(plan.keys, view.facts, node));
    for (const RotationStep step : allSteps) {
        const Result<RotationChange> change = planStep(step, view);
        plan.steps.push_back({step, change ? std::nullopt : std::optional(change.error())});
    }
    return plan;
}

QString wordOf(RotationStep step)
{
    switch (step) {
    case RotationStep::Start:
        return QStringLiteral("start");
    case RotationStep::Switch:
        return QStringLiteral("switch");
    case RotationStep::End:
        return QStringLiteral("end");
    case RotationStep::Cancel:
        return QStringLiteral("cancel");
    }
    Q_UNREACHABLE();
}

std::optional<RotationStep> rotationStepOf(QStringView word)
{
    for (const RotationStep step : allSteps)
        if (word == wordOf(step))
            return step;
    return std::nullopt;
}

QString wordOf(KeyStanding standing)
{
    switch (standing) {
    case KeyStanding::Ready:
        return QStringLiteral("ready");
    case KeyStanding::Waiting:
        return QStringLiteral("waiting");
    case KeyStanding::Missing:
        return QStringLiteral("missing");
    case KeyStanding::Untidy:
        return QStringLiteral("untidy");
    case KeyStanding::Off:
        return QStringLiteral("off");
    case KeyStanding::NoKey:
        return QStringLiteral("no-key");
    }
    Q_UNREACHABLE();
}

} // namespace rollcall
