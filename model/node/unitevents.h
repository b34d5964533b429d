#pragma once

#include "model/cluster/node.h"
#include "model/node/eventoutbox.h"

#include <QHash>

#include <vector>

namespace rollcall
{

/// Writes an event when a unit has come to run, stop or fail; what is in between is not worth one.
class UnitEvents
{
public:
    UnitEvents(EventOutbox& outbox, QString nodeName);

    void look(const std::vector<UnitReport>& reports);

private:
    EventOutbox& m_outbox;
    QString m_nodeName;
    QHash<QString, UnitState> m_told;
};

} // namespace rollcall
