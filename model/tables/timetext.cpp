#include "model/tables/timetext.h"

#include "model/core/durationtext.h"

#include <QDateTime>
#include <QLocale>

namespace rollcall
{

namespace
{

constexpr QChar thinSpace(0x202F);

QDateTime local(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at);
}

} // namespace

QString clockText(qint64 at)
{
    return local(at).toString(QStringLiteral("HH:mm"));
}

QString clockSecondsText(qint64 at)
{
    return local(at).toString(QStringLiteral("HH:mm:ss"));
}

QString dayText(qint64 at, qint64 now)
{
    const QDate day = local(at).date();
    const QDate today = local(now).date();
    if (day == today)
        return QStringLiteral("Today");
    if (day == today.addDays(-1))
        return QStringLiteral("Yesterday");
    const QString form =
        day.year() == today.year() ? QStringLiteral("d MMMM") : QStringLiteral("d MMMM yyyy");
    return QLocale::c().toString(day, form);
}

QString momentText(qint64 at, qint64 now)
{
    if (local(at).date() == local(now).date())
        return clockText(at);
    return QStringLiteral("%1, %2").arg(dayText(at, now), clockText(at));
}

QString dateTimeText(qint64 at)
{
    return local(at).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString rttText(std::chrono::microseconds rtt)
{
    const double ms = static_cast<double>(std::max<qint64>(0, rtt.count())) / 1000.0;
    if (ms >= 1000)
        return durationText(std::chrono::duration_cast<Millis>(rtt));
    return QString::number(ms, 'f', ms < 9.95 ? 1 : 0) + thinSpace + QStringLiteral("ms");
}

QString percentText(double fraction)
{
    return QString::number(qRound(std::clamp(fraction, 0.0, 99.99) * 100)) + thinSpace + u'%';
}

QString roughAgeText(Millis age)
{
    const qint64 seconds = std::max<qint64>(0, age.count() / 1000);
    const auto amount = [](qint64 number, QStringView unit) {
        return QString::number(number) + thinSpace + unit.toString();
    };
    if (seconds < 90)
        return amount(seconds, u"s");
    if (seconds < 90 * 60)
        return amount(seconds / 60, u"min");
    if (seconds < 36 * 3600)
        return amount(seconds / 3600, u"h");
    return amount(seconds / 86400, u"d");
}

QString unbroken(const QString& name)
{
    QString text = name;
    return text.replace(u'-', QStringLiteral("-\u2060"));
}

} // namespace rollcall
