#include "model/node/peerprober.h"

#include <algorithm>

namespace rollcall
{

std::vector<NodeId> peersToAsk(NodeId me, std::vector<NodeId> others, qint64 round, int most)
{
    std::sort(others.begin(), others.end());
    const auto count = static_cast<qint64>(others.size());
    if (count <= most)
        return others;
    const auto behind = std::upper_bound(others.begin(), others.end(), me) - others.begin();
    const qint64 rounds = (count + most - 1) / most; // until all had their turn
    const qint64 first = behind + (round % rounds) * most;
    std::vector<NodeId> chosen;
    chosen.reserve(static_cast<std::size_t>(most));
    for (qint64 i = 0; i < most; ++i)
        chosen.push_back(others[static_cast<std::size_t>((first + i) % count)]);
    return chosen;
}

PeerProber::PeerProber(NodeId me, std::optional<EncryptionKey> key, PeerProberTimings timings,
                       QObject* parent)
    : QObject(parent)
    , m_me(me)
    , m_timings(timings)
{
    m_rounds.setInterval(timings.round);
    connect(&m_rounds, &QTimer::timeout, this, [this] {
        ++m_round;
        choose();
    });
    setKey(key);
}

void PeerProber::setPeers(const QHash<NodeId, QString>& messengers)
{
    m_messengers = messengers;
    m_messengers.removeIf([this](const auto& peer) {
        return peer.key() == m_me || !peer.value().startsWith(QLatin1String("tcp:"));
    });
    if (m_messengers.size() <= m_timings.most)
        m_rounds.stop();
    else if (!m_rounds.isActive())
        m_rounds.start();
    choose();
}

void PeerProber::setKey(const std::optional<EncryptionKey>& key)
{
    if (m_key == key)
        return;
    m_key = key;
    m_poller = key ? std::make_unique<NodePoller>(key, m_timings.poller) : nullptr;
    choose();
}

void PeerProber::choose()
{
    if (!m_poller)
        return;
    const QList<NodeId> keys = m_messengers.keys();
    QHash<NodeId, QString> chosen;
    for (const NodeId node : peersToAsk(m_me, {keys.begin(), keys.end()}, m_round, m_timings.most))
        chosen.insert(node, m_messengers.value(node));
    m_poller->setNodes(chosen);
}

std::vector<PeerReport> PeerProber::reports() const
{
    std::vector<PeerReport> reports;
    if (!m_poller)
        return reports;
    const QHash<NodeId, Probe> probes = m_poller->snapshot();
    for (auto probe = probes.cbegin(); probe != probes.cend(); ++probe) {
        if (!probe->age)
            continue;
        const bool answered = probe->result == ProbeResult::Ok;
        reports.push_back({probe.key(), probe->result, answered ? probe->rtt : std::nullopt,
                           probe->failuresInARow, *probe->age});
    }
    std::sort(reports.begin(), reports.end(),
              [](const PeerReport& a, const PeerReport& b) { return a.node < b.node; });
    return reports;
}

} // namespace rollcall
