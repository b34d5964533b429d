#include "model/node/peerdirectory.h"

#include "model/database/noderepository.h"
#include "model/messenger/messengerclient.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// Sooner at first: nodes that start together find each other at once.
constexpr Millis refreshFirst{1000};
constexpr Millis refreshEvery{10'000};
constexpr Millis readLimit{2000};
constexpr Millis shortestPause{1000};
constexpr Millis nudgeLimit{1000};

Result<std::vector<NodeRow>> readNodes(Session& session)
{
    // Wanted states whose time is up: any node may set them back, and this is the slow rhythm that all have.
    if (const Result<int> expired = NodeRepository::expireWanted(session); !expired)
        return Failure(expired.error());
    return NodeRepository::list(session);
}

} // namespace

PeerDirectory::PeerDirectory(DatabaseWorker& database, NodeId me, std::optional<EncryptionKey> key,
                             QObject* parent)
    : QObject(parent)
    , m_database(database)
    , m_me(me)
    , m_key(std::move(key))
{
    m_timer.setInterval(refreshFirst);
    connect(&m_timer, &QTimer::timeout, this, &PeerDirectory::refresh);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (m_reading)
            lookSoon(); // what is being read may be older than the reason to look
        else
            refresh();
    });
}

void PeerDirectory::start()
{
    refresh();
    m_timer.start();
}

void PeerDirectory::lookSoon()
{
    if (m_soon.isActive())
        return;
    const auto since = std::chrono::duration_cast<Millis>(BootClock::now() - m_readAt);
    m_soon.start(std::clamp(shortestPause - since, Millis(m_reading ? 100 : 0), shortestPause));
}

void PeerDirectory::refresh()
{
    if (m_reading)
        return;
    m_reading = true;
    m_readAt = BootClock::now();
    if (m_timer.isActive() && m_timer.intervalAsDuration() < refreshEvery) {
        m_timer.setInterval(std::min(m_timer.intervalAsDuration() * 2, refreshEvery));
        m_timer.setTimerType(Qt::CoarseTimer);
    }
    m_database.run(readLimit, readNodes).then(this, [this](const Result<std::vector<NodeRow>>& rows) {
        m_reading = false;
        if (!rows)
            return;
        take(*rows);
        Q_EMIT refreshed(*rows);
    });
}

void PeerDirectory::take(const std::vector<NodeRow>& rows)
{
    m_peers.clear();
    m_messengers.clear();
    for (const NodeRow& row : rows) {
        Peer peer{row.name, {}, false};
        const bool gone =
            row.removedAt || row.stopped || !row.heartbeatAge || *row.heartbeatAge > 6 * staleAfter;
        if (row.id != m_me && !gone)
            if (const Result<Endpoint> endpoint = Endpoint::parse(row.report.messenger))
                peer.messenger = *endpoint;
        peer.candidate = row.id != m_me && row.mayBePrimary();
        if (row.id != m_me && !row.removedAt && !row.stopped && !row.report.messenger.isEmpty())
            m_messengers.insert(row.id, row.report.messenger);
        m_peers.insert(row.id, peer);
    }
}

void PeerDirectory::nudge(const QString& reason, Epoch epoch, NodeId first)
{
    const auto target = m_peers.constFind(first);
    if (target != m_peers.constEnd())
        nudgeOne(*target, reason, epoch);
    for (auto peer = m_peers.constBegin(); peer != m_peers.constEnd(); ++peer)
        if (peer != target)
            nudgeOne(*peer, reason, epoch);
}

void PeerDirectory::nudgeOne(const Peer& peer, const QString& reason, Epoch epoch)
{
    if (peer.messenger && (m_key || !peer.messenger->isTcp()))
        nudgeOnce(*peer.messenger, m_key, reason, epoch, nudgeLimit);
}

bool PeerDirectory::hasCandidate() const
{
    return std::any_of(m_peers.constBegin(), m_peers.constEnd(),
                       [](const Peer& peer) { return peer.candidate; });
}

std::optional<Endpoint> PeerDirectory::messengerOf(NodeId node) const
{
    const auto peer = m_peers.constFind(node);
    if (peer == m_peers.constEnd() || !peer->messenger || (peer->messenger->isTcp() && !m_key))
        return std::nullopt;
    return peer->messenger;
}

QString PeerDirectory::nameOf(NodeId node) const
{
    const auto peer = m_peers.constFind(node);
    return peer == m_peers.constEnd() ? node.toString() : peer->name;
}

} // namespace rollcall
