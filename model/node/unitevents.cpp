#include "model/node/unitevents.h"

#include "model/cluster/eventkinds.h"

namespace rollcall
{

UnitEvents::UnitEvents(EventOutbox& outbox, QString nodeName)
    : m_outbox(outbox)
    , m_nodeName(std::move(nodeName))
{
}

void UnitEvents::look(const std::vector<UnitReport>& reports)
{
    for (const UnitReport& unit : reports) {
        const UnitState told = m_told.value(unit.name, UnitState::Stopped);
        if (unit.state == told || unit.state == UnitState::Starting || unit.state == UnitState::Stopping)
            continue;
        m_told.insert(unit.name, unit.state);
        const QJsonObject details{{QStringLiteral("unit"), unit.name},
                                  {QStringLiteral("role"), wordOf(unit.role)},
                                  {QStringLiteral("restarts"), unit.restarts}};
        const QString subject = QStringLiteral("The unit %1 on %2").arg(unit.name, m_nodeName);
        if (unit.state == UnitState::Running)
            m_outbox.add(eventkind::UnitStarted, Severity::Info, QStringLiteral("%1 runs.").arg(subject),
                         details);
        else if (unit.state == UnitState::Stopped)
            m_outbox.add(eventkind::UnitStopped, Severity::Info,
                         QStringLiteral("%1 is stopped.").arg(subject), details);
        else
            m_outbox.add(eventkind::UnitFailed, Severity::Error,
                         QStringLiteral("%1 failed. %2").arg(subject, unit.lastError).trimmed(), details);
    }
}

} // namespace rollcall
