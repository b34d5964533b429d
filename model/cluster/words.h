#pragma once

#include <QStringView>

#include <optional>

class QString;

namespace rollcall
{

/// How the cluster runs. The words of wordOf() are those of status --json and of the database.
enum class Mode {
    Single,           ///< "single": only the designated primary serves, the others are idle
    LoadBalancing,    ///< "load-balancing": every active node serves web, the service is moved by hand
    HighAvailability, ///< "high-availability": as LoadBalancing, and the primary is elected
};

/// What the administrator wants of a node.
enum class Wanted { Active, Draining, Maintenance };

enum class UnitRole { Web, Service };
enum class UnitState { Stopped, Starting, Running, Stopping, Failed };

/// What the console says of a node.
enum class NodeState { Healthy, Idle, Degraded, Draining, Maintenance, Unreachable, Stale, Down, Removed };

enum class Health { Healthy, Degraded, Critical };
enum class Severity { Info, Warning, Error };

/// Result of the messenger probe of one node.
enum class ProbeResult {
    Ok,
    Refused,       ///< "refused": connection refused, or closed at once
    Timeout,       ///< "timeout"
    KeyDiffers,    ///< "key-differs": the handshake proved another encryption key
    NotConfigured, ///< "not-configured": no endpoint is known, or this console has no key
};

/// What load balancers see of a node.
enum class BalancerView { Up, Down, Drain, Unknown };

/// Whether a node holds the cluster's encryption key.
enum class KeyState { InSync, Differs, Unknown };

enum class StorageState { Proven, Failing, Unknown };

/// What kept a node from writing into, or reading from, the shared storage. Hanging: it has not answered yet.
enum class StorageFault { None, Missing, Denied, ReadOnly, Full, Hanging, Other };

/// The stable English word of a value ("load-balancing", "key-differs", "in-sync"): never translated, used in
/// JSON, in the database and on the command line.
QString wordOf(Mode);
QString wordOf(Wanted);
QString wordOf(UnitRole);
QString wordOf(UnitState);
QString wordOf(NodeState);
QString wordOf(Health);
QString wordOf(Severity);
QString wordOf(ProbeResult);
QString wordOf(BalancerView);
QString wordOf(KeyState);
QString wordOf(StorageState);
QString wordOf(StorageFault);

/// The value of a word, or nothing when the word is not one of them (rows are also written by others).
template <class Enum>
std::optional<Enum> fromWord(QStringView word);

} // namespace rollcall
