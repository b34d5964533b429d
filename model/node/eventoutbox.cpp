#include "model/node/eventoutbox.h"

#include "model/cluster/eventkinds.h"
#include "model/core/logging.h"
#include "model/database/eventrepository.h"
#include "model/database/transaction.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr size_t batch = 32;
constexpr Millis writeLimit{3000};
constexpr Millis retryAfter{1000};
/// An event that waited longer says so: the database's clock stamps it when it is written.
constexpr Millis lateFrom{2000};

Result<void> append(Session& session, const std::vector<Event>& events)
{
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    for (const Event& event : events)
        if (const Result<qint64> id = EventRepository::append(session, event); !id)
            return Failure(id.error());
    return transaction->commit();
}

} // namespace

EventOutbox::EventOutbox(DatabaseWorker& database, NodeId node, QString nodeName, QObject* parent)
    : QObject(parent)
    , m_database(database)
    , m_node(node)
    , m_nodeName(std::move(nodeName))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &EventOutbox::flush);
}

void EventOutbox::add(QLatin1String kind, Severity severity, const QString& sentence,
                      const QJsonObject& details)
{
    if (severity == Severity::Info)
        qCInfo(lcNode).noquote() << sentence;
    else
        qCWarning(lcNode).noquote() << sentence;
    if (m_waiting.size() == capacity) {
        m_waiting.pop_front();
        ++m_lost;
        if (m_writing)
            ++m_droppedMeanwhile;
    }
    m_waiting.push_back(
        {Event{0, 0, severity, kind, m_node, m_nodeName, {}, sentence, details}, BootClock::now()});
    if (!m_retry.isActive())
        flush();
}

std::vector<Event> EventOutbox::nextBatch() const
{
    std::vector<Event> events;
    if (m_lost > 0)
        events.push_back(
            Event{0,
                  0,
                  Severity::Warning,
                  eventkind::EventsLost,
                  m_node,
                  m_nodeName,
                  {},
                  QStringLiteral("%1 lost its oldest %2 events while the database was not reachable.")
                      .arg(m_nodeName)
                      .arg(m_lost),
                  {{QStringLiteral("count"), m_lost}}});
    const Instant now = BootClock::now();
    for (size_t i = 0; i < std::min(batch, m_waiting.size()); ++i) {
        Event event = m_waiting[i].event;
        const Millis late = std::chrono::duration_cast<Millis>(now - m_waiting[i].since);
        if (late > lateFrom)
            event.details.insert(QLatin1String("written_late_ms"), qint64(late.count()));
        events.push_back(std::move(event));
    }
    return events;
}

void EventOutbox::flush()
{
    if (m_writing || m_waiting.empty())
        return;
    m_retry.stop();
    m_writing = true;
    m_droppedMeanwhile = 0;
    m_lostBeingWritten = m_lost;
    const std::vector<Event> events = nextBatch();
    const size_t count = std::min(batch, m_waiting.size());
    m_database.run(writeLimit, [events](Session& session) { return append(session, events); })
        .then(this, [this, count](const Result<void>& result) {
            m_writing = false;
            if (!result) {
                m_retry.start(retryAfter);
                return;
            }
            written(count);
        });
}

void EventOutbox::written(size_t count)
{
    m_lost -= m_lostBeingWritten;
    // Those dropped meanwhile were the oldest, and among the written ones: not lost after all.
    const size_t droppedButWritten = std::min(count, m_droppedMeanwhile);
    m_lost -= static_cast<qint64>(droppedButWritten);
    m_waiting.erase(m_waiting.begin(),
                    m_waiting.begin() + static_cast<std::ptrdiff_t>(count - droppedButWritten));
    Q_EMIT wroteSome();
    if (m_waiting.empty())
        Q_EMIT emptied();
    else
        flush();
}

} // namespace rollcall
