#pragma once

#include "model/cluster/drill.h"
#include "model/core/result.h"
#include "model/election/primaryboard.h"

#include <QJsonObject>

namespace rollcall
{

class Session;

/// An order of the kind "drill" (see orderkinds.h): the primary does a real fault to itself.
struct DrillOrder {
    DrillKind kind = DrillKind::ProcessDeath;
    Millis silence{0}; ///< of a host death; zero for a process death

    /// Refused: what is wrong with these arguments.
    static Result<DrillOrder> read(const QJsonObject& arguments);

    /// For the order's answer: "It kills its own worker process now."
    QString announcement() const;

    /// In one transaction: that takeover is automatic and another node is able to take over now, and that the
    /// order is done. Refused with the reason otherwise; any other error: its outcome is not known, and the
    /// fault must not be done.
    Result<void> accept(Session& session, NodeId me, qint64 order) const;

    /// The fault: ends this process with SIGKILL. The supervisor does the rest.
    [[noreturn]] void carryOut(PrimaryBoard& board) const;
};

} // namespace rollcall
