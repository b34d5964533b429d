#include "model/tables/takeoverphases.h"

#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

namespace rollcall
{

namespace
{

std::optional<Millis> phaseMillis(const std::optional<qint64>& count)
{
    return count ? std::optional(Millis(*count)) : std::nullopt;
}

} // namespace

TakeoverPhases TakeoverPhases::of(const Term& term)
{
    TakeoverPhases phases;
    if (term.silenceMs > 0)
        phases.silence = Millis(term.silenceMs);
    phases.claim = phaseMillis(term.claimMs);
    phases.work = phaseMillis(term.workMs);
    return phases;
}

TakeoverPhases TakeoverPhases::of(const DrillReport& report)
{
    TakeoverPhases phases{report.silence, report.claim, report.work};
    if (phases.silence && phases.silence->count() == 0)
        phases.silence.reset();
    return phases;
}

Millis TakeoverPhases::total() const
{
    return silence.value_or(Millis(0)) + claim.value_or(Millis(0)) + work.value_or(Millis(0));
}

QString TakeoverPhases::totalText() const
{
    return isEmpty() ? emDash : rttText(total());
}

QString TakeoverPhases::words() const
{
    QStringList parts;
    if (silence)
        parts << QStringLiteral("silence %1").arg(rttText(*silence));
    if (claim)
        parts << QStringLiteral("claim %1").arg(rttText(*claim));
    if (work)
        parts << QStringLiteral("work %1").arg(rttText(*work));
    return parts.join(QStringLiteral(", "));
}

} // namespace rollcall
