#include "model/database/settingrepository.h"

#include "model/database/session.h"
#include "model/database/transaction.h"

#include <array>

namespace rollcall::SettingRepository
{

namespace
{

Setting settingFrom(const Row& row)
{
    return {row.text(u"key"), row.text(u"value"), row.number(u"changed_at"), row.text(u"changed_by")};
}

std::optional<QString> textOf(const Row& row, QStringView column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.text(column));
}

Result<void> write(Session& session, const QString& key, const QString& value, const QString& by)
{
    const Result<int> done = session.execute(u"setting_set", {{u"key", key}, {u"value", value}, {u"by", by}});
    if (!done)
        return Failure(done.error());
    return {};
}

} // namespace

Result<std::optional<Setting>> get(Session& session, const QString& key)
{
    const Result<std::optional<Row>> row = session.queryOne(u"setting_get", {{u"key", key}});
    if (!row)
        return Failure(row.error());
    return *row ? std::optional(settingFrom(**row)) : std::nullopt;
}

Result<std::vector<Setting>> list(Session& session)
{
    const Result<std::vector<Row>> rows = session.query(u"setting_list");
    if (!rows)
        return Failure(rows.error());
    std::vector<Setting> settings;
    for (const Row& row : *rows)
        settings.push_back(settingFrom(row));
    return settings;
}

Result<void> set(Session& session, const QString& key, const QString& value, const QString& by)
{
    if (key.isEmpty() || key.size() > 200)
        return failure(ErrorKind::Invalid, QStringLiteral("A setting's name has 1 to 200 characters."));
    for (const QLatin1String each : {ttlKey, renewKey, pollKey, marginKey})
        if (key == each)
            return failure(ErrorKind::Refused,
                           QStringLiteral("The election's four times are only safe together."),
                           QStringLiteral("Set them together."), key);
    return write(session, key, value, by);
}

TimingsReading timingsFrom(const std::optional<QString>& ttl, const std::optional<QString>& renew,
                           const std::optional<QString>& poll, const std::optional<QString>& margin)
{
    struct Item {
        QLatin1String key;
        const std::optional<QString>& text;
        Millis LeaseTimings::*member;
    };
    const std::array items{Item{ttlKey, ttl, &LeaseTimings::ttl}, Item{renewKey, renew, &LeaseTimings::renew},
                           Item{pollKey, poll, &LeaseTimings::poll},
                           Item{marginKey, margin, &LeaseTimings::margin}};
    LeaseTimings read = LeaseTimings::standard();
    for (const Item& item : items) {
        if (!item.text)
            continue;
        bool ok = false;
        const int number = item.text->trimmed().toInt(&ok);
        if (!ok)
            return {LeaseTimings::standard(),
                    QStringLiteral("The setting %1 is \"%2\", which is not a number of milliseconds; the "
                                   "standard timings are used.")
                        .arg(item.key, item.text->left(40))};
        read.*item.member = Millis(number);
    }
    const Result<LeaseTimings> checked = read.validated();
    if (!checked)
        return {LeaseTimings::standard(),
                QStringLiteral("The election's timings are not safe, the standard ones are used: %1")
                    .arg(checked.error().what)};
    return {*checked, {}};
}

Result<TimingsReading> timings(Session& session)
{
    const Result<std::optional<Row>> row = session.queryOne(u"timings_read");
    if (!row)
        return Failure(row.error());
    if (!*row)
        return TimingsReading{};
    return timingsFrom(textOf(**row, u"ttl"), textOf(**row, u"renew"), textOf(**row, u"poll"),
                       textOf(**row, u"margin"));
}

Result<void> setTimings(Session& session, const LeaseTimings& timings, const QString& by)
{
    const Result<LeaseTimings> checked = timings.validated();
    if (!checked)
        return Failure(checked.error());
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    for (const auto& [key, value] :
         {std::pair(ttlKey, timings.ttl), std::pair(renewKey, timings.renew),
          std::pair(pollKey, timings.poll), std::pair(marginKey, timings.margin)}) {
        const Result<void> done = write(session, key, QString::number(value.count()), by);
        if (!done)
            return done;
    }
    return transaction->commit();
}

} // namespace rollcall::SettingRepository
