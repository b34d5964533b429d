#include "model/database/eventrepository.h"

#include "model/database/session.h"

#include <algorithm>

namespace rollcall::EventRepository
{

Result<qint64> append(Session& session, const Event& event)
{
    const Result<std::optional<Row>> row =
        session.queryOne(u"event_add", {{u"severity", wordOf(event.severity)},
                                        {u"kind", event.kind},
                                        {u"node", event.node},
                                        {u"node_name", event.nodeName},
                                        {u"actor", event.actor},
                                        {u"sentence", event.sentence},
                                        {u"details", event.details}});
    if (!row)
        return Failure(row.error());
    return *row ? (*row)->number(u"id") : 0;
}

Result<std::vector<Event>> list(Session& session, const EventFilter& filter)
{
    const std::optional<QString> node =
        filter.node ? std::optional(filter.node->isNull() ? QStringLiteral("") : filter.node->toString())
                    : std::nullopt;
    const Result<std::vector<Row>> rows =
        session.query(u"event_list", {{u"before", filter.before},
                                      {u"after", filter.after},
                                      {u"since", filter.since},
                                      {u"kind", filter.kind},
                                      {u"node", node},
                                      {u"level", static_cast<int>(filter.atLeast)},
                                      {u"limit", std::clamp(filter.limit, 1, 1000)}});
    if (!rows)
        return Failure(rows.error());
    std::vector<Event> events;
    events.reserve(rows->size());
    for (const Row& row : *rows) {
        Event event;
        event.id = row.number(u"id");
        event.at = row.number(u"at");
        event.severity = fromWord<Severity>(row.text(u"severity")).value_or(Severity::Info);
        event.kind = row.text(u"kind");
        event.node = row.id<NodeId>(u"node");
        event.nodeName = row.text(u"node_name");
        event.actor = row.text(u"actor");
        event.sentence = row.text(u"sentence");
        event.details = row.json(u"details");
        events.push_back(std::move(event));
    }
    return events;
}

Result<int> prune(Session& session, Millis olderThan)
{
    return session.execute(u"event_prune", {{u"age", olderThan}});
}

} // namespace rollcall::EventRepository
