#pragma once

#include "model/cluster/clusterview.h"
#include "model/core/result.h"

#include <QLatin1String>

#include <optional>
#include <vector>

namespace rollcall
{

/// What an administrator does to change the encryption key, in this order; Cancel goes back by one phase.
enum class RotationStep { Start, Switch, End, Cancel };

/// Where a node stands in it.
enum class KeyStanding {
    Ready,   ///< nothing is in the way of the next step
    Waiting, ///< it does by itself what is left, with its next heartbeat
    Missing, ///< it does not have the key that it needs
    Untidy,  ///< it works, but reads the key in force from the file of the next one
    Off,     ///< it does not run
    NoKey,   ///< its messenger is a pipe
};

struct NodeKeys {
    NodeId node;
    QString name;
    KeyStanding standing = KeyStanding::Ready;
    QString uses; ///< fingerprints; empty: none
    QString inFile;
    QString inNextFile;
    QString sentence;
    QString remedy; ///< empty: nothing is to be done
    bool operator==(const NodeKeys&) const = default;
};

/// The change of the key as a page or a command shows it.
struct KeyPlan {
    KeyRotation keys; ///< inForce is also said when there was no rotation yet; empty: no node has a key
    QString sentence;
    std::vector<NodeKeys> nodes;
    struct Step {
        RotationStep step = RotationStep::Start;
        std::optional<Error> refusal; ///< nothing: it may be done now
        bool operator==(const Step&) const = default;
    };
    std::vector<Step> steps; ///< all four; of Start, what can be said before the new key is known
};

KeyPlan planKeys(const ClusterView& view);

/// One step: what it changes in the row cluster, and what its event says.
struct RotationChange {
    KeyRotation seen;
    KeyRotation wanted;
    QLatin1String event;
    QString sentence; ///< for the event
    QString advice;   ///< what is to be done next; or empty
    QString undo;     ///< command of rollcallctl; or empty
};

/// Refused, with the reason, the nodes that are in the way, and the remedy. newKey: fingerprint, for Start
/// only.
Result<RotationChange> planStep(RotationStep step, const ClusterView& view, const QString& newKey = {});

/// "start", "switch", "end", "cancel".
QString wordOf(RotationStep);
std::optional<RotationStep> rotationStepOf(QStringView word);
/// "ready", "waiting", "missing", "untidy", "off", "no-key".
QString wordOf(KeyStanding);

} // namespace rollcall
