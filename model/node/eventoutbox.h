#pragma once

#include "model/cluster/event.h"
#include "model/core/clock.h"
#include "model/database/databaseworker.h"

#include <QObject>
#include <QTimer>

#include <deque>

namespace rollcall
{

/// Events on their way into the database. What cannot be written now is kept in memory and tried again; when
/// there is too much of it the oldest go, and an event says how many.
///
/// An event is written at least once: when the reply to a COMMIT is lost, the same one may come twice.
class EventOutbox : public QObject
{
    Q_OBJECT

public:
    static constexpr size_t capacity = 500;

    /// The worker outlives it.
    EventOutbox(DatabaseWorker& database, NodeId node, QString nodeName, QObject* parent = nullptr);

    /// Fills in the node.
    void add(QLatin1String kind, Severity severity, const QString& sentence, const QJsonObject& details = {});
    void flush(); ///< tries now
    bool isEmpty() const { return m_waiting.empty() && !m_writing; }

Q_SIGNALS:
    void emptied();
    void wroteSome(); ///< into the database

private:
    struct Waiting {
        Event event;
        Instant since;
    };
    std::vector<Event> nextBatch() const;
    void written(size_t count);

    DatabaseWorker& m_database;
    NodeId m_node;
    QString m_nodeName;
    std::deque<Waiting> m_waiting;
    qint64 m_lost = 0;
    qint64 m_lostBeingWritten = 0;
    size_t m_droppedMeanwhile = 0; ///< of those that are being written
    bool m_writing = false;
    QTimer m_retry;
};

} // namespace rollcall
