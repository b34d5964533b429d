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
        const QJsonObject details{{QStringLiteral("unit"), unit.name},
                                  {QStringLiteral("role"), wordOf(unit.role)},
                                  {QStringLiteral("restarts"), unit.restarts}};
        const QString subject = QStringLiteral("The unit %1 on %2").arg(unit.name, m_nodeName);
        const UnitState told = m_told.value(unit.name, UnitState::Stopped);
        if (unit.state != told && unit.state != UnitState::Starting && unit.state != UnitState::Stopping) {
            m_told.insert(unit.name, unit.state);
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
        lookAtReadiness(unit, subject, details);
    }
}

void UnitEvents::lookAtReadiness(const UnitReport& unit, const QString& subject, const QJsonObject& details)
{
    if (unit.state != UnitState::Running) {
        m_notReady.remove(unit.name); // its end or stop was told
    } else if (unit.ready == false && !m_notReady.contains(unit.name)) {
        m_notReady.insert(unit.name);
        m_outbox.add(eventkind::UnitNotReady, Severity::Error,
                     QStringLiteral("%1 runs but is not ready. %2").arg(subject, unit.notReady).trimmed(),
                     details);
    } else if (unit.ready == true && m_notReady.remove(unit.name)) {
        m_outbox.add(eventkind::UnitReady, Severity::Info, QStringLiteral("%1 is ready again.").arg(subject),
                     details);
    }
}

} // namespace rollcall
