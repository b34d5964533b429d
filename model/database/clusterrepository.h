#pragma once

#include "model/cluster/clusterfacts.h"
#include "model/core/result.h"

#include <optional>

namespace rollcall
{

class Row;
class Session;

/// The row cluster. Writers say what they saw: a change that somebody else made first is a Conflict.
/// No event is written here; add it in the same transaction.
namespace ClusterRepository
{

/// Writes cluster, fence, lease (epoch 0, held by nobody) and the event cluster.created, in a transaction of
/// its own; the schema must be there (Migrator). Refused: the database has a cluster already.
Result<ClusterRow> create(Session& session, const QString& name, const QString& actor);

/// NotFound: migrated, but nobody created a cluster in it.
Result<ClusterRow> read(Session& session);

Result<void> setMode(Session& session, Mode seen, Mode wanted);
/// seen: null when nobody was designated.
Result<void> setDesignated(Session& session, NodeId seen, NodeId wanted);
/// Phase, keys and by of wanted; since is the database's time. Conflict: the keys are not as seen any more.
Result<void> setKeys(Session& session, const KeyRotation& seen, const KeyRotation& wanted);
/// Edition, nodes and by of wanted; since is the database's time. Conflict: mode or license are not as seen
/// any more.
Result<void> setLicense(Session& session, Mode mode, const License& seen, const License& wanted);
/// From the columns key_… of a row.
KeyRotation keysOf(const Row& row);
/// Refused: paused already (says by whom and why).
Result<void> pause(Session& session, const QString& reason, const QString& by);
/// Refused: not paused.
Result<void> resume(Session& session);

} // namespace ClusterRepository

} // namespace rollcall
