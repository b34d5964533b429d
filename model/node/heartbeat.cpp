#include "model/node/heartbeat.h"

#include <QDateTime>

namespace rollcall
{

namespace
{

constexpr Millis rhythm{1000};
constexpr Millis beatCallLimit{2000};
/// Long enough that the changes of one moment make one heartbeat, too short for a person to notice.
constexpr Millis coalesce{30};

} // namespace

Heartbeat::Heartbeat(DatabaseWorker& database, NodeId node, Incarnation incarnation,
                     std::function<SelfReport()> report, QObject* parent)
    : QObject(parent)
    , m_database(database)
    , m_node(node)
    , m_incarnation(incarnation)
    , m_report(std::move(report))
{
    m_rhythm.setInterval(rhythm);
    m_soon.setInterval(coalesce);
    m_soon.setSingleShot(true);
    connect(&m_rhythm, &QTimer::timeout, this, &Heartbeat::beat);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (m_beating)
            m_again = true; // what it reports may be newer than what is under way
        else
            beat();
    });
}

void Heartbeat::start()
{
    m_rhythm.start();
    beat();
}

void Heartbeat::stop()
{
    m_rhythm.stop();
    m_soon.stop();
    m_again = false;
}

void Heartbeat::beatSoon()
{
    if (m_rhythm.isActive() && !m_soon.isActive())
        m_soon.start();
}

void Heartbeat::beat()
{
    if (m_beating)
        return;
    m_beating = true;
    const qint64 sentWall = QDateTime::currentMSecsSinceEpoch();
    m_database
        .run(beatCallLimit,
             [node = m_node, incarnation = m_incarnation, report = m_report()](Session& session) {
                 return NodeRepository::heartbeat(session, node, incarnation, report);
             })
        .then(this, [this, sentWall](const Result<HeartbeatAnswer>& answer) {
            m_beating = false;
            if (answer) {
                m_answeredAt = BootClock::now();
                measureClock(sentWall, answer->databaseTime);
                Q_EMIT answered(*answer);
            } else {
                ++m_failures;
                Q_EMIT failed(answer.error());
            }
            if (std::exchange(m_again, false))
                beatSoon();
        });
}

void Heartbeat::measureClock(qint64 sentWallMs, qint64 databaseMs)
{
    // The database answered some time between sending and now; half the round trip is the best guess.
    const qint64 middle = sentWallMs + (QDateTime::currentMSecsSinceEpoch() - sentWallMs) / 2;
    m_clockOffset = Millis(middle - databaseMs);
}

} // namespace rollcall
