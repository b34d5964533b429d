#include "model/cluster/holdback.h"

#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

QString becauseOf(const HoldBack& held)
{
    switch (held.why) {
    case TermEnd::Switchover:
        return QStringLiteral("it has just handed over");
    case TermEnd::WorkerDied:
        return QStringLiteral("its node service has just died");
    case TermEnd::UnitFailed:
        return QStringLiteral("its service failed %1 after it had become the primary")
            .arg(durationText(held.term));
    case TermEnd::Unknown:
    case TermEnd::Stopped:
    case TermEnd::SelfFenced:
    case TermEnd::Superseded:
    case TermEnd::Intent:
        break;
    }
    return QStringLiteral("its last term ended after %1").arg(durationText(held.term));
}

} // namespace

Millis HoldBack::delay(Millis wait, const LeaseTimings& timings) const
{
    const Millis late = std::max(left - wait, Millis(0));
    // The elector's rule 12: a role that nobody takes for 2·ttl ends the wait, unless waiting is about units
    // that failed; nor does it end that of a node service that is not in the election yet.
    const bool toTheEnd = why == TermEnd::UnitFailed || why == TermEnd::WorkerDied;
    return toTheEnd ? late : std::min(late, 2 * timings.ttl);
}

QString HoldBack::words() const
{
    return QStringLiteral("holds back for %1 more because %2").arg(durationText(left), becauseOf(*this));
}

std::optional<HoldBack> HeldBack::at(Instant now) const
{
    if (until <= now)
        return std::nullopt;
    return HoldBack{std::chrono::ceil<Millis>(until - now), why, term};
}

} // namespace rollcall
