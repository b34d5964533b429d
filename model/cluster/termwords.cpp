#include "model/cluster/termwords.h"

#include "model/core/durationtext.h"

namespace rollcall
{

QString beganWords(const Term& term)
{
    const QString& reason = term.startReason;
    if (reason == wordOf(TermStart::First))
        return QStringLiteral("first primary");
    if (reason == wordOf(TermStart::Silence))
        return QStringLiteral("silence of the lease");
    if (reason == wordOf(TermStart::Released))
        return QStringLiteral("released by its holder");
    if (reason == wordOf(TermStart::Repair))
        return QStringLiteral("repaired lease");
    if (reason == wordOf(TermStart::Switchover))
        return term.askedBy.isEmpty() ? QStringLiteral("switchover")
                                      : QStringLiteral("switchover, asked by %1").arg(term.askedBy);
    return reason;
}

QString endedWords(const Term& term)
{
    const QString& reason = term.endReason;
    if (reason == wordOf(TermEnd::Unknown))
        return QStringLiteral("not known");
    if (reason == wordOf(TermEnd::Stopped))
        return QStringLiteral("node service stopped");
    if (reason == wordOf(TermEnd::WorkerDied))
        return QStringLiteral("worker died");
    if (reason == wordOf(TermEnd::SelfFenced))
        return QStringLiteral("fenced itself");
    if (reason == wordOf(TermEnd::Superseded))
        return QStringLiteral("fell silent");
    if (reason == wordOf(TermEnd::Intent))
        return QStringLiteral("no longer wanted");
    if (reason == wordOf(TermEnd::UnitFailed))
        return QStringLiteral("unit failed");
    return reason;
}

QString phaseText(Millis length)
{
    using namespace std::chrono_literals;
    return length < 1s ? QStringLiteral("%1\u202fms").arg(std::max<qint64>(0, length.count()))
                       : durationText(length);
}

} // namespace rollcall
