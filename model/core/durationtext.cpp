#include "model/core/durationtext.h"

#include <QRegularExpression>

namespace rollcall
{

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace
{

constexpr QChar thinSpace(0x202F);
constexpr QChar minus(0x2212);

QString amount(qint64 number, QStringView unit)
{
    return QString::number(number) + thinSpace + unit.toString();
}

QString pair(qint64 large, QStringView largeUnit, qint64 small, QStringView smallUnit)
{
    return small == 0 ? amount(large, largeUnit) : amount(large, largeUnit) + u' ' + amount(small, smallUnit);
}

} // namespace

QString durationText(milliseconds length)
{
    const qint64 ms = std::max<qint64>(0, length.count());
    // 9 950 ms would round to "10.0 s": it belongs to the next form.
    if (ms < 9950)
        return QString::number(static_cast<double>(ms) / 1000.0, 'f', 1) + thinSpace + u's';
    const qint64 seconds = (ms + 500) / 1000;
    if (seconds < 90)
        return amount(seconds, u"s");
    if (seconds < 3600)
        return pair(seconds / 60, u"min", seconds % 60, u"s");
    if (seconds < 86400)
        return pair(seconds / 3600, u"h", seconds % 3600 / 60, u"min");
    return pair(seconds / 86400, u"d", seconds % 86400 / 3600, u"h");
}

QString skewText(milliseconds skew)
{
    if (skew == 0ms)
        return amount(0, u"ms");
    const QChar sign = skew < 0ms ? minus : QChar(u'+');
    const milliseconds size = std::chrono::abs(skew);
    return sign + (size < 10s ? amount(size.count(), u"ms") : durationText(size));
}

Result<milliseconds> parseDuration(QStringView text)
{
    static const QRegularExpression form(
        QStringLiteral("^(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9})s?)?$"));
    static const QRegularExpression shortForm(QStringLiteral("^(\\d{1,9})ms$"));
    if (const auto match = shortForm.match(text.trimmed().toString()); match.hasMatch())
        return milliseconds(match.captured(1).toLongLong());
    const QRegularExpressionMatch match = form.match(text.trimmed().toString());
    const auto part = [&](int group, qint64 unitSeconds) {
        return match.captured(group).toLongLong() * unitSeconds;
    };
    const qint64 seconds = part(1, 86400) + part(2, 3600) + part(3, 60) + part(4, 1);
    if (!match.hasMatch() || text.trimmed().isEmpty() || seconds > 365LL * 86400)
        return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not a duration.").arg(text),
                       QStringLiteral("Write it like 500ms, 90s, 15m, 2h, 1h30m or 1d; 365 days at most."));
    return milliseconds(seconds * 1000);
}

} // namespace rollcall
