#include "model/tables/termwords.h"

#include "model/tables/timetext.h"

#include <array>

namespace rollcall
{

namespace
{

QString termStartWords(const Term& term)
{
    if (term.startReason == wordOf(TermStart::First))
        return QStringLiteral("First primary");
    if (term.startReason == wordOf(TermStart::Silence))
        return term.silenceMs > 0 ? QStringLiteral("After %1 of silence").arg(rttText(Millis(term.silenceMs)))
                                  : QStringLiteral("After silence");
    if (term.startReason == wordOf(TermStart::Released))
        return QStringLiteral("The lease was given back");
    if (term.startReason == wordOf(TermStart::Switchover))
        return QStringLiteral("Handed over");
    if (term.startReason == wordOf(TermStart::Repair))
        return QStringLiteral("After a repair of the lease");
    return term.startReason;
}

} // namespace

QString beginningOf(const Term& term)
{
    const QString words = termStartWords(term);
    return term.askedBy.isEmpty() ? words : QStringLiteral("%1, asked by %2").arg(words, term.askedBy);
}

QString endingOf(const Term& term)
{
    static const std::array<std::pair<TermEnd, QString>, 8> endings{
        {{TermEnd::Unknown, QString()},
         {TermEnd::Stopped, QStringLiteral("The node was stopped")},
         {TermEnd::Switchover, QStringLiteral("Handed over")},
         {TermEnd::WorkerDied, QStringLiteral("Its process died")},
         {TermEnd::SelfFenced, QStringLiteral("It could not renew the lease")},
         {TermEnd::Superseded, QStringLiteral("Another node took over")},
         {TermEnd::Intent, QStringLiteral("Another node was wanted")},
         {TermEnd::UnitFailed, QStringLiteral("Its service failed")}}};
    for (const auto& [end, words] : endings)
        if (term.endReason == wordOf(end))
            return words;
    return term.endReason;
}

} // namespace rollcall
