#include "model/cluster/keyrotation.h"

namespace rollcall
{

QString KeyRotation::newKey() const
{
    return phase == RotationPhase::Preparing ? other : phase == RotationPhase::Switched ? inForce : QString();
}

QString KeyRotation::oldKey() const
{
    return phase == RotationPhase::Preparing ? inForce : phase == RotationPhase::Switched ? other : QString();
}

QString wordOf(RotationPhase phase)
{
    switch (phase) {
    case RotationPhase::None:
        return QStringLiteral("none");
    case RotationPhase::Preparing:
        return QStringLiteral("preparing");
    case RotationPhase::Switched:
        return QStringLiteral("switched");
    }
    Q_UNREACHABLE();
}

RotationPhase rotationPhaseOf(QStringView word)
{
    for (const RotationPhase phase : {RotationPhase::Preparing, RotationPhase::Switched})
        if (word == wordOf(phase))
            return phase;
    return RotationPhase::None;
}

} // namespace rollcall
