#pragma once

#include "model/cluster/timings.h"
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

inline constexpr QLatin1String ttlKey("election.ttl_ms");
inline constexpr QLatin1String renewKey("election.renew_ms");
inline constexpr QLatin1String pollKey("election.poll_ms");
inline constexpr QLatin1String marginKey("election.margin_ms");

Result<std::optional<Setting>> get(Session& session, const QString& key);
/// Sorted by key.
Result<std::vector<Setting>> list(Session& session);
/// The timings' keys are refused here: use setTimings, which checks them together.
Result<void> set(Session& session, const QString& key, const QString& value, const QString& by);

Result<TimingsReading> timings(Session& session);
/// Refused: they are not safe together. In a transaction of its own.
Result<void> setTimings(Session& session, const LeaseTimings& timings, const QString& by);

/// From the texts of the four rows; nothing: no such row.
TimingsReading timingsFrom(const std::optional<QString>& ttl, const std::optional<QString>& renew,
                           const std::optional<QString>& poll, const std::optional<QString>& margin);

} // namespace SettingRepository

} // namespace rollcall
