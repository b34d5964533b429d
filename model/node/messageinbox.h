#pragma once

#include "model/database/databaseworker.h"
#include "model/database/messagerepository.h"
#include "model/election/primaryboard.h"
#include "model/messenger/topichub.h"

#include <QObject>
#include <QTimer>

namespace rollcall
{

/// Brings the messages that wait in the database to the subscribers of the primary: twice a second while this
/// node is the primary and has some, and at once when one comes.
class MessageInbox : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis lookEvery{500};

    /// All of them outlive it.
    MessageInbox(DatabaseWorker& database, TopicHub& hub, const PrimaryBoard& board, NodeId me,
                 QObject* parent = nullptr);

    void look(); ///< now

private:
    void followSubscribers();
    void take(const std::vector<StoredMessage>& messages);

    DatabaseWorker& m_database;
    TopicHub& m_hub;
    const PrimaryBoard& m_board;
    NodeId m_me;
    QTimer m_timer; ///< runs only while there are subscribers
    bool m_looking = false;
    bool m_again = false;
};

} // namespace rollcall
