#pragma once

#include "model/cluster/node.h"
#include "model/poller/nodepoller.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace rollcall
{

/// Which of the others a node asks in a round: all of them, or with many the next ones behind it in a ring of
/// all ids, further on with every round. So each node is asked by as many as it asks itself, and every pair
/// has its turn. round: from 0 up.
std::vector<NodeId> peersToAsk(NodeId me, std::vector<NodeId> others, qint64 round, int most);

struct PeerProberTimings {
    PollerTimings poller{Millis(5000), Millis(2000), Millis(1000)};
    Millis round{60'000}; ///< until the next ones are asked, when there are many
    int most = mostPeerReports;
};

/// Asks other nodes' messengers at a modest rate, one kept connection each, for this node's heartbeat. Only
/// messengers on TCP: a pipe is reached on its own machine only.
class PeerProber : public QObject
{
    Q_OBJECT

public:
    /// key: nothing: nobody is asked.
    PeerProber(NodeId me, std::optional<EncryptionKey> key, PeerProberTimings timings = {},
               QObject* parent = nullptr);

    /// The messengers of all other nodes, as PeerDirectory knows them.
    void setPeers(const QHash<NodeId, QString>& messengers);
    /// Another key from now on; what the old one proved is forgotten.
    void setKey(const std::optional<EncryptionKey>& key);
    /// What came of it, sorted by node; not those that were not tried yet.
    std::vector<PeerReport> reports() const;

private:
    void choose();

    NodeId m_me;
    std::optional<EncryptionKey> m_key;
    PeerProberTimings m_timings;
    QHash<NodeId, QString> m_messengers;
    qint64 m_round = 0;
    QTimer m_rounds;
    std::unique_ptr<NodePoller> m_poller; ///< null without a key
};

} // namespace rollcall
