#include "model/database/settingrepository.h"

#include "model/database/session.h"
#include "model/database/transaction.h"

#include <algorithm>
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

Result<std::vector<SettingState>> states(Session& session)
{
    const Result<std::vector<Setting>> rows = list(session);
    if (!rows)
        return Failure(rows.error());
    const Result<TimingsReading> read = timings(session);
    if (!read)
        return Failure(read.error());
    std::vector<SettingState> states;
    for (const SettingSpec& spec : settingCatalogue()) {
        SettingState state;
        state.spec = spec;
        state.value = spec.standard;
        const auto row = std::find_if(rows->begin(), rows->end(),
                                      [&spec](const Setting& each) { return each.key == spec.key; });
        if (row != rows->end()) {
            state.stored = true;
            state.changedAt = row->changedAt;
            state.changedBy = row->changedBy;
            if (const Result<QString> value = spec.accepted(row->value))
                state.value = *value;
        }
        if (const auto member = timingOf(spec.key)) {
            state.value = QString::number((read->timings.**member).count());
            state.problem = read->problem;
        }
        states.push_back(std::move(state));
    }
    return states;
}

Result<std::vector<Written>> change(Session& session, const std::vector<SettingChange>& changes,
                                    const QString& by)
{
    std::vector<SettingChange> accepted;
    for (const SettingChange& each : changes) {
        const Result<SettingSpec> spec = settingSpec(each.key);
        if (!spec)
            return Failure(spec.error());
        const Result<QString> value = spec->accepted(each.value);
        if (!value)
            return Failure(value.error());
        if (std::any_of(accepted.begin(), accepted.end(),
                        [&each](const SettingChange& other) { return other.key == each.key; }))
            return failure(ErrorKind::Invalid, QStringLiteral("It is given twice."),
                           QStringLiteral("Give each setting once."), each.key);
        accepted.push_back({each.key, *value});
    }
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    // Two persons who change one time each, at the same moment, take turns: each sees all four.
    if (const Result<std::optional<Row>> locked = session.queryOne(u"cluster_lock"); !locked)
        return Failure(locked.error());
    const Result<std::vector<SettingState>> now = states(session);
    if (!now)
        return Failure(now.error());
    const Result<TimingsReading> read = timings(session);
    if (!read)
        return Failure(read.error());
    const Result<LeaseTimings> safe = timingsWith(read->timings, accepted);
    if (!safe)
        return Failure(safe.error());
    // Rows that cannot be used would go on spoiling the others: then all four are written.
    const bool anyTime = std::any_of(accepted.begin(), accepted.end(), [](const SettingChange& each) {
        return timingOf(each.key).has_value();
    });
    if (anyTime && !read->problem.isEmpty()) {
        accepted.erase(
            std::remove_if(accepted.begin(), accepted.end(),
                           [](const SettingChange& each) { return timingOf(each.key).has_value(); }),
            accepted.end());
        for (const SettingChange& each : changesFor(*safe))
            accepted.push_back(each);
    }
    std::vector<Written> done;
    for (const SettingChange& each : accepted) {
        const auto state = std::find_if(now->begin(), now->end(), [&each](const SettingState& other) {
            return other.spec.key == each.key;
        });
        if (state->value == each.value && state->problem.isEmpty())
            continue;
        if (const Result<void> stored = write(session, each.key, each.value, by); !stored)
            return Failure(stored.error());
        done.push_back({state->spec, state->value, each.value});
    }
    if (const Result<void> committed = transaction->commit(); !committed)
        return Failure(committed.error());
    return done;
}

TimingsReading timingsFrom(const std::optional<QString>& ttl, const std::optional<QString>& renew,
                           const std::optional<QString>& poll, const std::optional<QString>& margin)
{
    struct Item {
        QLatin1String key;
        const std::optional<QString>& text;
        Millis LeaseTimings::*member;
    };
    const std::array items{Item{settingkey::Ttl, ttl, &LeaseTimings::ttl},
                           Item{settingkey::Renew, renew, &LeaseTimings::renew},
                           Item{settingkey::Poll, poll, &LeaseTimings::poll},
                           Item{settingkey::Margin, margin, &LeaseTimings::margin}};
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
    return change(session, changesFor(timings), by).map([](const std::vector<Written>&) {});
}

} // namespace rollcall::SettingRepository
