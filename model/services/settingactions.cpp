#include "model/services/settingactions.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/phrases.h"
#include "model/core/durationtext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

using Written = std::vector<SettingRepository::Written>;

/// An empty value would leave a hole in the sentence.
QString shownValue(const SettingSpec& spec, const QString& value)
{
    return value.isEmpty() ? QStringLiteral("nothing") : spec.text(value);
}

/// What the protocol asks of people when the lease gets a shorter ttl; or nothing.
QString warningOf(const Written& written)
{
    const auto ttl = std::find_if(written.begin(), written.end(), [](const SettingRepository::Written& each) {
        return each.spec.key == settingkey::Ttl;
    });
    if (ttl == written.end() || ttl->after.toLongLong() >= ttl->before.toLongLong())
        return {};
    return QStringLiteral(" Start no node within the next %1: one that starts now has never seen the longer "
                          "time to live.")
        .arg(durationText(Millis(ttl->before.toLongLong())));
}

Done doneWith(const Written& written)
{
    if (written.empty())
        return {QStringLiteral("Nothing changed: it has this value already."), {}};
    QStringList values;
    QString undo = QStringLiteral("settings set");
    for (const SettingRepository::Written& each : written) {
        values.append(QStringLiteral("%1 is %2").arg(each.spec.key, shownValue(each.spec, each.after)));
        undo += QStringLiteral(" %1 %2").arg(each.spec.key,
                                             each.before.isEmpty() ? QStringLiteral("\"\"") : each.before);
    }
    return {joined(values) + u'.' + warningOf(written), undo};
}

} // namespace

Event settingChangedEvent(Event event, const SettingRepository::Written& change)
{
    event.kind = eventkind::SettingChanged;
    event.sentence = QStringLiteral("The setting %1 was changed from %2 to %3.")
                         .arg(change.spec.key, shownValue(change.spec, change.before),
                              shownValue(change.spec, change.after));
    event.details = {{QStringLiteral("key"), change.spec.key},
                     {QStringLiteral("from"), change.before},
                     {QStringLiteral("to"), change.after}};
    return event;
}

SettingActions::SettingActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<std::vector<SettingState>> SettingActions::read()
{
    return m_tools.database([](Session& session) { return SettingRepository::states(session); });
}

FutureResult<Done> SettingActions::set(const std::vector<SettingChange>& changes)
{
    if (changes.empty())
        return readyResult<Done>(failure(ErrorKind::Invalid, QStringLiteral("No setting was given.")));
    const auto written = std::make_shared<Written>();
    const auto write = [changes, written, by = m_tools.actor(),
                        blank = m_tools.event(eventkind::SettingChanged, nullptr, {})](
                           Session& session) -> Result<std::vector<Event>> {
        const Result<Written> done = SettingRepository::change(session, changes, by);
        if (!done)
            return Failure(done.error());
        *written = *done;
        std::vector<Event> events;
        for (const SettingRepository::Written& each : *done)
            events.push_back(settingChangedEvent(blank, each));
        return events;
    };
    return m_tools.changeAll(write)
        .then(this,
              [this, written](const Result<void>& changed) {
                  if (!changed)
                      return readyResult<Done>(Failure(changed.error()));
                  if (written->empty())
                      return readyResult<Done>(doneWith(*written));
                  return m_tools.look().then(
                      this, [this, written](const Result<ClusterView>& view) -> Result<Done> {
                          // They read the settings when they look at the lease; this makes it prompt.
                          if (view)
                              m_tools.nudge(view->nodes, QStringLiteral("settings"), view->facts.fence);
                          return doneWith(*written);
                      });
              })
        .unwrap();
}

} // namespace rollcall
