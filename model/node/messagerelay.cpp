#include "model/node/messagerelay.h"

#include <QPointer>

#include <algorithm>

namespace rollcall
{

namespace
{

/// The lease is read four times a second.
constexpr Millis routePatience{300};
constexpr Millis askStoredEvery{250};

RpcOutcome delivered(const TopicMessage& message, bool byMessenger, int subscribers)
{
    return QJsonObject{
        {QStringLiteral("id"), message.id.toString()},
        {QStringLiteral("delivered"), byMessenger ? QStringLiteral("messenger") : QStringLiteral("database")},
        {QStringLiteral("subscribers"), subscribers}};
}

} // namespace

MessageRelay::MessageRelay(Ways ways, QObject* parent)
    : QObject(parent)
    , m_ways(std::move(ways))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(routePatience);
    connect(&m_patience, &QTimer::timeout, this, &MessageRelay::pump);
    m_askStored.setInterval(askStoredEvery);
    connect(&m_askStored, &QTimer::timeout, this, &MessageRelay::askWhetherAnyStored);
}

void MessageRelay::publish(const TopicMessage& message, const MethodTable::Answer& answer)
{
    if (m_queue.size() >= mostOnTheirWay)
        return answer(rpcError(RpcCode::Busy,
                               QStringLiteral("%1 messages are on their way to the primary, as many as may.")
                                   .arg(mostOnTheirWay)));
    m_queue.push_back({++m_lastNumber, message, answer, false, false, false});
    pump();
}

void MessageRelay::routeChanged()
{
    m_patience.stop();
    pump();
}

/// What it calls may answer at once, and so call it again: one after the other, not one inside the other.
void MessageRelay::pump()
{
    if (m_pumping) {
        m_again = true;
        return;
    }
    m_pumping = true;
    do {
        m_again = false;
        while (step()) {
        }
    } while (m_again);
    m_pumping = false;
}

/// Moves the oldest message that is not under way; false: it has to wait, or there is none.
bool MessageRelay::step()
{
    if (m_sent == 0)
        m_regroup = false;
    if (m_regroup || m_storing || m_patience.isActive())
        return false;
    const auto next = std::find_if(m_queue.begin(), m_queue.end(), [](const Entry& e) { return !e.sent; });
    if (next == m_queue.end())
        return false;
    m_behind = m_behind && BootClock::now() < m_behindUntil;
    const MessageRoute route = m_behind || next->toStore ? MessageRoute() : m_ways.route();
    if (route.kind == MessageRoute::Kind::There) {
        send(*next, route);
        return true;
    }
    if (m_sent > 0)
        return false; // what was sent before has to arrive before
    if (route.kind == MessageRoute::Kind::Here)
        finish(next->number, delivered(next->message, true, m_ways.deliver(next->message)));
    else
        store(*next);
    return true;
}

void MessageRelay::send(Entry& entry, const MessageRoute& route)
{
    entry.sent = true;
    ++m_sent;
    // The connection may end after this object, and answer then.
    m_ways.relay(
        route, entry.message,
        [self = QPointer<MessageRelay>(this), number = entry.number](const Result<int>& subscribers) {
            if (self)
                self->answered(number, subscribers);
        });
}

void MessageRelay::answered(quint64 number, const Result<int>& subscribers)
{
    const auto entry = find(number);
    entry->sent = false;
    --m_sent;
    if (subscribers) {
        finish(number, delivered(entry->message, true, *subscribers));
    } else {
        m_regroup = true;
        const ErrorKind kind = subscribers.error().kind;
        const bool notPrimary = kind == ErrorKind::Refused || kind == ErrorKind::Conflict;
        if (notPrimary && !std::exchange(entry->refused, true)) {
            if (!m_patience.isActive()) {
                m_patience.start();
                m_ways.lookForPrimary();
            }
        } else {
            entry->toStore = true;
        }
    }
    pump();
}

void MessageRelay::store(Entry& entry)
{
    m_storing = true;
    m_ways.store(entry.message, [this, number = entry.number](const Result<void>& result) {
        m_storing = false;
        stored(number, result);
        pump();
    });
}

void MessageRelay::stored(quint64 number, const Result<void>& result)
{
    const auto entry = find(number);
    if (!result) {
        RpcError error = rpcErrorFrom(result.error());
        error.code = static_cast<int>(RpcCode::Busy);
        error.message = QStringLiteral("The message reached neither the primary nor the database. ") +
                        result.error().what;
        return finish(number, error);
    }
    m_behind = true;
    const Instant until = BootClock::now() + entry->message.timeToLive;
    m_behindUntil = std::max(m_behindUntil, until);
    m_askStored.start();
    finish(number, delivered(entry->message, false, 0));
}

/// An answer counts only when nothing was stored since the question.
void MessageRelay::askWhetherAnyStored()
{
    if (m_storing)
        return;
    m_askStored.stop();
    m_ways.anyStored([this](const Result<bool>& any) {
        if (m_askStored.isActive())
            return; // something was stored meanwhile
        if (any && !*any && !m_storing)
            m_behind = false;
        else if (BootClock::now() < m_behindUntil)
            m_askStored.start();
        else
            m_behind = false;
    });
}

void MessageRelay::finish(quint64 number, const RpcOutcome& outcome)
{
    const auto entry = find(number);
    const MethodTable::Answer answer = std::move(entry->answer);
    m_queue.erase(entry);
    answer(outcome);
}

std::deque<MessageRelay::Entry>::iterator MessageRelay::find(quint64 number)
{
    return std::lower_bound(m_queue.begin(), m_queue.end(), number,
                            [](const Entry& entry, quint64 wanted) { return entry.number < wanted; });
}

} // namespace rollcall
