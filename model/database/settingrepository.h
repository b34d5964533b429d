#pragma once

#include "model/cluster/settings.h"
#include "model/core/result.h"

#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

class Session;

struct Setting {
    QString key;
    QString value;
    qint64 changedAt = 0; ///< milliseconds since 1970 by the database's clock
    QString changedBy;
    bool operator==(const Setting&) const = default;
};

/// The timings in force. Rows that are missing count as standard; rows that are not numbers, or that together
/// are not safe, make all four standard, with a problem to show.
struct TimingsReading {
    LeaseTimings timings;
    QString problem; ///< a sentence, or empty
};

namespace SettingRepository
{

Result<std::optional<Setting>> get(Session& session, const QString& key);
/// Sorted by key.
Result<std::vector<Setting>> list(Session& session);
/// What change() wrote of one setting.
struct Written {
    SettingSpec spec;
    QString before; ///< the value in force
    QString after;
};
/// Writes what differs from the values in force, all or nothing, in a transaction of its own; the value is
/// what was written. Invalid: no such setting, a value that is none, or a setting named twice; Refused: the
/// four timings would not be safe together.
Result<std::vector<Written>> change(Session& session, const std::vector<SettingChange>& changes,
                                    const QString& by);
/// Every setting of the catalogue as it is now; rows with unknown keys are passed over.
Result<std::vector<SettingState>> states(Session& session);

Result<TimingsReading> timings(Session& session);
/// change() of the four timings.
Result<void> setTimings(Session& session, const LeaseTimings& timings, const QString& by);

/// From the texts of the four rows; nothing: no such row.
TimingsReading timingsFrom(const std::optional<QString>& ttl, const std::optional<QString>& renew,
                           const std::optional<QString>& poll, const std::optional<QString>& margin);

} // namespace SettingRepository

} // namespace rollcall
