#pragma once

#include "model/cluster/event.h"
#include "model/core/clock.h"
#include "model/core/result.h"

#include <optional>
#include <vector>

namespace rollcall
{

class Session;

/// All conditions hold together; what is not set does not restrict.
struct EventFilter {
    qint64 before = 0;           ///< id: only older ones; 0: from the newest
    qint64 after = 0;            ///< id: only newer ones
    qint64 since = 0;            ///< milliseconds since 1970 by the database's clock
    std::optional<QString> kind; ///< exactly
    std::optional<NodeId> node;  ///< a null id: only those that concern the cluster
    Severity atLeast = Severity::Info;
    int limit = 200; ///< 1 to 1000
};

namespace EventRepository
{

/// The value is the new id; event.id and event.at are ignored: the database gives them.
Result<qint64> append(Session& session, const Event& event);
/// Newest first.
Result<std::vector<Event>> list(Session& session, const EventFilter& filter);
/// Deletes the oldest events, 1000 at most, of those older than this by the database's clock; the value is
/// how many.
Result<int> prune(Session& session, Millis olderThan);

} // namespace EventRepository

} // namespace rollcall
