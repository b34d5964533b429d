#pragma once

#include "model/balancer/balancerasker.h"
#include "model/database/clusterrepository.h"
#include "model/election/primaryboard.h"
#include "model/health/healthfacts.h"
#include "model/messenger/messengerserver.h"
#include "model/node/eventoutbox.h"
#include "model/node/heartbeat.h"
#include "model/node/housekeeping.h"
#include "model/node/keykeeper.h"
#include "model/node/memberevents.h"
#include "model/node/messengerdesk.h"
#include "model/node/nodeconfig.h"
#include "model/node/orderrunner.h"
#include "model/node/peerprober.h"
#include "model/node/persistentlistener.h"
#include "model/node/primarywatch.h"
#include "model/node/statefolder.h"
#include "model/node/takeovernotes.h"
#include "model/node/unitdirector.h"
#include "model/node/unitevents.h"
#include "model/storage/storagewatch.h"

#include <QObject>
#include <QTimer>

namespace rollcall
{

/// A node that has joined its cluster: elects, beats, runs its units, answers its messenger.
class ClusterMember : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        const NodeConfig& config;
        StateFolder& folder;
        PrimaryBoard& board;
        DatabaseWorker& database;
        EventOutbox& events;
        Instant standFrom; ///< in high availability: no candidate before
    };
    ClusterMember(Parts parts, ClusterRow cluster, Incarnation incarnation,
                  std::function<BalancerReport()> balancer, QObject* parent = nullptr);

    void start();
    /// Stops the units gracefully, gives the lease back, says goodbye; then stopped().
    void shutDown();
    /// The same, without waiting for units.
    void hurry();

    /// Fills in what it knows.
    void tell(HealthFacts& facts) const;

Q_SIGNALS:
    void stopped();
    /// Another process took this node's row over: this one must not go on.
    void identityTaken(const rollcall::Error& error);

private:
    void stand();
    void wireElection();
    void wireHeartbeat();
    void wireMessenger();
    void wireKeys();
    void onKeysChanged();
    void onAnswer(const HeartbeatAnswer& answer);
    void onFailedBeat(const Error& error);
    void onDemoted(Epoch epoch, TermEnd why, bool kill);
    void endWanted();
    void setLicensed(bool licensed, int nodes);
    void setRemoved(bool removed);
    void onFitness();
    SelfReport report() const;
    QJsonObject status() const;
    void goodbyeWhenDone();
    void sayGoodbye();

    Parts m_parts;
    ClusterRow m_cluster;
    Incarnation m_incarnation;
    std::function<BalancerReport()> m_balancer;
    SelfReport m_self;

    KeyKeeper m_keys;
    PeerDirectory m_peers;
    PeerProber m_prober;
    UnitManager m_units;
    ElectionThread m_election;
    UnitDirector m_director;
    OrderRunner m_orders;
    Heartbeat m_heartbeat;
    StorageWatch m_storage;
    QString m_basePath; ///< the setting that m_storage goes by
    BalancerAsker m_balancerAsker;
    MemberEvents m_news;
    UnitEvents m_unitEvents;
    TakeoverNotes m_takeoverNotes;
    PrimaryWatch m_primaryWatch;
    Housekeeping m_housekeeping;
    MessengerServer m_server;
    MessengerDesk m_desk;
    PersistentListener m_listener;

    LeaseTimings m_timings;
    qint64 m_elections = 0;
    qint64 m_selfFences = 0;
    QTimer m_standTimer;
    bool m_standing = false;
    std::optional<HeldBack> m_heldBack; ///< it leaves the primary's role to others
    QString m_overLimit;                ///< why it serves nothing, for the license; or empty
    bool m_databaseLost = false;
    bool m_removed = false;
    bool m_endingWanted = false;
    bool m_wrongCluster = false;
    bool m_stopping = false;
    bool m_retired = false;
    bool m_saidGoodbye = false;
    QTimer m_retireLimit;
};

} // namespace rollcall
