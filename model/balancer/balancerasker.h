#pragma once

#include "model/balancer/ownview.h"
#include "model/balancer/statisticsclient.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace rollcall
{

/// A node's question to the load balancer, every two seconds while one is set: what do you see of me? Each
/// node asks for itself, so that a heartbeat carries one answer and none depends on another node. The
/// primary, and whoever asks a socket that only its own machine has, asks for those nodes too that do not say
/// it themselves: those that are gone, or cannot reach the balancer.
class BalancerAsker : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis rhythm{2000};
    /// One lost answer is not worth a word.
    static constexpr Millis patience{5000};

    explicit BalancerAsker(NodeId me, QObject* parent = nullptr);

    /// The settings balancer.stats and balancer.backend. An empty place: nobody asks any more.
    void setPlace(const QString& stats, const QString& backend);
    /// Which nodes there are, this one among them.
    void setNodes(const std::vector<rollcall::NodeRow>& rows);
    void stop();

    /// Adds what it knows, as the primary also of others. Never an answer that is too old to hold.
    void tell(BalancerReport& report, bool primary) const;

private:
    void ask();
    void take(const Result<QByteArray>& csv);

    NodeId m_me;
    QString m_stats;
    QString m_backend;
    BalancerPlace m_place;
    std::vector<BalancedName> m_names;
    QSet<NodeId> m_speakFor; ///< nodes that do not say themselves what the balancer sees of them
    bool m_stopped = false;
    StatisticsClient m_client;
    QTimer m_timer;
    std::vector<BalancerSighting> m_seen;
    std::optional<Instant> m_seenAt;
    std::optional<Instant> m_failingSince;
    QString m_problem;
};

} // namespace rollcall
