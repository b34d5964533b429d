#include "app/ctl/commands/settingcommands.h"

#include "app/ctl/tables.h"
#include "model/cluster/eventkinds.h"
#include "model/cluster/statusjson.h"

#include <QJsonArray>

#include <algorithm>
#include <iterator>

namespace rollcall::ctl
{

void SettingsListCommand::opened()
{
    session().actions().settings().then(this, [this](const Result<std::vector<SettingState>>& states) {
        if (!states)
            return fail(states.error());
        if (out().isJson()) {
            QJsonArray array;
            for (const SettingState& state : *states)
                array.append(settingJson(state));
            out().json(array);
        } else {
            showSettings(out(), *states);
            const LeaseTimings& timings = view().facts.timings;
            out().line();
            out().line(QStringLiteral("The election's profile is %1. %2")
                           .arg(timings.profileName(), timings.takeoverSentence()));
        }
        finish(ExitCode::Done);
    });
}

void SettingsGetCommand::opened()
{
    const Result<SettingSpec> spec = settingSpec(call().argument(0));
    if (!spec)
        return fail(spec.error());
    session().actions().settings().then(
        this, [this, key = spec->key](const Result<std::vector<SettingState>>& states) {
            if (!states)
                return fail(states.error());
            const auto state = std::find_if(states->begin(), states->end(), [&key](const SettingState& each) {
                return each.spec.key == key;
            });
            if (call().has(QStringLiteral("history")))
                return readHistory(*state);
            show(*state, {});
        });
}

void SettingsGetCommand::readHistory(const SettingState& state)
{
    EventQuery query;
    query.kind = QString(eventkind::SettingChanged);
    query.limit = 1000;
    session().events(query).then(this, [this, state](const Result<std::vector<Event>>& events) {
        if (!events)
            return fail(events.error());
        std::vector<Event> own;
        std::copy_if(events->rbegin(), events->rend(), std::back_inserter(own), [&state](const Event& event) {
            return event.details.value(u"key").toString() == state.spec.key;
        });
        show(state, own);
    });
}

void SettingsGetCommand::show(const SettingState& state, const std::vector<Event>& history)
{
    if (!state.problem.isEmpty())
        out().note(QStringLiteral("rollcallctl: ") + state.problem);
    if (out().isJson()) {
        QJsonObject object = settingJson(state);
        if (call().has(QStringLiteral("history"))) {
            QJsonArray array;
            for (const Event& event : history)
                array.append(eventJson(event));
            object.insert(QStringLiteral("history"), array);
        }
        out().json(object);
    } else {
        out().line(state.value);
        for (const Event& event : history)
            showEvent(out(), event);
    }
    finish(ExitCode::Done);
}

Result<FutureResult<Done>> SettingsSetCommand::act()
{
    const QStringList& words = call().arguments;
    if (call().has(QStringLiteral("profile"))) {
        const QString name = call().value(QStringLiteral("profile"));
        const std::optional<LeaseTimings> timings = LeaseTimings::profile(name);
        if (!timings)
            return failure(ErrorKind::Invalid, QStringLiteral("There is no profile \"%1\".").arg(name),
                           QStringLiteral("There are standard and tolerant."));
        if (!words.isEmpty())
            return failure(ErrorKind::Invalid,
                           QStringLiteral("A profile sets all four times of the election."),
                           QStringLiteral("Give either --profile, or keys and values."));
        return session().actions().setTimings(*timings);
    }
    if (words.isEmpty() || words.size() % 2 != 0)
        return failure(ErrorKind::Invalid,
                       words.isEmpty() ? QStringLiteral("No setting was given.")
                                       : QStringLiteral("%1 has no value.").arg(words.last()),
                       QStringLiteral("Give a value after each key: settings set election.ttl_ms 2000"));
    std::vector<SettingChange> changes;
    for (qsizetype i = 0; i < words.size(); i += 2)
        changes.push_back({words[i], words[i + 1]});
    return session().actions().setSettings(changes);
}

} // namespace rollcall::ctl
