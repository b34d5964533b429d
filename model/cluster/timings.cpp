#include "model/cluster/timings.h"

#include "model/core/durationtext.h"

#include <array>
#include <utility>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr Millis shortestTtl{500};
constexpr Millis longestTtl{600'000};

constexpr std::array timingProfiles{std::pair("standard", LeaseTimings::standard()),
                                    std::pair("tolerant", LeaseTimings::tolerant())};

Failure timingsRefused(const QString& what, const QString& remedy)
{
    return failure(ErrorKind::Refused, what, remedy, QStringLiteral("lease timings"));
}

QString msText(Millis length)
{
    return QStringLiteral("%1 ms").arg(length.count());
}

} // namespace

QString LeaseTimings::profileName() const
{
    for (const auto& [name, timings] : timingProfiles)
        if (timings == *this)
            return QString::fromLatin1(name);
    return QStringLiteral("custom");
}

std::optional<LeaseTimings> LeaseTimings::profile(QStringView wanted)
{
    for (const auto& [name, timings] : timingProfiles)
        if (wanted == QLatin1String(name))
            return timings;
    return std::nullopt;
}

QString LeaseTimings::takeoverSentence() const
{
    return takeoverWithin(worstProcessDeath(), worstHostDeath());
}

QString atMost(Millis bound)
{
    // The steps in which durationText() says them.
    const Millis step = bound < 9950ms ? 100ms : 1000ms;
    return QStringLiteral("%1 at most").arg(durationText((bound + step - 1ms) / step * step));
}

QString takeoverWithin(Millis processDeath, Millis hostDeath)
{
    return QStringLiteral("Another node takes over within %1 when the primary's process dies, and within %2 "
                          "when its host does.")
        .arg(atMost(processDeath), atMost(hostDeath));
}

Result<LeaseTimings> LeaseTimings::validated() const
{
    if (ttl < shortestTtl || ttl > longestTtl)
        return timingsRefused(
            QStringLiteral("ttl is %1: %2.")
                .arg(msText(ttl),
                     ttl < shortestTtl
                         ? QStringLiteral("a short delay would already cost the primary its role")
                         : QStringLiteral("nobody would take over for that long")),
            QStringLiteral("Set ttl between %1 and %2: 2000 ms, or 6000 ms for a slow database.")
                .arg(msText(shortestTtl), msText(longestTtl)));

    const auto [leastMargin, mostPoll] = std::pair((ttl + 9ms) / 10, ttl / 2);
    if (margin < leastMargin)
        return timingsRefused(
            QStringLiteral("margin is %1: below a tenth of ttl (%2), a clock that runs 10 % fast could make "
                           "two nodes primary at once.")
                .arg(msText(margin), msText(ttl)),
            QStringLiteral("Set margin to %1 or more.").arg(msText(leastMargin)));
    const Millis mostRenew = tenure() / 3;
    if (mostRenew < 1ms)
        return timingsRefused(
            QStringLiteral("margin is %1: it leaves a primary no time to act within ttl (%2).")
                .arg(msText(margin), msText(ttl)),
            QStringLiteral("Set margin between %1 and %2.").arg(msText(leastMargin), msText(ttl - 3ms)));
    if (renew <= 0ms)
        return timingsRefused(
            QStringLiteral("renew is %1: a primary has to renew its lease.").arg(msText(renew)),
            QStringLiteral("Set renew between 1 ms and %1.").arg(msText(mostRenew)));
    if (renew > mostRenew)
        return timingsRefused(
            QStringLiteral(
                "renew is %1: above a third of ttl − margin (%2), two lost renewals would cost the "
                "primary its role.")
                .arg(msText(renew), msText(tenure())),
            QStringLiteral("Set renew to %1 or less.").arg(msText(mostRenew)));
    if (poll <= 0ms)
        return timingsRefused(
            QStringLiteral("poll is %1: a candidate has to look at the lease.").arg(msText(poll)),
            QStringLiteral("Set poll between 1 ms and %1.").arg(msText(mostPoll)));
    if (poll > mostPoll)
        return timingsRefused(
            QStringLiteral("poll is %1: above half of ttl (%2), a candidate looks too seldom to see two "
                           "renewals within it.")
                .arg(msText(poll), msText(ttl)),
            QStringLiteral("Set poll to %1 or less.").arg(msText(mostPoll)));
    return *this;
}

} // namespace rollcall
