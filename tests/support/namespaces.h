#pragma once

namespace rollcall::test
{

/// From here on mounts of this process are seen by it and by what it starts, and by nobody else; without root
/// it becomes root of a user namespace of its own. While there is one thread only; ends the process when the
/// system does not allow it.
void enterMountNamespace();

/// The same for the network: only a loopback, which is up. After enterMountNamespace().
void enterNetworkNamespace();

} // namespace rollcall::test
