#pragma once

#include "model/cluster/node.h"
#include "model/node/eventoutbox.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>

#include <vector>

namespace rollcall
{

/// Writes an event when a unit has come to run, stop or fail, and when one that runs is not ready or is ready
/// again; what is in between is not worth one. How often a check's answer may change is its rule's business.
class UnitEvents
{
public:
    UnitEvents(EventOutbox& outbox, QString nodeName);

    void look(const std::vector<UnitReport>& reports);

private:
    void lookAtReadiness(const UnitReport& unit, const QString& subject, const QJsonObject& details);

    EventOutbox& m_outbox;
    QString m_nodeName;
    QHash<QString, UnitState> m_told;
    QSet<QString> m_notReady; ///< of which that was told last
};

} // namespace rollcall
