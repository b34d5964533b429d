#include "model/node/noderuntime.h"

#include "model/cluster/eventkinds.h"
#include "model/core/logging.h"
#include "model/node/selfdescription.h"
#include "model/node/supervisor.h"

namespace rollcall
{

namespace
{

/// How long the end of the process waits for its last events to be written.
constexpr Millis lastWordsLimit{1000};

DatabaseWorker::Options workerOptions()
{
    DatabaseWorker::Options options;
    options.session.purpose = QStringLiteral("rollcall-node");
    return options;
}

} // namespace

NodeRuntime::NodeRuntime(NodeConfig config, StateFolder folder, PrimaryBoard& board, Instant standFrom,
                         QObject* parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_folder(std::move(folder))
    , m_board(board)
    , m_standFrom(standFrom)
    , m_database(m_config.databaseUrl, m_config.databasePassword, workerOptions())
    , m_events(m_database, m_folder.nodeId(), m_config.name)
    , m_lifeSign(m_board, [this] { return facts(); })
    , m_health([this] { return facts(); }, [this] { return m_board.isPrimary(BootClock::now()); })
    , m_healthListener(QStringLiteral("the health endpoint"),
                       [this] { return m_health.listen(m_config.healthListen); })
{
    m_lastWords.setSingleShot(true);
    m_lastWords.setInterval(lastWordsLimit);
    connect(&m_lastWords, &QTimer::timeout, this, [this] { Q_EMIT finished(m_exitCode); });
}

NodeRuntime::~NodeRuntime() = default;

void NodeRuntime::start()
{
    qCInfo(lcNode).noquote() << "rollcall-node" << QStringLiteral(ROLLCALL_VERSION) << "starts as"
                             << m_config.name << "with" << m_config.databaseUrl.display();
    m_lifeSign.start();
    m_healthListener.start();
    NodeRegistration registration;
    registration.id = m_folder.nodeId();
    registration.name = m_config.name;
    registration.incarnation = m_incarnation;
    registration.previous = m_folder.deadPredecessor();
    registration.priority = m_config.priority;
    registration.report = describeSelf(m_config);
    m_joiner = std::make_unique<NodeJoiner>(m_database, registration);
    connect(m_joiner.get(), &NodeJoiner::joined, this, &NodeRuntime::onJoined);
    connect(m_joiner.get(), &NodeJoiner::refused, this, &NodeRuntime::refuse);
    connect(m_joiner.get(), &NodeJoiner::waiting, this,
            [](const Error& error) { qCWarning(lcNode).noquote() << "Not joined yet:" << error.message(); });
    m_joiner->start();
}

void NodeRuntime::onJoined(const NodeJoiner::Joined& joined)
{
    m_joiner.release()->deleteLater(); // it is the sender
    if (m_stopping)
        return;
    const ClusterRow& cluster = joined.cluster;
    const auto& seen = m_folder.seenEpoch();
    if (seen && seen->cluster != cluster.id) {
        refuse(
            {ErrorKind::Refused,
             QStringLiteral(
                 "This node belongs to the cluster %1, but the database holds another one, %2 (%3).")
                 .arg(seen->cluster.toString(), cluster.name, cluster.id.toString()),
             QStringLiteral(
                 "Check database.url. If the node shall move to that cluster, empty its state folder first."),
             m_folder.path()});
        return;
    }
    if (const Result<void> kept = m_folder.rememberStart(m_incarnation); !kept)
        qCCritical(lcNode).noquote() << "This start cannot be remembered." << kept.error().message();
    if (const Result<void> kept = m_folder.rememberEpoch(cluster.id, 0); !kept)
        qCCritical(lcNode).noquote() << "The cluster cannot be remembered." << kept.error().message();
    qCInfo(lcNode).noquote() << m_config.name << "joined the cluster" << cluster.name;
    m_member = std::make_unique<ClusterMember>(
        ClusterMember::Parts{m_config, m_folder, m_board, m_database, m_events, m_standFrom}, cluster,
        m_incarnation, [this] { return m_health.balancerReport(); });
    connect(m_member.get(), &ClusterMember::stopped, this, [this] { finishAfterEvents(exitDone); });
    connect(m_member.get(), &ClusterMember::identityTaken, this, &NodeRuntime::refuse);
    m_member->start();
}

void NodeRuntime::refuse(const Error& error)
{
    if (m_finishing)
        return;
    qCCritical(lcNode).noquote() << error.message();
    m_events.add(eventkind::NodeRefused, Severity::Error,
                 QStringLiteral("%1 does not start: %2").arg(m_config.name, error.what));
    finishAfterEvents(exitRefused);
}

void NodeRuntime::stop()
{
    const bool again = std::exchange(m_stopping, true);
    qCInfo(lcNode) << (again ? "Asked to stop again: at once." : "Asked to stop.");
    if (!m_member)
        finishAfterEvents(exitDone);
    else if (again)
        m_member->hurry();
    else
        m_member->shutDown();
}

void NodeRuntime::finishAfterEvents(int exitCode)
{
    if (std::exchange(m_finishing, true))
        return;
    m_exitCode = exitCode;
    connect(&m_events, &EventOutbox::emptied, this, [this] { Q_EMIT finished(m_exitCode); });
    m_lastWords.start();
    if (m_events.isEmpty())
        Q_EMIT finished(m_exitCode);
}

HealthFacts NodeRuntime::facts() const
{
    HealthFacts facts;
    facts.node = m_config.name;
    facts.nodeId = m_folder.nodeId();
    facts.version = QStringLiteral(ROLLCALL_VERSION);
    facts.uptime = std::chrono::duration_cast<Millis>(BootClock::now() - m_startedAt);
    if (m_member)
        m_member->tell(facts);
    return facts;
}

} // namespace rollcall
