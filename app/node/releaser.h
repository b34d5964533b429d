#pragma once

#include <string>

namespace rollcall::node
{

/// The supervisor's child beside a worker that holds a lease: it is connected to the database and waits.
/// When the worker has died and no process of its units is left, it gives the lease of that epoch back (which
/// writes the event), and tells the other nodes to look. configText: what the file held when the worker was
/// started, whatever has been written into it since. orders: see awaitReleaseOrder().
void standReadyToRelease(const std::string& configFile, const std::string& configText, int orders);

} // namespace rollcall::node
