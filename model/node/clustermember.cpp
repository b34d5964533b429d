#include "model/node/clustermember.h"

#include "model/cluster/license.h"
#include "model/core/logging.h"
#include "model/messenger/nodemethods.h"
#include "model/node/memberstatus.h"
#include "model/node/selfdescription.h"

#include <QRandomGenerator>

namespace rollcall
{

namespace
{

constexpr Millis goodbyeLimit{1500};
constexpr Millis expireLimit{2000};
/// After the units are gone; then the supervisor gives the lease back.
constexpr Millis retireLimit{3000};

ElectorConfig electorConfig(const StateFolder& folder, const ClusterRow& cluster, const UnitManager& units)
{
    ElectorConfig config;
    config.fit = !units.unfit();
    config.me = folder.nodeId();
    config.cluster = cluster.id;
    config.highestEpoch = folder.seenEpoch() ? folder.seenEpoch()->epoch : 0;
    config.seed = QRandomGenerator::system()->generate();
    return config;
}

/// With a last heartbeat, so that the row does not go on saying that units run.
Result<bool> writeGoodbye(Session& session, NodeId node, Incarnation incarnation, const SelfReport& last)
{
    if (const Result<HeartbeatAnswer> beat = NodeRepository::heartbeat(session, node, incarnation, last);
        !beat)
        return Failure(beat.error());
    return NodeRepository::goodbye(session, node, incarnation);
}

} // namespace

ClusterMember::ClusterMember(Parts parts, ClusterRow cluster, Incarnation incarnation,
                             std::function<BalancerReport()> balancer, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_cluster(std::move(cluster))
    , m_incarnation(incarnation)
    , m_balancer(std::move(balancer))
    , m_self(describeSelf(parts.config))
    , m_keys({parts.config.keyFile, parts.config.nextKeyFile}, parts.config.key, m_cluster.keys)
    , m_peers(parts.database, parts.folder.nodeId(), m_keys.use())
    , m_prober(parts.folder.nodeId(), m_keys.use())
    , m_units(parts.config.units, {parts.config.name, m_cluster.id.toString(), m_self.messenger},
              {parts.config.systemd, parts.folder.path() + QStringLiteral("/units"),
               [&board = parts.board](bool any) { board.servicesOutside(any); }})
    , m_election({parts.config.databaseUrl, parts.config.databasePassword,
                  electorConfig(parts.folder, m_cluster, m_units)},
                 parts.board)
    , m_director(m_units, m_election, parts.board)
    , m_orders({parts.database, m_units, m_director, m_election, m_peers, parts.board}, parts.folder.nodeId(),
               parts.config.units)
    , m_heartbeat(parts.database, parts.folder.nodeId(), incarnation,
                  [this] {
                      m_keys.look();
                      return report();
                  })
    , m_storage(m_cluster.id, parts.folder.nodeId())
    , m_balancerAsker(parts.folder.nodeId())
    , m_news(parts.events, parts.config.name)
    , m_unitEvents(parts.events, parts.config.name)
    , m_takeoverNotes(parts.database, parts.folder.nodeId())
    , m_primaryWatch({m_units, m_election, m_peers, parts.events, parts.board, m_balancer,
                      parts.folder.nodeId(), parts.config.name})
    , m_housekeeping(parts.database, parts.board)
    , m_server(parts.config.messengerLimits)
    , m_desk({parts.config, m_server, m_units, parts.database, m_peers, parts.board}, parts.folder.nodeId(),
             incarnation)
    , m_listener(QStringLiteral("the messenger"), [this] {
        const Result<void> listening = m_server.listen(m_parts.config.messenger, m_keys.use());
        m_server.setKeys(m_keys.accepted());
        return listening;
    })
{
    m_retireLimit.setSingleShot(true);
    m_retireLimit.setInterval(retireLimit);
    connect(&m_retireLimit, &QTimer::timeout, this, [this] {
        qCWarning(lcNode, "The lease could not be given back in time; the supervisor tries again.");
        m_retired = true;
        goodbyeWhenDone();
    });
    m_standTimer.setSingleShot(true);
    connect(&m_standTimer, &QTimer::timeout, this, &ClusterMember::stand);
    connect(&m_units, &UnitManager::reportsChanged, this, [this] {
        m_unitEvents.look(m_units.reports());
        m_heartbeat.beatSoon();
        m_primaryWatch.look();
    });
    connect(&m_units, &UnitManager::serviceWorkBegan, this,
            [this](Epoch epoch) { m_takeoverNotes.works(epoch, BootClock::now()); });
    connect(&m_units, &UnitManager::fitnessChanged, this, &ClusterMember::onFitness);
    connect(&m_units, &UnitManager::allUnitsStopped, this, &ClusterMember::goodbyeWhenDone);
    connect(&m_peers, &PeerDirectory::refreshed, &m_prober,
            [this] { m_prober.setPeers(m_peers.messengers()); });
    connect(&m_peers, &PeerDirectory::refreshed, &m_storage, &StorageWatch::setNodes);
    connect(&m_peers, &PeerDirectory::refreshed, &m_balancerAsker, &BalancerAsker::setNodes);
    wireElection();
    wireHeartbeat();
    wireMessenger();
    wireKeys();
}

void ClusterMember::wireElection()
{
    connect(&m_election, &ElectionThread::promoted, this,
            [this](Epoch epoch, Instant, Instant sentAt, Instant wonAt) {
                ++m_elections;
                m_server.raiseEpoch(epoch);
                m_takeoverNotes.won(epoch, sentAt, wonAt);
                m_desk.promoted();
                m_heartbeat.beatSoon();
            });
    connect(&m_election, &ElectionThread::demoted, this, &ClusterMember::onDemoted);
    connect(&m_election, &ElectionThread::leaseReleased, this, [this](Epoch epoch, NodeId target) {
        m_peers.nudge(QStringLiteral("released"), epoch, target);
        m_heartbeat.beatSoon();
    });
    connect(&m_election, &ElectionThread::epochSeen, this, [this](Epoch highest) {
        m_server.raiseEpoch(highest);
        if (const Result<void> kept = m_parts.folder.rememberEpoch(m_cluster.id, highest); !kept)
            qCCritical(lcNode).noquote()
                << "The highest epoch cannot be remembered." << kept.error().message();
    });
    connect(&m_election, &ElectionThread::alarm, this,
            [this](const QString& kind, Severity severity, const QString& sentence) {
                m_news.alarm(kind, severity, sentence);
            });
    connect(&m_election, &ElectionThread::observationChanged, this, [this](const LeaseObservation& seen) {
        m_timings = seen.timings;
        m_primaryWatch.setAutomatic(seen.mode == Mode::HighAvailability && !seen.paused);
        m_server.raiseEpoch(seen.fence);
        m_desk.observed(seen);
        m_heartbeat.beatSoon(); // which brings mode and wanted state, and with them what should run here
    });
    connect(&m_election, &ElectionThread::heldBackChanged, this, [this](const std::optional<HeldBack>& held) {
        m_heldBack = held;
        m_heartbeat.beatSoon();
    });
    connect(&m_election, &ElectionThread::retired, this, [this] {
        m_retired = true;
        goodbyeWhenDone();
    });
}

void ClusterMember::wireMessenger()
{
    connect(&m_desk, &MessengerDesk::leaseOutdated, &m_election, &ElectionThread::nudge);
    connect(&m_parts.events, &EventOutbox::wroteSome, &m_desk, &MessengerDesk::eventsWritten);
}

void ClusterMember::wireKeys()
{
    m_desk.setKey(m_keys.use());
    connect(&m_keys, &KeyKeeper::changed, this, &ClusterMember::onKeysChanged);
    connect(&m_keys, &KeyKeeper::received, this,
            [this](const QString& fingerprint) { m_news.keyReceived(fingerprint); });
    connect(&m_keys, &KeyKeeper::failed, this, [this](const QString& sentence) {
        qCCritical(lcNode).noquote() << sentence;
        m_news.keyFileRefused(sentence);
    });
}

/// First what is accepted: the others find it in this node's next report.
void ClusterMember::onKeysChanged()
{
    m_server.setKeys(m_keys.accepted());
    m_peers.setKey(m_keys.use());
    m_prober.setKey(m_keys.use());
    m_desk.setKey(m_keys.use());
    m_heartbeat.beatSoon();
    if (m_keys.use())
        qCInfo(lcNode).noquote() << "The messenger uses encryption key" << m_keys.use()->fingerprint()
                                 << "and accepts" << m_keys.accepted().size();
}

void ClusterMember::wireHeartbeat()
{
    connect(&m_heartbeat, &Heartbeat::answered, this, &ClusterMember::onAnswer);
    connect(&m_heartbeat, &Heartbeat::failed, this, &ClusterMember::onFailedBeat);
}

void ClusterMember::start()
{
    if (const auto& seen = m_parts.folder.seenEpoch())
        m_server.raiseEpoch(seen->epoch);
    serveNodeMethods(
        m_server, {m_cluster.id, m_parts.folder.nodeId(), m_parts.config.name, m_incarnation, m_self.version},
        [this] { return status(); },
        [this](const Nudge&) {
            m_heartbeat.beatSoon();
            m_election.nudge();
            m_storage.lookNow();
        });
    m_listener.start();
    m_orders.failAbandoned();
    m_heartbeat.start();
    m_peers.start();
    const Millis holdBack = std::chrono::ceil<Millis>(m_parts.standFrom - BootClock::now());
    const bool held = m_cluster.mode == Mode::HighAvailability && holdBack > Millis(0);
    if (held)
        m_heldBack = HeldBack{m_parts.standFrom, TermEnd::WorkerDied, {}};
    m_standTimer.start(held ? holdBack : Millis(0));
}

void ClusterMember::stand()
{
    m_standing = true;
    m_election.start();
    m_election.setFit(!m_units.unfit()); // what was found out meanwhile
}

void ClusterMember::onDemoted(Epoch epoch, TermEnd why, bool kill)
{
    m_takeoverNotes.ended(epoch);
    m_heartbeat.beatSoon();
    m_desk.demoted();
    if (!kill)
        return; // the release writes its own event
    ++m_selfFences;
    m_news.fenced(epoch, why);
}

void ClusterMember::onAnswer(const HeartbeatAnswer& answer)
{
    if (std::exchange(m_databaseLost, false)) {
        qCInfo(lcNode, "The database answers again.");
        m_parts.events.flush();
    }
    if (!answer.cluster.isNull() && answer.cluster != m_cluster.id && !std::exchange(m_wrongCluster, true))
        qCCritical(lcNode).noquote() << "The database now holds another cluster," << answer.cluster.toString()
                                     << "instead of" << m_cluster.id.toString()
                                     << "- restart the node service if that is meant.";
    if (!answer.mine && answer.known && !answer.removed) {
        m_heartbeat.stop();
        m_units.fence();
        Q_EMIT identityTaken(
            {ErrorKind::Refused,
             QStringLiteral("Another process has taken over this node, %1.").arg(m_parts.config.name),
             QStringLiteral("Only one rollcall-node may run with this identity: if another server is a "
                            "copy of this one, empty the state folder of the copy."),
             {}});
        return;
    }
    if (answer.cluster == m_cluster.id)
        m_keys.setRotation(answer.keys);
    setRemoved(!answer.mine);
    m_basePath = answer.storagePath;
    if (!m_stopping)
        m_storage.setFolder(m_removed                              ? QString()
                            : m_parts.config.storagePath.isEmpty() ? answer.storagePath
                                                                   : m_parts.config.storagePath);
    if (!m_stopping)
        m_balancerAsker.setPlace(m_removed ? QString() : answer.balancerStats, answer.balancerBackend);
    if (m_stopping || m_removed)
        return;
    m_director.setIntent(answer.mode, answer.wanted,
                         QSet<QString>(answer.unitsHeld.begin(), answer.unitsHeld.end()), answer.licensed);
    setLicensed(answer.licensed, answer.licensedNodes);
    m_primaryWatch.look();
    if (answer.wantedUntil && *answer.wantedUntil <= answer.databaseTime)
        endWanted();
    if (answer.commandsWaiting)
        m_orders.pick();
}

/// Promptly for this node; for nodes that are down the others see to it, in PeerDirectory's slow rhythm.
void ClusterMember::endWanted()
{
    if (std::exchange(m_endingWanted, true))
        return;
    m_parts.database.run(expireLimit, NodeRepository::expireWanted)
        .then(this, [this](const Result<int>& ended) {
            m_endingWanted = false;
            if (ended && *ended > 0)
                m_heartbeat.beatSoon();
        });
}

void ClusterMember::setRemoved(bool removed)
{
    if (m_removed == removed)
        return;
    m_removed = removed;
    m_director.standAside(removed);
    if (removed)
        qCWarning(lcNode).noquote()
            << m_parts.config.name
            << "was removed from the cluster: its units are stopped. Take it back with: "
               "rollcallctl node restore"
            << m_parts.config.name;
    else
        qCInfo(lcNode).noquote() << m_parts.config.name << "belongs to the cluster again.";
}

/// What it should run is the director's; this is what it says of it.
void ClusterMember::setLicensed(bool licensed, int nodes)
{
    const QString before = std::exchange(m_overLimit, licensed ? QString() : overLimitSentence(nodes));
    if (before.isEmpty() == m_overLimit.isEmpty())
        return;
    m_news.license(m_overLimit, nodes);
    m_heartbeat.beatSoon(); // the others leave it out when they count who could take over
}

void ClusterMember::onFailedBeat(const Error& error)
{
    if (!std::exchange(m_databaseLost, true))
        qCWarning(lcNode).noquote() << "The database does not answer; web units go on." << error.message();
}

void ClusterMember::onFitness()
{
    const std::optional<QString> unfit = m_units.unfit();
    m_election.setFit(!unfit);
    m_heartbeat.beatSoon();
    if (!m_stopping)
        m_news.fitness(unfit);
}

SelfReport ClusterMember::report() const
{
    SelfReport report = m_self;
    report.keyFingerprint = m_keys.use() ? m_keys.use()->fingerprint() : QString();
    report.keyFiles = m_keys.files();
    report.clockOffset = m_heartbeat.clockOffset();
    if (const auto& seen = m_parts.folder.seenEpoch(); seen && seen->cluster == m_cluster.id)
        report.highestEpoch = seen->epoch;
    report.load = currentLoad();
    report.balancer = m_balancer();
    m_balancerAsker.tell(report.balancer, m_parts.board.isPrimary(BootClock::now()));
    report.units = m_units.reports();
    report.peers = m_prober.reports();
    report.unfit = m_overLimit.isEmpty() ? m_units.unfit().value_or(QString()) : m_overLimit;
    if (m_heldBack)
        report.holdBack = m_heldBack->at(BootClock::now());
    report.shared = m_storage.report();
    report.shared.basePath = m_basePath;
    return report;
}

void ClusterMember::tell(HealthFacts& facts) const
{
    const Instant now = BootClock::now();
    const auto since = [&](Instant then) { return std::chrono::duration_cast<Millis>(now - then); };
    facts.cluster = m_cluster.name;
    facts.clusterId = m_cluster.id;
    facts.joined = !m_removed && m_heartbeat.lastAnswerAt().has_value();
    facts.placement = m_director.placement();
    if (m_stopping)
        facts.placement.wanted = Wanted::Draining;
    facts.epoch = m_parts.board.held(now);
    facts.units = m_units.reports();
    facts.held.assign(m_director.held().begin(), m_director.held().end());
    if (m_heartbeat.lastAnswerAt())
        facts.databaseAge = since(*m_heartbeat.lastAnswerAt());
    if (facts.epoch != 0)
        facts.renewalAge = std::max(Millis(0), since(m_parts.board.deadline() - m_timings.tenure()));
    facts.load = currentLoad();
    facts.elections = m_elections;
    facts.selfFences = m_selfFences;
    facts.databaseErrors = m_heartbeat.failures();
}

QJsonObject ClusterMember::status() const
{
    HealthFacts facts;
    facts.node = m_parts.config.name;
    facts.nodeId = m_parts.folder.nodeId();
    facts.version = m_self.version;
    tell(facts);
    return memberStatus(facts, m_desk.status());
}

void ClusterMember::shutDown()
{
    m_stopping = true;
    m_primaryWatch.stop();
    m_orders.shutDown(QStringLiteral("The node service is stopping."));
    m_standTimer.stop();
    if (m_standing)
        m_election.stepDown({}, TermEnd::Stopped);
    else
        m_retired = true;
    m_units.shutDown();
    goodbyeWhenDone();
}

void ClusterMember::hurry()
{
    m_units.fence();
    sayGoodbye();
}

void ClusterMember::goodbyeWhenDone()
{
    if (!m_stopping || !m_units.unitsGone())
        return;
    if (m_retired)
        sayGoodbye();
    else if (!m_retireLimit.isActive())
        m_retireLimit.start();
}

void ClusterMember::sayGoodbye()
{
    if (std::exchange(m_saidGoodbye, true))
        return;
    m_heartbeat.stop();
    m_storage.stop();
    m_balancerAsker.stop();
    m_news.stopped();
    m_parts.database
        .run(goodbyeLimit, [node = m_parts.folder.nodeId(), incarnation = m_incarnation, last = report()](
                               Session& session) { return writeGoodbye(session, node, incarnation, last); })
        .then(this, [this](const Result<bool>& said) {
            if (!said)
                qCWarning(lcNode).noquote() << "The goodbye could not be written." << said.error().message();
            Q_EMIT stopped();
        });
}

} // namespace rollcall
