#pragma once

#include "model/cluster/words.h"
#include "model/core/ids.h"

#include <QJsonObject>
#include <QString>

namespace rollcall
{

/// One line of the audit trail. Append-only; id and at are given by the database.
struct Event {
    qint64 id = 0;
    qint64 at = 0; ///< milliseconds since 1970 by the database's clock
    Severity severity = Severity::Info;
    QString kind; ///< stable, dotted: "primary.elected", "node.joined", "mode.changed"; see eventkinds.h
    NodeId node;  ///< null: concerns the cluster
    QString nodeName;
    QString actor; ///< a person ("dana"), or empty when a node acted by itself
    QString sentence;
    QJsonObject details;
    bool operator==(const Event&) const = default;
};

} // namespace rollcall
