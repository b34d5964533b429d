#include "model/cluster/settings.h"

#include "model/cluster/balancerplace.h"
#include "model/core/durationtext.h"
#include "model/core/similarword.h"

#include <QDir>

#include <algorithm>
#include <array>

namespace rollcall
{

namespace
{

struct TimingKey {
    QLatin1String key;
    Millis LeaseTimings::*member;
};
constexpr std::array timingKeys{
    TimingKey{settingkey::Ttl, &LeaseTimings::ttl}, TimingKey{settingkey::Renew, &LeaseTimings::renew},
    TimingKey{settingkey::Poll, &LeaseTimings::poll}, TimingKey{settingkey::Margin, &LeaseTimings::margin}};

SettingSpec timing(QLatin1String key, qint64 least, qint64 most, const QString& title, const QString& meaning)
{
    const LeaseTimings standard = LeaseTimings::standard();
    return {key,
            SettingGroup::Election,
            SettingKind::Milliseconds,
            QString::number((standard.*timingOf(key).value()).count()),
            least,
            most,
            title,
            meaning};
}

/// A drive letter or a URL belongs to a person's session: a service does not have it.
Result<QString> acceptedFolder(QStringView written, const QString& key)
{
    constexpr qsizetype longest = 400; // what a heartbeat carries
    if (written.isEmpty())
        return QString();
    const bool control = std::any_of(written.begin(), written.end(),
                                     [](QChar each) { return each.category() == QChar::Other_Control; });
    if (written.size() > 1 && written[1] == u':')
        return failure(ErrorKind::Invalid,
                       QStringLiteral("\"%1\" is a mapped drive, which a service does not see.").arg(written),
                       QStringLiteral("Give the folder's absolute path as the nodes see it: /srv/shared."),
                       key);
    if (!written.startsWith(u'/') || control || written.size() > longest)
        return failure(
            ErrorKind::Invalid, QStringLiteral("\"%1\" is not an absolute path.").arg(written.left(longest)),
            QStringLiteral("Give the folder's absolute path as the nodes see it: /srv/shared."), key);
    return QDir::cleanPath(written.toString());
}

Result<QString> acceptedName(QStringView written, const QString& key)
{
    constexpr qsizetype longest = 100;
    const bool plain = std::all_of(written.begin(), written.end(), [](QChar each) {
        return each.isPrint() && !each.isSpace() && each != u',';
    });
    if (!plain || written.size() > longest)
        return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not a name.").arg(written.left(longest)),
                       QStringLiteral("Give one word, such as nodes; or nothing."), key);
    return written.toString();
}

} // namespace

QString wordOf(SettingGroup group)
{
    switch (group) {
    case SettingGroup::Election:
        return QStringLiteral("election");
    case SettingGroup::Artifacts:
        return QStringLiteral("Artifacts");
    case SettingGroup::Balancer:
        return QStringLiteral("balancer");
    }
    Q_UNREACHABLE();
}

QString wordOf(SettingKind kind)
{
    switch (kind) {
    case SettingKind::Milliseconds:
        return QStringLiteral("milliseconds");
    case SettingKind::Folder:
        return QStringLiteral("folder");
    case SettingKind::Address:
        return QStringLiteral("address");
    case SettingKind::Name:
        return QStringLiteral("name");
    }
    Q_UNREACHABLE();
}

QString SettingSpec::unit() const
{
    return kind == SettingKind::Milliseconds ? QStringLiteral("ms") : QString();
}

Result<QString> SettingSpec::accepted(QStringView text) const
{
    const QStringView written = text.trimmed();
    if (kind == SettingKind::Folder)
        return acceptedFolder(written, key);
    if (kind == SettingKind::Address)
        return BalancerPlace::parse(written, key).map([](const BalancerPlace& place) {
            return place.text();
        });
    if (kind == SettingKind::Name)
        return acceptedName(written, key);
    bool plain = false;
    qint64 number = written.toLongLong(&plain);
    if (!plain) {
        const Result<Millis> length = parseDuration(written);
        if (!length)
            return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not a length of time.").arg(written),
                           QStringLiteral("Write a whole number of milliseconds, or 500ms, 2s, 1m."), key);
        number = length->count();
    }
    if (number < least || number > most)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("%1 is out of range.").arg(this->text(QString::number(number))),
                       QStringLiteral("Give %1 to %2.").arg(least).arg(this->text(QString::number(most))),
                       key);
    return QString::number(number);
}

const std::vector<SettingSpec>& settingCatalogue()
{
    constexpr qint64 minutes = 60'000;
    static const std::vector<SettingSpec> catalogue{
        timing(settingkey::Ttl, 500, 10 * minutes, QStringLiteral("Time to live"),
               QStringLiteral("How long the lease must be silent before another node takes over.")),
        timing(settingkey::Renew, 1, 4 * minutes, QStringLiteral("Renewal"),
               QStringLiteral("How often the primary renews its lease; a third of ttl − margin at most.")),
        timing(settingkey::Poll, 1, 5 * minutes, QStringLiteral("Poll"),
               QStringLiteral("How often the other nodes look at the lease; half of ttl at most.")),
        timing(settingkey::Margin, 1, 10 * minutes, QStringLiteral("Margin"),
               QStringLiteral("How long before the end of ttl the primary stops acting by itself; a tenth of "
                              "ttl at least.")),
        {settingkey::BasePath, SettingGroup::Artifacts, SettingKind::Folder, QString(), 0, 0,
         QStringLiteral("Shared storage"),
         QStringLiteral(
             "The folder that all nodes share; empty: none. A node's [storage] path goes before it.")},
        {settingkey::BalancerStats, SettingGroup::Balancer, SettingKind::Address, QString(), 0, 0,
         QStringLiteral("Load balancer's statistics"),
         QStringLiteral(
             "Where HAProxy says what it sees of the nodes: http://HOST:PORT/PATH or "
             "unix:/path/to/socket; empty: nobody asks. nginx has no such view: Rollcall uses its own.")},
        {settingkey::BalancerBackend, SettingGroup::Balancer, SettingKind::Name, QString(), 0, 0,
         QStringLiteral("Load balancer's backend"),
         QStringLiteral("The backend whose servers are the nodes; empty: the one that has most of them.")},
    };
    return catalogue;
}

Result<SettingSpec> settingSpec(QStringView key)
{
    const auto& all = settingCatalogue();
    const auto found =
        std::find_if(all.begin(), all.end(), [key](const SettingSpec& each) { return each.key == key; });
    if (found != all.end())
        return *found;
    QStringList keys;
    for (const SettingSpec& each : all)
        keys.append(each.key);
    const QString meant = similarWord(key.toString(), keys);
    return failure(ErrorKind::Invalid, QStringLiteral("There is no setting \"%1\".").arg(key),
                   meant.isEmpty() ? QStringLiteral("See: rollcallctl settings list")
                                   : QStringLiteral("Did you mean \"%1\"?").arg(meant));
}

std::vector<SettingChange> changesFor(const LeaseTimings& timings)
{
    std::vector<SettingChange> changes;
    for (const TimingKey& each : timingKeys)
        changes.push_back({each.key, QString::number((timings.*each.member).count())});
    return changes;
}

std::optional<Millis LeaseTimings::*> timingOf(QAnyStringView key)
{
    for (const TimingKey& each : timingKeys)
        if (each.key == key)
            return each.member;
    return std::nullopt;
}

Result<LeaseTimings> timingsWith(LeaseTimings now, const std::vector<SettingChange>& changes)
{
    for (const SettingChange& change : changes)
        if (const auto member = timingOf(change.key))
            now.** member = Millis(change.value.toLongLong());
    Result<LeaseTimings> checked = now.validated();
    if (!checked)
        checked.error().remedy += QStringLiteral(" The four times can be set in one step.");
    return checked;
}

} // namespace rollcall
