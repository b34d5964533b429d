#include "model/node/memberevents.h"

#include "model/cluster/eventkinds.h"

#include <utility>

namespace rollcall
{

namespace
{

QString reasonOf(TermEnd why)
{
    switch (why) {
    case TermEnd::Stopped:
        return QStringLiteral("its node service stops");
    case TermEnd::Switchover:
        return QStringLiteral("an administrator asked for a switchover");
    case TermEnd::WorkerDied:
        return QStringLiteral("its node service died");
    case TermEnd::SelfFenced:
        return QStringLiteral("it could not renew its lease in time");
    case TermEnd::Superseded:
        return QStringLiteral("another node has taken over");
    case TermEnd::Intent:
        return QStringLiteral("the administrator's settings want another primary");
    case TermEnd::UnitFailed:
        return QStringLiteral("a service unit does not run or is not ready");
    case TermEnd::Unknown:
        break;
    }
    return QStringLiteral("the term ended");
}

} // namespace

MemberEvents::MemberEvents(EventOutbox& outbox, QString node)
    : m_outbox(outbox)
    , m_node(std::move(node))
{
}

void MemberEvents::fenced(Epoch epoch, TermEnd why)
{
    m_outbox.add(eventkind::PrimaryFenced, Severity::Error,
                 QStringLiteral("%1 lost the primary's role of epoch %2 and killed its service units: %3.")
                     .arg(m_node)
                     .arg(epoch)
                     .arg(reasonOf(why)),
                 {{QStringLiteral("epoch"), epoch}, {QStringLiteral("reason"), wordOf(why)}});
}

void MemberEvents::fitness(const std::optional<QString>& unfit)
{
    if (std::exchange(m_unfitTold, unfit.has_value()) == unfit.has_value())
        return;
    if (unfit)
        m_outbox.add(eventkind::NodeUnfit, Severity::Error,
                     QStringLiteral("%1 could not take over. %2").arg(m_node, *unfit));
    else
        m_outbox.add(eventkind::NodeFit, Severity::Info,
                     QStringLiteral("%1 could take over again.").arg(m_node));
}

void MemberEvents::license(const QString& overLimit, int nodes)
{
    if (overLimit.isEmpty())
        m_outbox.add(eventkind::NodeWithinLimit, Severity::Info,
                     QStringLiteral("%1 is within the license's number of nodes again.").arg(m_node));
    else
        m_outbox.add(eventkind::NodeOverLimit, Severity::Warning,
                     QStringLiteral("%1 serves nothing: %2").arg(m_node, overLimit),
                     {{QStringLiteral("nodes"), nodes}});
}

void MemberEvents::keyReceived(const QString& fingerprint)
{
    m_outbox.add(eventkind::KeyRotationReceived, Severity::Info,
                 QStringLiteral("%1 has the new encryption key, %2.").arg(m_node, fingerprint),
                 {{QStringLiteral("key"), fingerprint}});
}

void MemberEvents::keyFileRefused(const QString& sentence)
{
    m_outbox.add(eventkind::KeyFileRefused, Severity::Error, QStringLiteral("%1: %2").arg(m_node, sentence));
}

void MemberEvents::alarm(const QString& kind, Severity severity, const QString& sentence)
{
    m_outbox.add(QLatin1String(kind.toLatin1()), severity, sentence);
}

void MemberEvents::stopped()
{
    m_outbox.add(eventkind::NodeStopped, Severity::Info, QStringLiteral("%1 stopped.").arg(m_node));
}

} // namespace rollcall
