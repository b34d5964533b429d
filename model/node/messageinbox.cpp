#include "model/node/messageinbox.h"

#include "model/core/logging.h"

namespace rollcall
{

namespace
{
constexpr Millis takeLimit{2000};
}

MessageInbox::MessageInbox(DatabaseWorker& database, TopicHub& hub, const PrimaryBoard& board, NodeId me,
                           QObject* parent)
    : QObject(parent)
    , m_database(database)
    , m_hub(hub)
    , m_board(board)
    , m_me(me)
{
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &MessageInbox::look);
    connect(&hub, &TopicHub::subscribersChanged, this, &MessageInbox::followSubscribers);
}

void MessageInbox::followSubscribers()
{
    if (!m_hub.hasSubscribers())
        return m_timer.stop();
    if (!m_timer.isActive())
        m_timer.start();
    // Not from inside the request that subscribes: its answer comes before what is delivered.
    QMetaObject::invokeMethod(this, &MessageInbox::look, Qt::QueuedConnection);
}

void MessageInbox::look()
{
    const Epoch held = m_board.held(BootClock::now());
    if (!m_hub.hasSubscribers() || held == 0)
        return;
    if (m_looking) {
        m_again = true;
        return;
    }
    m_looking = true;
    m_database
        .run(takeLimit, [topics = m_hub.topics(), me = m_me, held](
                            Session& session) { return MessageRepository::take(session, topics, me, held); })
        .then(this, [this](const Result<std::vector<StoredMessage>>& messages) {
            m_looking = false;
            if (messages)
                take(*messages);
            // There may be more than one portion.
            if (std::exchange(m_again, false) || (messages && !messages->empty()))
                look();
        });
}

void MessageInbox::take(const std::vector<StoredMessage>& messages)
{
    for (const StoredMessage& stored : messages) {
        const std::optional<MessageId> id = MessageId::parse(stored.uuid);
        if (id)
            m_hub.deliver({*id, stored.topic, valueOfJson(stored.payload), stored.publisher},
                          MessageWay::Database);
    }
}

} // namespace rollcall
