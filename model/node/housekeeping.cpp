#include "model/node/housekeeping.h"

#include "model/core/logging.h"
#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/messagerepository.h"

namespace rollcall
{

namespace
{

constexpr Millis housekeepingCallLimit{5000};

/// The value is how many rows were deleted.
Result<int> deleteOld(Session& session)
{
    const Result<int> events = EventRepository::prune(session, Housekeeping::eventsAreKept);
    if (!events)
        return events;
    const Result<int> orders = CommandRepository::prune(session, Housekeeping::ordersAreKept);
    if (!orders)
        return orders;
    const Result<int> messages = MessageRepository::expire(session);
    return messages ? Result<int>(*events + *orders) : messages;
}

} // namespace

Housekeeping::Housekeeping(DatabaseWorker& database, const PrimaryBoard& board, HousekeepingRhythm rhythm,
                           QObject* parent)
    : QObject(parent)
    , m_database(database)
    , m_board(board)
    , m_rhythm(rhythm)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Housekeeping::cleanUp);
    m_timer.start(m_rhythm.rounds);
}

void Housekeeping::cleanUp()
{
    if (!m_board.isPrimary(BootClock::now())) {
        m_timer.start(m_rhythm.rounds);
        return;
    }
    m_database.run(housekeepingCallLimit, deleteOld).then(this, [this](const Result<int>& deleted) {
        if (!deleted)
            qCInfo(lcNode).noquote() << "Old events could not be deleted." << deleted.error().message();
        const bool more = deleted && *deleted > 0;
        m_timer.start(more ? m_rhythm.portions : m_rhythm.rounds);
    });
}

} // namespace rollcall
