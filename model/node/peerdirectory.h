#pragma once

#include "model/cluster/node.h"
#include "model/database/databaseworker.h"
#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <optional>

namespace rollcall
{

/// What is known of the other nodes, above all where their messengers are: read from the node table every few
/// seconds and kept, so that a nudge does not wait for a database.
class PeerDirectory : public QObject
{
    Q_OBJECT

public:
    PeerDirectory(DatabaseWorker& database, NodeId me, std::optional<EncryptionKey> key,
                  QObject* parent = nullptr);

    void start();
    /// Reads the table now, or a second after the last reading.
    void lookSoon();
    /// Another key for nudges from now on.
    void setKey(const std::optional<EncryptionKey>& key) { m_key = key; }
    /// Endpoint texts of the others' messengers: those of nodes that were neither removed nor stopped in
    /// order, also when they are silent.
    QHash<NodeId, QString> messengers() const { return m_messengers; }
    /// Tells the others to look at the database: the first one named at once, then the rest. Whoever does not
    /// answer finds out by itself a moment later.
    void nudge(const QString& reason, Epoch epoch, NodeId first);
    /// Whether another node could be the primary: alive, active, fit, and not of priority 0. As of the last
    /// reading.
    bool hasCandidate() const;
    /// Where its messenger is, and this node may go there; nothing for this node itself, for one that stopped
    /// or is silent, and for one on TCP without a key.
    std::optional<Endpoint> messengerOf(NodeId node) const;
    /// Reads now, besides the rhythm.
    void readAgain() { refresh(); }
    /// Name of a node, or its id.
    QString nameOf(NodeId node) const;

Q_SIGNALS:
    /// After each reading; this node's own row is among them.
    void refreshed(const std::vector<rollcall::NodeRow>& rows);

private:
    struct Peer {
        QString name;
        std::optional<Endpoint> messenger; ///< nothing: stopped, removed, or none known
        bool candidate = false;
    };
    void refresh();
    void take(const std::vector<NodeRow>& rows);
    void nudgeOne(const Peer& peer, const QString& reason, Epoch epoch);

    DatabaseWorker& m_database;
    NodeId m_me;
    std::optional<EncryptionKey> m_key;
    QHash<NodeId, Peer> m_peers;
    QHash<NodeId, QString> m_messengers;
    QTimer m_timer;
    QTimer m_soon;
    bool m_reading = false;
    Instant m_readAt{}; ///< when the last reading was asked for
};

} // namespace rollcall
