#pragma once

#include "model/cluster/timings.h"
#include "model/core/result.h"

#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// Keys of the table setting. Names are only ever added.
namespace settingkey
{

inline constexpr QLatin1String Ttl("election.ttl_ms");
inline constexpr QLatin1String Renew("election.renew_ms");
inline constexpr QLatin1String Poll("election.poll_ms");
inline constexpr QLatin1String Margin("election.margin_ms");
inline constexpr QLatin1String BasePath("Artifacts.BasePath");
inline constexpr QLatin1String BalancerStats("balancer.stats");
inline constexpr QLatin1String BalancerBackend("balancer.backend");

} // namespace settingkey

/// What belongs together: a heading of the Settings page, the word "group" in JSON.
enum class SettingGroup {
    Election,  ///< "election": the lease's four times, which are checked together
    Artifacts, ///< "Artifacts": what the nodes share besides the database
    Balancer,  ///< "balancer": whom the nodes ask for the load balancer's own view
};
QString wordOf(SettingGroup);

/// How a value is written, stored and checked.
enum class SettingKind {
    Milliseconds, ///< "milliseconds": a whole number; a person may also write "500ms", "2s", "1m"
    Folder,       ///< "folder": an absolute path, or nothing
    Address,      ///< "address": where to ask, see BalancerPlace; or nothing
    Name,         ///< "name": one word, or nothing
};
QString wordOf(SettingKind);

/// One line of the catalogue: everything that is known of a setting before it is read.
struct SettingSpec {
    QString key;
    SettingGroup group = SettingGroup::Election;
    SettingKind kind = SettingKind::Milliseconds;
    QString standard; ///< the value in force when no row is stored
    qint64 least = 0; ///< of a number, in its unit
    qint64 most = 0;
    QString title;   ///< "Time to live": a field's label
    QString meaning; ///< one sentence

    /// "ms", or empty: what stands behind the number.
    QString unit() const;
    /// The value as stored, from what a person wrote. Invalid: what is wrong, what may be written, and the
    /// key as where.
    Result<QString> accepted(QStringView text) const;
    /// "2000 ms".
    QString text(const QString& value) const { return unit().isEmpty() ? value : value + u' ' + unit(); }
    bool operator==(const SettingSpec&) const = default;
};

/// Every setting of a cluster, in the order in which it is shown. A new setting is one more line here.
const std::vector<SettingSpec>& settingCatalogue();
/// Invalid: there is none; says the nearest, or where to find all.
Result<SettingSpec> settingSpec(QStringView key);

/// "Let this setting have this value", as a person wrote it.
struct SettingChange {
    QString key;
    QString value;
    bool operator==(const SettingChange&) const = default;
};

/// A setting as it is now.
struct SettingState {
    SettingSpec spec;
    QString value;        ///< in force
    bool stored = false;  ///< a row says so; otherwise value is the standard one
    qint64 changedAt = 0; ///< milliseconds since 1970 by the database's clock; 0: never
    QString changedBy;    ///< or empty
    QString problem;      ///< a sentence when the stored value cannot be used, and the standard one is
    bool operator==(const SettingState&) const = default;
};

/// The four settings that these timings are.
std::vector<SettingChange> changesFor(const LeaseTimings& timings);
/// The time that a key stands for, or nothing: it is not one of the four.
std::optional<Millis LeaseTimings::*> timingOf(QAnyStringView key);
/// After all of the changes, which are accepted values. Refused: they are not safe together; the sentence of
/// LeaseTimings::validated(), and that others can be set in the same step. Changes of other settings are
/// passed over.
Result<LeaseTimings> timingsWith(LeaseTimings now, const std::vector<SettingChange>& changes);

} // namespace rollcall
