#pragma once

#include "model/core/clock.h"
#include "model/database/databaseworker.h"
#include "model/database/noderepository.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace rollcall
{

/// Writes the node's heartbeat every second, and brings back every order and intent that concerns it.
class Heartbeat : public QObject
{
    Q_OBJECT

public:
    /// report: what to write; made for each heartbeat.
    Heartbeat(DatabaseWorker& database, NodeId node, Incarnation incarnation,
              std::function<SelfReport()> report, QObject* parent = nullptr);

    void start();
    void stop();
    /// Beats now, besides the rhythm; several calls in a moment are one.
    void beatSoon();

    std::optional<Instant> lastAnswerAt() const { return m_answeredAt; }
    qint64 failures() const { return m_failures; }
    /// This host's wall clock minus the database's, as of the last answer; for display only.
    Millis clockOffset() const { return m_clockOffset; }

Q_SIGNALS:
    void answered(const rollcall::HeartbeatAnswer& answer);
    void failed(const rollcall::Error& error);

private:
    void beat();
    void measureClock(qint64 sentWallMs, qint64 databaseMs);

    DatabaseWorker& m_database;
    NodeId m_node;
    Incarnation m_incarnation;
    std::function<SelfReport()> m_report;
    QTimer m_rhythm;
    QTimer m_soon;
    bool m_beating = false;
    bool m_again = false;
    std::optional<Instant> m_answeredAt;
    qint64 m_failures = 0;
    Millis m_clockOffset{0};
};

} // namespace rollcall
