#include "model/cluster/preflighthelp.h"

#include <algorithm>
#include <iterator>

namespace rollcall
{

namespace
{

struct HelpEntry {
    const char16_t* id;
    const char16_t* text;
};

// clang-format off
const HelpEntry helpEntries[] = {
    {u"load-balancing-on",
     u"High availability moves the service between nodes that already serve requests. While only one node serves, a "
     u"takeover would first have to start everything elsewhere, and no load balancer would send requests there. It is "
     u"read from the cluster's mode in the database."},
    {u"three-nodes",
     u"After one node fails, two are left: one serves and one can still take over from it. With two nodes the second "
     u"failure ends the service, which is why two have to be accepted by name. A node counts while its heartbeat is "
     u"fresh or its messenger answers."},
    {u"nodes",
     u"Load is shared only when at least two nodes can serve. A node counts while its heartbeat is fresh or its "
     u"messenger answers."},
    {u"same-database",
     u"The database decides who is the primary, so a node that writes into another one takes part in another election, "
     u"and two primaries could act at once. A node belongs here when its heartbeat arrived in this database within the "
     u"last five seconds."},
    {u"same-key",
     u"Nodes, console and commands accept each other only with one and the same encryption key; a node with another key "
     u"gets no orders and no live messages, and cannot be told apart from a stranger. Each node's row shows the "
     u"fingerprint of its key, and the handshake of its messenger proves it; the key itself never travels."},
    {u"same-version",
     u"Nodes of different versions may read the same setting or message differently, which shows first during a "
     u"takeover. Each node reports its version with every heartbeat, and the one that most nodes run is the measure."},
    {u"messenger-tcp",
     u"Orders, probes and wake-up messages between servers travel over TCP; a pipe ends at its own machine. Each node "
     u"reports what its messenger listens on, and this computer connects to it and waits for the answer to a ping."},
    {u"messenger-mesh",
     u"Nodes talk to each other directly, so being reachable from this computer is not enough: a firewall between two "
     u"nodes shows only from there. Every node pings the messengers of the others about every five seconds and reports "
     u"with its heartbeat whom it reached."},
    {u"shared-storage",
     u"After a takeover the new primary needs the files of the old one. Being able to write proves only that there is a "
     u"disk: every node writes a small file with a fresh number, and every other node has to read that number back. "
     u"This finds unshared folders, read-only mounts, full disks and stale caches."},
    {u"clocks",
     u"Who is the primary never depends on clocks, but the times in events, logs and files do, and so do sessions and "
     u"certificates of the application. Each node compares its clock with the database's at every heartbeat; the largest "
     u"difference between two nodes may be one second."},
    {u"license",
     u"The license in the cluster's database says which features may be enabled and how many nodes may serve; a node "
     u"over the number is shown but serves nothing. It is read from the database, where every node reads it too."},
    {u"database-redundancy",
     u"All nodes need the database: when its only server stops, no primary can renew and the service stops too. It "
     u"counts as redundant when the database reports a standby. This is a warning, because many databases are made safe "
     u"by means that cannot be seen from here."},
};
// clang-format on

} // namespace

QString preflightHelp(QStringView id)
{
    const auto* entry = std::find_if(std::begin(helpEntries), std::end(helpEntries),
                                     [id](const HelpEntry& each) { return id == each.id; });
    return entry == std::end(helpEntries) ? QString() : QString::fromUtf16(entry->text);
}

} // namespace rollcall
