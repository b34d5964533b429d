#pragma once

#include <QString>

namespace rollcall
{

/// Priorities with a name. The higher goes first; equal ones by name of the node; 0 is never primary.
inline constexpr int normalPriority = 100;
inline constexpr int preferredPriority = 200;
inline constexpr int neverPriority = 0;

/// "Preferred", "Normal", "Never", or the number
inline QString priorityText(int priority)
{
    switch (priority) {
    case preferredPriority:
        return QStringLiteral("Preferred");
    case normalPriority:
        return QStringLiteral("Normal");
    case neverPriority:
        return QStringLiteral("Never");
    default:
        return QString::number(priority);
    }
}

} // namespace rollcall
