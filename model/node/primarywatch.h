#pragma once

#include "model/node/balancerwatch.h"
#include "model/node/electionthread.h"
#include "model/node/eventoutbox.h"
#include "model/node/peerdirectory.h"
#include "model/node/servicewatch.h"
#include "model/units/unitmanager.h"

#include <QObject>

#include <functional>

namespace rollcall
{

/// Watches how this node fares as the primary: steps down when its service does not work here and another
/// node could run it, and says so when load balancers have dropped it.
class PrimaryWatch : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        UnitManager& units;
        ElectionThread& election;
        PeerDirectory& peers;
        EventOutbox& events;
        const PrimaryBoard& board;
        std::function<BalancerReport()> balancer; ///< what load balancers asked this node
        NodeId node;
        QString name;
    };
    explicit PrimaryWatch(Parts parts, QObject* parent = nullptr);

    /// Takeover is automatic: high availability is on, and not paused.
    void setAutomatic(bool automatic) { m_automatic = automatic; }
    /// Every second, and whenever a unit's state has changed.
    void look();
    /// The node service stops.
    void stop() { m_stopping = true; }

private:
    void lookAtService(Instant now, bool primary);
    void lookAtBalancers(std::vector<NodeRow> rows);

    Parts m_parts;
    ServiceWatch m_service;
    BalancerWatch m_balancers;
    bool m_automatic = false;
    bool m_stopping = false;
    bool m_missed =
        false;         ///< not asked by a load balancer any more although it should be, when looked at last
    Instant m_wonAt{}; ///< when the last term began
};

} // namespace rollcall
