#pragma once

#include "model/cluster/balancersighting.h"
#include "model/cluster/holdback.h"
#include "model/cluster/storagereport.h"
#include "model/cluster/words.h"
#include "model/core/clock.h"
#include "model/core/ids.h"

#include <QString>

#include <algorithm>
#include <optional>
#include <vector>

namespace rollcall
{

/// One unit as its node reports it.
struct UnitReport {
    QString name;
    UnitRole role = UnitRole::Web;
    UnitState state = UnitState::Stopped;
    qint64 pid = 0;    ///< 0: no process
    int restarts = 0;  ///< since the node service started
    QString lastError; ///< why it is not running, in a sentence; or empty
    /// What its own readiness check says. Nothing: it has none, or does not run, or was started lately and is
    /// still within its grace; notReady is not empty then in the last of these cases only.
    std::optional<bool> ready = {};
    QString notReady = {}; ///< why it is not ready, or what it is waited for, in a sentence; or empty
    /// It runs, and has no readiness check or passes it.
    bool isWorking() const { return state == UnitState::Running && ready != false && notReady.isEmpty(); }
    bool operator==(const UnitReport&) const = default;
};

/// What load balancers asked this node's health endpoint, as the node saw it; and what the load balancer says
/// when the node asks it.
struct BalancerReport {
    BalancerView told =
        BalancerView::Unknown;      ///< the last answer to /ready; Unknown: nobody asked in the last 30 s
    std::optional<Millis> askedAgo; ///< age of that question when the heartbeat was written
    bool asks = false;    ///< this node asks the load balancer for its own view: the setting balancer.stats
    QString problem = {}; ///< why it has no such view for longer than a moment, in a sentence; or empty
    /// Of itself. From a node that asks for all (see BalancerAsker) also of those that do not say it
    /// themselves.
    std::vector<BalancerSighting> sees = {};
    std::optional<Millis> toldFor =
        {}; ///< for how long it has been answering so, when the heartbeat was written
    bool operator==(const BalancerReport&) const = default;
};

/// A node asks no more others than this at a time, so that the whole cluster's work grows with its nodes and
/// not with their square.
inline constexpr int mostPeerReports = 16;

/// What a node's own connection to another node's messenger says.
struct PeerReport {
    NodeId node; ///< the other one
    ProbeResult result = ProbeResult::NotConfigured;
    std::optional<std::chrono::microseconds> rtt; ///< of the answer; nothing: there was none
    int failuresInARow = 0;
    Millis age{0}; ///< of the answer or the failure when the heartbeat was written
    bool operator==(const PeerReport&) const = default;
};

/// What is in a node's key files, as fingerprints: the keys themselves never leave the node.
struct KeyFiles {
    QString current;  ///< in encryption_key_file; empty: none
    QString next;     ///< in next_encryption_key_file; empty: there is none, or it cannot be used
    QString nextPath; ///< where the node looks for the next one; empty: nowhere
    QString problem;  ///< why a key file that is there cannot be used, in a sentence; or empty
    bool operator==(const KeyFiles&) const = default;
};

/// What a node says of itself with each heartbeat.
struct SelfReport {
    QString version;
    QString os;             ///< "Debian GNU/Linux 12"
    QString address;        ///< host name or address that others reach it by
    QString messenger;      ///< advertised endpoint, "tcp://web-01:33237" or "pipe:NAME"; empty: none
    QString health;         ///< "http://web-01:33238"; empty: none
    QString keyFingerprint; ///< of the key that it uses, EncryptionKey::fingerprint(); empty: no key
    KeyFiles keyFiles;
    StorageReport shared;   ///< its shared storage, and what it sees of the others there
    Millis clockOffset{0};  ///< node's wall clock minus the database's, for display only
    Epoch highestEpoch = 0; ///< the highest that this node ever saw; above the database's: that lost writes
    QString unfit;          ///< why it could not do the primary's work, in a sentence; empty: it could
    std::optional<HoldBack> holdBack; ///< when the heartbeat was written; nothing: it does not
    double load = 0;                  ///< one-minute load average divided by processors
    BalancerReport balancer;
    std::vector<UnitReport> units;
    std::vector<PeerReport> peers; ///< those that it asked lately, mostPeerReports at most
    bool operator==(const SelfReport&) const = default;
};

/// A node without a heartbeat for longer than this is stale: five missed ones.
inline constexpr Millis staleAfter{5000};

/// The first thing that keeps a node from becoming the primary by itself, in high availability.
enum class Hindrance { None, Removed, NeverPrimary, Draining, Maintenance, OverLicense, Unfit, NoHeartbeat };

/// One row of the table node: intent and facts. Times are milliseconds since 1970 by the database's clock.
struct NodeRow {
    NodeId id;
    QString name;
    Incarnation incarnation;
    Wanted wanted = Wanted::Active;
    QString wantedReason;
    QString wantedBy;
    std::optional<qint64> wantedUntil;
    int priority = 100;
    std::vector<QString> unitsHeld; ///< names of units that an administrator stopped on this node
    qint64 joinedAt = 0;
    std::optional<Millis> heartbeatAge; ///< computed in SQL by the database's clock; nothing: never one
    bool stopped = false;               ///< the last thing it wrote was a clean goodbye
    std::optional<qint64> removedAt;    ///< tombstone
    QString removedBy;
    SelfReport report;

    bool heartbeatFresh() const { return heartbeatAge && *heartbeatAge <= staleAfter && !stopped; }
    /// The license, which concerns all nodes, apart.
    Hindrance hindrance() const
    {
        if (removedAt)
            return Hindrance::Removed;
        if (priority <= 0)
            return Hindrance::NeverPrimary;
        if (wanted != Wanted::Active)
            return wanted == Wanted::Draining ? Hindrance::Draining : Hindrance::Maintenance;
        if (!report.unfit.isEmpty())
            return Hindrance::Unfit;
        return heartbeatFresh() ? Hindrance::None : Hindrance::NoHeartbeat;
    }
    /// Whether it could become the primary now, in high availability; true of the primary itself, too.
    bool mayBePrimary() const { return hindrance() == Hindrance::None; }
    /// For how long it still leaves the role to others, as far as its last heartbeat says.
    std::optional<HoldBack> holdsBack() const
    {
        if (!report.holdBack || !heartbeatFresh() || report.holdBack->left <= *heartbeatAge)
            return std::nullopt;
        return HoldBack{report.holdBack->left - *heartbeatAge, report.holdBack->why, report.holdBack->term};
    }
    /// An administrator stopped this unit on this node, and it stays stopped.
    bool holds(const QString& unit) const
    {
        return std::find(unitsHeld.begin(), unitsHeld.end(), unit) != unitsHeld.end();
    }
    bool operator==(const NodeRow&) const = default;
};

} // namespace rollcall
