#pragma once

#include "model/cluster/lease.h"
#include "model/database/databaseworker.h"
#include "model/election/primaryboard.h"
#include "model/messenger/topichub.h"
#include "model/node/eventstreams.h"
#include "model/node/logstreams.h"
#include "model/node/messageinbox.h"
#include "model/node/messagerelay.h"
#include "model/node/nodeconfig.h"
#include "model/node/peerdirectory.h"
#include "model/node/primarylink.h"

#include <QObject>

namespace rollcall
{

/// What a node's messenger offers besides ping, status and nudge: the messages of the application, live logs
/// and live events.
class MessengerDesk : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    struct Parts {
        const NodeConfig& config;
        MessengerServer& server;
        UnitManager& units;
        DatabaseWorker& database;
        PeerDirectory& peers;
        const PrimaryBoard& board;
    };
    MessengerDesk(Parts parts, NodeId node, Incarnation incarnation, QObject* parent = nullptr);

    void observed(const LeaseObservation& seen);
    void promoted();
    /// Closes the connections of those who subscribe to topics: they look for the new primary.
    void demoted();
    /// For its connection to the primary.
    void setKey(const std::optional<EncryptionKey>& key) { m_link.setKey(key); }
    void eventsWritten() { m_events.written(); }

    QJsonObject status() const;

Q_SIGNALS:
    /// The node that was the primary is none any more: read the lease now.
    void leaseOutdated();

private:
    MessageRelay::Ways ways();
    MessageRoute route() const;
    RpcOutcome takeRelayed(const QJsonObject& params);
    RpcOutcome subscribe(const QJsonObject& params, ClientNumber client);
    RpcError notPrimary() const;

    Parts m_parts;
    NodeId m_node;
    LogStreams m_logs;
    EventStreams m_events;
    TopicHub m_hub;
    MessageInbox m_inbox;
    PrimaryLink m_link;
    MessageRelay m_relay;
    Lease m_lease; ///< as it was last read
};

} // namespace rollcall
