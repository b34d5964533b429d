#pragma once

#include "model/database/databaseworker.h"
#include "model/database/eventrepository.h"
#include "model/messenger/messengerserver.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace rollcall
{

/// Serves events.subscribe: the events of the cluster as they are in the database, read every second while
/// somebody subscribes.
class EventStreams : public QObject
{
    Q_OBJECT

public:
    /// server and database outlive it.
    EventStreams(MessengerServer& server, DatabaseWorker& database, QObject* parent = nullptr);

    /// This node has written some: read them now.
    void written();

private:
    struct Reader {
        Subscription subscription;
        int last = 0;       ///< how many of the last ones come first
        qint64 newest = -1; ///< id of the newest one that was delivered or passed over; −1: not begun
    };
    RpcOutcome open(const QJsonObject& params, ClientNumber client);
    void read();
    void fetch(EventFilter filter, std::vector<Event> newestFirst);
    std::optional<qint64> deliveredToAll() const;
    void took(const std::vector<Event>& newestFirst);
    void deliverTo(const Reader& reader, const std::vector<Event>& newestFirst);

    MessengerServer& m_server;
    DatabaseWorker& m_database;
    std::vector<Reader> m_readers;
    QTimer m_timer; ///< runs only while there are readers
    bool m_reading = false;
    bool m_again = false;
};

} // namespace rollcall
