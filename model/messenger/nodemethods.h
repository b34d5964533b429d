#pragma once

#include "model/core/ids.h"
#include "model/messenger/messengerserver.h"

#include <QJsonObject>

#include <functional>

namespace rollcall
{

/// What a node says of itself in answer to `ping`.
struct MessengerIdentity {
    ClusterId cluster;
    NodeId node;
    QString name;
    Incarnation incarnation;
    QString version;
};

/// One `nudge`: look at the database now.
struct Nudge {
    QString reason;  ///< a word for the log: "command", "wanted", "mode", "released", "switchover"; or empty
    Epoch epoch = 0; ///< of the sender, 0 when it said none
};

/// Registers `ping`, `status` and `nudge`. status: the object to answer with, made at each call, fast.
/// nudged: called from the event loop, at most once per message.
void serveNodeMethods(MessengerServer& server, MessengerIdentity identity,
                      std::function<QJsonObject()> status, std::function<void(const Nudge&)> nudged);

} // namespace rollcall
