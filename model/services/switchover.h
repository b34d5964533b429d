#pragma once

#include "model/services/actiontools.h"

namespace rollcall
{

/// Hands the primary's role to another node, in order: checks, the order to the primary, and waiting until
/// the other one holds the lease. Below high availability it also moves the service away from a primary that
/// is dead, by designating another one.
class Switchover : public QObject
{
    Q_OBJECT

public:
    Switchover(ActionTools& tools, QObject* parent);

    /// to null: the next in line.
    FutureResult<Done> run(NodeId to);

    /// What is written in one transaction to ask the primary for it: the order's arguments, and its event.
    static QJsonObject orderFor(const NodeView& to);
    static Event askedEvent(const ActionTools& tools, const NodeView& from, const NodeView& to);

    /// How long the primary's service units may take to stop.
    static constexpr Millis orderLimit{90'000};
    /// How long the new primary may take after that: the others hold back one ttl only.
    static constexpr Millis takeoverLimit{20'000};

private:
    FutureResult<Done> handOver(const ClusterView& view, const NodeView& from, const NodeView& to);
    FutureResult<Done> nameSuccessor(const ClusterView& view, const NodeView& to);
    FutureResult<Done> designate(const ClusterView& view, const NodeView& to);
    /// Nobody is the primary: writes that this node is to be it, and waits until it is.
    FutureResult<Done> appoint(const ClusterView& view, const NodeView& to,
                               std::function<Result<void>(Session&)> write);
    FutureResult<Done> untilPrimary(const NodeView& to, const QString& undo);

    ActionTools& m_tools;
};

} // namespace rollcall
