#pragma once

#include <QElapsedTimer>
#include <QString>

namespace rollcall::demo
{

/// What the node service told this process in its environment.
struct Identity {
    QString role;      ///< "web" or "service"
    QString node;      ///< ROLLCALL_NODE
    QString unit;      ///< ROLLCALL_UNIT
    QString cluster;   ///< ROLLCALL_CLUSTER
    QString epoch;     ///< ROLLCALL_EPOCH; empty for a web unit
    QString messenger; ///< ROLLCALL_MESSENGER
    qint64 pid = 0;
    QElapsedTimer started;
};

Identity identityFromEnvironment(const QString& role);

} // namespace rollcall::demo
