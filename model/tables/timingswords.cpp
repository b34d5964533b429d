#include "model/tables/timingswords.h"

#include "model/core/durationtext.h"

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr QChar thinNoBreak(0x202F);

/// "4", "0.5", "12": times a second
QString rateText(double perSecond)
{
    return perSecond >= 10 ? QString::number(std::lround(perSecond))
                           : QString::number(std::round(perSecond * 10) / 10);
}

} // namespace

QString exactSeconds(Millis length)
{
    using namespace std::chrono_literals;
    if (length >= 1min)
        return durationText(length);
    QString number = QString::number(double(length.count()) / 1000.0, 'f', 3);
    while (number.endsWith(u'0'))
        number.chop(1);
    if (number.endsWith(u'.'))
        number.chop(1);
    return number + thinNoBreak + u's';
}

QStringList consequencesOf(const LeaseTimings& timings, int nodes)
{
    const Millis borne = timings.tenure() - timings.renew;
    QStringList lines{
        timings.takeoverSentence(),
        QStringLiteral("A primary that cannot reach the database stops its service after %1 at most.")
            .arg(durationText(timings.tenure())),
        QStringLiteral("The database may pause for %1 without a takeover.").arg(durationText(borne))};
    const double reads = 1000.0 / double(std::max<qint64>(1, timings.poll.count()));
    const double writes = 1000.0 / double(std::max<qint64>(1, timings.renew.count()));
    lines << (nodes > 1 ? QStringLiteral("The database answers about %1 reads and %2 writes a second for it.")
                              .arg(rateText(reads * (nodes - 1)), rateText(writes))
                        : QStringLiteral("Each node reads the lease %1 times a second; the primary writes it "
                                         "%2 times.")
                              .arg(rateText(reads), rateText(writes)));
    return lines;
}

} // namespace rollcall
