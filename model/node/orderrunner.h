#pragma once

#include "model/database/commandrepository.h"
#include "model/database/databaseworker.h"
#include "model/node/electionthread.h"
#include "model/node/peerdirectory.h"
#include "model/node/unitdirector.h"
#include "model/units/unitmanager.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace rollcall
{

/// Carries out the orders that administrators wrote for this node (see orderkinds.h), and writes how each
/// ended.
class OrderRunner : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        DatabaseWorker& database;
        UnitManager& units;
        UnitDirector& director;
        ElectionThread& election;
        PeerDirectory& peers;
        PrimaryBoard& board;
    };
    OrderRunner(Parts parts, NodeId node, std::vector<UnitSpec> units, QObject* parent = nullptr);

    /// Ends what an earlier process of this node left unfinished.
    void failAbandoned();
    /// Reads and starts what is waiting.
    void pick();
    /// Nothing more is started; what is under way fails with these words.
    void shutDown(const QString& answer);

private:
    /// A unit that is on its way to what was ordered.
    struct UnitOrder {
        qint64 id = 0;
        QString unit;
        bool toRun = true;
        qint64 oldPid = 0; ///< restart: the process that has to go first; 0: none
        Instant until;
    };

    void carryOut(const Command& command);
    void switchover(const Command& command);
    void stepDownTo(qint64 id, NodeId target);
    void drill(const Command& command);
    void orderUnit(const Command& command);
    void lookAtUnits();
    void released(NodeId target);
    void finish(qint64 id, CommandState state, const QString& answer);
    const UnitSpec* spec(const QString& unit) const;

    Parts m_parts;
    NodeId m_node;
    std::vector<UnitSpec> m_specs;
    bool m_picking = false;
    bool m_down = false;
    qint64 m_switchover = 0; ///< id of the one under way; 0: none
    std::vector<UnitOrder> m_unitOrders;
    QTimer m_patience;
};

} // namespace rollcall
