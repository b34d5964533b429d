#pragma once

#include <QString>

namespace rollcall
{

/// Whose systemd runs the services that are units of this node.
enum class SystemdScope {
    System, ///< that of the machine, over the system bus
    User,   ///< that of the node service's own user, over the user's bus
};

/// Of the bus on which that systemd answers, as D-Bus writes addresses. From DBUS_SYSTEM_BUS_ADDRESS or
/// DBUS_SESSION_BUS_ADDRESS when they are set; otherwise where systemd puts it.
QString busAddress(SystemdScope scope);

} // namespace rollcall
