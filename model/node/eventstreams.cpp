#include "model/node/eventstreams.h"

#include "model/cluster/statusjson.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis eventsReadEvery{1000};
constexpr Millis eventsReadLimit{2000};
constexpr int mostLastEvents = 200;
constexpr int mostEventsAtOnce = 1000;
constexpr size_t mostEventsBehind = 20'000; ///< whoever is further behind misses the oldest

} // namespace

EventStreams::EventStreams(MessengerServer& server, DatabaseWorker& database, QObject* parent)
    : QObject(parent)
    , m_server(server)
    , m_database(database)
{
    m_timer.setInterval(eventsReadEvery);
    connect(&m_timer, &QTimer::timeout, this, &EventStreams::read);
    connect(&server, &MessengerServer::subscriptionEnded, this, [this](const Subscription& ended) {
        std::erase_if(m_readers, [&](const Reader& reader) { return reader.subscription == ended; });
        if (m_readers.empty())
            m_timer.stop();
    });
    server.addCallerMethod(QStringLiteral("events.subscribe"),
                           [this](const QJsonObject& params, ClientNumber client,
                                  const MethodTable::Answer& answer) { answer(open(params, client)); });
}

RpcOutcome EventStreams::open(const QJsonObject& params, ClientNumber client)
{
    const QJsonValue asked = params.value(QLatin1String("last"));
    const qint64 last = asked.isUndefined() ? 0 : asked.toInteger(-1);
    if (last < 0 || last > mostLastEvents)
        return rpcError(RpcCode::InvalidParams,
                        QStringLiteral("“last” has to be a whole number from 0 to %1.").arg(mostLastEvents));
    const Result<Subscription> subscription = m_server.subscribe(client);
    if (!subscription)
        return rpcErrorFrom(subscription.error());
    m_readers.push_back({*subscription, static_cast<int>(last), -1});
    if (!m_timer.isActive())
        m_timer.start();
    // Not from inside the request: its answer comes before what is delivered.
    QMetaObject::invokeMethod(this, &EventStreams::read, Qt::QueuedConnection);
    return QJsonObject{{QStringLiteral("subscription"), subscription->name}};
}

void EventStreams::written()
{
    if (!m_readers.empty())
        read();
}

void EventStreams::read()
{
    if (m_readers.empty())
        return;
    if (m_reading) {
        m_again = true;
        return;
    }
    m_reading = true;
    EventFilter filter;
    const auto begins = [](const Reader& reader) { return reader.newest < 0; };
    const bool anyBegins = std::any_of(m_readers.begin(), m_readers.end(), begins);
    filter.limit = anyBegins ? mostLastEvents : mostEventsAtOnce;
    if (!anyBegins)
        filter.after = deliveredToAll().value_or(0);
    fetch(filter, {});
}

/// Of those who have had some, the one that is furthest behind.
std::optional<qint64> EventStreams::deliveredToAll() const
{
    std::optional<qint64> newest;
    for (const Reader& reader : m_readers)
        if (reader.newest >= 0)
            newest = std::min(newest.value_or(reader.newest), reader.newest);
    return newest;
}

/// The newest come first, in portions, until nothing is missing between them and what everybody has.
void EventStreams::fetch(EventFilter filter, std::vector<Event> newestFirst)
{
    m_database
        .run(eventsReadLimit, [filter](Session& session) { return EventRepository::list(session, filter); })
        .then(this,
              [this, filter, all = std::move(newestFirst)](const Result<std::vector<Event>>& events) mutable {
                  if (events) {
                      all.insert(all.end(), events->begin(), events->end());
                      const std::optional<qint64> had = deliveredToAll();
                      const bool full = events->size() == static_cast<size_t>(filter.limit);
                      if (full && had && all.back().id > *had + 1 && all.size() < mostEventsBehind) {
                          filter.before = all.back().id;
                          filter.after = *had;
                          filter.limit = mostEventsAtOnce;
                          return fetch(filter, std::move(all));
                      }
                      took(all);
                  }
                  m_reading = false;
                  if (std::exchange(m_again, false))
                      read();
              });
}

void EventStreams::took(const std::vector<Event>& newestFirst)
{
    const qint64 newest = newestFirst.empty() ? 0 : newestFirst.front().id;
    const std::vector<Reader> before = m_readers; // one that is dropped leaves the list
    for (Reader& reader : m_readers)
        reader.newest = std::max(reader.newest, newest);
    for (const Reader& reader : before)
        deliverTo(reader, newestFirst);
}

void EventStreams::deliverTo(const Reader& reader, const std::vector<Event>& newestFirst)
{
    const bool begins = reader.newest < 0;
    const auto count = begins ? std::min(newestFirst.size(), static_cast<size_t>(reader.last))
                              : static_cast<size_t>(std::count_if(
                                    newestFirst.begin(), newestFirst.end(),
                                    [&](const Event& event) { return event.id > reader.newest; }));
    for (size_t i = count; i-- > 0;)
        m_server.deliver(reader.subscription, QStringLiteral("event"),
                         {{QStringLiteral("event"), eventJson(newestFirst[i])}});
}

} // namespace rollcall
