#pragma once

#include "model/cluster/placement.h"
#include "model/election/primaryboard.h"
#include "model/node/electionthread.h"
#include "model/units/unitmanager.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace rollcall
{

/// Lets the units follow the primary's role and the administrator's intent. The board is asked each time:
/// news from the election may be late, the board never is.
class UnitDirector : public QObject
{
    Q_OBJECT

public:
    UnitDirector(UnitManager& units, ElectionThread& election, const PrimaryBoard& board,
                 QObject* parent = nullptr);

    /// licensed: see Placement.
    void setIntent(Mode mode, Wanted wanted, const QSet<QString>& held, bool licensed);
    /// Nothing runs here any more, apart from what is being stopped: this node is not part of the cluster.
    void standAside(bool aside);

    /// As the units were told last; `primary` is false from the beginning of a step down.
    const Placement& placement() const { return m_demand.placement; }
    const QSet<QString>& held() const { return m_demand.held; }
    const UnitDemand& demand() const { return m_demand; }

private:
    void onPromoted();
    void onStepDownAsked(Epoch epoch);
    void onDemoted(Epoch epoch, bool kill);
    void refresh();
    void watchDeadline();
    void answerWhenStopped(Epoch epoch);
    void answerIfStopped();

    UnitManager& m_units;
    ElectionThread& m_election;
    const PrimaryBoard& m_board;
    UnitDemand m_demand;
    Wanted m_wanted = Wanted::Active;
    bool m_intentKnown = false;
    bool m_aside = false;
    Epoch m_steppingDown = 0; ///< of the term whose service units are being stopped; 0: none
    Epoch m_toAnswer = 0;     ///< unitsStopped() is owed for it; 0: none
    Epoch m_fenced = 0;       ///< of the term that was fenced here last
    QTimer m_deadline;
};

} // namespace rollcall
