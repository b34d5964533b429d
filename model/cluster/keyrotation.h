#pragma once

#include <QString>

namespace rollcall
{

/// How far the change to a new encryption key is. The order is the order of the steps.
enum class RotationPhase {
    None,      ///< "none": one key is accepted
    Preparing, ///< "preparing": the new key is on its way to the nodes; those that have it accept both
    Switched,  ///< "switched": the nodes use the new key, and still accept the old one
};

/// What the row cluster says of encryption keys: fingerprints only. Fields are empty until the first
/// rotation.
struct KeyRotation {
    RotationPhase phase = RotationPhase::None;
    QString inForce; ///< of the key that every node uses; empty: never rotated, each uses what its file holds
    QString other;   ///< of the key that is accepted besides; empty outside a rotation
    QString by;      ///< who took the last step
    qint64 since = 0; ///< of the last step, milliseconds since 1970 by the database's clock; 0: none yet

    bool isUnderWay() const { return phase != RotationPhase::None; }
    /// The key that the rotation leads to, and the one it leads away from; empty outside a rotation.
    QString newKey() const;
    QString oldKey() const;
    /// Whether a node that uses this key can be reached by all who hold an accepted one.
    bool accepts(const QString& fingerprint) const
    {
        return !fingerprint.isEmpty() && (fingerprint == inForce || fingerprint == other);
    }
    bool operator==(const KeyRotation&) const = default;
};

/// "none", "preparing", "switched".
QString wordOf(RotationPhase);
/// None for a word that is not one of them.
RotationPhase rotationPhaseOf(QStringView word);

} // namespace rollcall
