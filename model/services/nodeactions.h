#pragma once

#include "model/services/actiontools.h"

namespace rollcall
{

/// node.priority by who is in blank.
Event priorityChangedEvent(Event blank, const NodeRow& node, int from, int to);

/// What an administrator does with one node and its units.
class NodeActions : public QObject
{
    Q_OBJECT

public:
    NodeActions(ActionTools& tools, QObject* parent);

    FutureResult<Done> setWanted(NodeId node, Wanted wanted, const QString& reason, Millis length,
                                 bool overrideLast);
    FutureResult<Done> removeNode(NodeId node);
    FutureResult<Done> restoreNode(NodeId node);
    FutureResult<Done> setPriority(NodeId node, int priority, bool overrideLast);
    FutureResult<Done> orderUnit(NodeId node, const QString& unit, UnitOrder order);

    /// How long an order may take: longer than any unit is given to stop.
    static constexpr Millis orderLimit{90'000};

private:
    FutureResult<void> refuseWhileAlive(const NodeView& node);
    FutureResult<Done> writeOrder(const NodeView& node, const UnitReport& unit, UnitOrder order);

    ActionTools& m_tools;
};

} // namespace rollcall
