#include "model/cluster/timings.h"

namespace rollcall
{

using namespace std::chrono_literals;

Result<LeaseTimings> LeaseTimings::validated() const
{
    const auto refuse = [](const QString& what, const QString& remedy) {
        return failure(ErrorKind::Refused, what, remedy, QStringLiteral("lease timings"));
    };
    if (ttl < 500ms || ttl > 10min)
        return refuse(
            QStringLiteral("ttl is %1 ms; it must be between 500 ms and 10 minutes.").arg(ttl.count()),
            QStringLiteral("Use 2000 ms, or 6000 ms for a slow database."));
    if (renew <= 0ms || poll <= 0ms || margin <= 0ms)
        return refuse(QStringLiteral("renew, poll and margin must be above zero."),
                      QStringLiteral("Use 500, 250 and 300 ms."));
    if (margin * 10 < ttl)
        return refuse(
            QStringLiteral(
                "margin is %1 ms; below a tenth of ttl (%2 ms) a fast clock could overlap two primaries.")
                .arg(margin.count())
                .arg(ttl.count()),
            QStringLiteral("Raise margin to %1 ms or more.").arg((ttl.count() + 9) / 10));
    if (renew * 3 > ttl - margin)
        return refuse(
            QStringLiteral("renew is %1 ms; it may be a third of ttl − margin at most, which is %2 ms.")
                .arg(renew.count())
                .arg(((ttl - margin) / 3).count()),
            QStringLiteral("Lower renew, or raise ttl."));
    if (poll * 2 > ttl)
        return refuse(QStringLiteral("poll is %1 ms; it may be half of ttl at most, which is %2 ms.")
                          .arg(poll.count())
                          .arg((ttl / 2).count()),
                      QStringLiteral("Lower poll, or raise ttl."));
    return *this;
}

} // namespace rollcall
