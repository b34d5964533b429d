#include "model/services/backupactions.h"

#include "model/cluster/eventkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/factsrepository.h"
#include "model/database/noderepository.h"
#include "model/database/settingrepository.h"
#include "model/services/licenseactions.h"
#include "model/services/nodeactions.h"
#include "model/services/settingactions.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// What there is now, and what is to be done about it.
struct Restoration {
    ClusterFacts now;
    RestorePlan plan;
};

Result<Restoration> restorationOf(Session& session, const ClusterBackup& backup)
{
    const Result<ClusterFacts> facts = FactsRepository::read(session);
    if (!facts)
        return Failure(facts.error());
    const Result<std::vector<SettingState>> settings = SettingRepository::states(session);
    if (!settings)
        return Failure(settings.error());
    return Restoration{*facts, planRestore(backup, *facts, *settings)};
}

Result<void> writeLicense(Session& session, const ClusterFacts& now, License wanted, const QString& by)
{
    NodeId primary = now.cluster.designated;
    if (now.lease && !now.lease->released())
        primary = now.lease->holder;
    if (const Result<void> may = licenseMayBecome(wanted, now.cluster.mode, now.nodes, primary); !may)
        return may;
    wanted.by = by;
    return ClusterRepository::setLicense(session, now.cluster.mode, now.cluster.license, wanted);
}

/// In a transaction of the caller's. The value is an event of each change.
Result<std::vector<Event>> carryOut(Session& session, const Restoration& todo, const Event& blank)
{
    const QString& by = blank.actor;
    std::vector<Event> events;
    if (!todo.plan.settings.empty()) {
        const auto written = SettingRepository::change(session, todo.plan.settings, by);
        if (!written)
            return Failure(written.error());
        for (const SettingRepository::Written& each : *written)
            events.push_back(settingChangedEvent(blank, each));
    }
    if (todo.plan.license) {
        if (const auto written = writeLicense(session, todo.now, *todo.plan.license, by); !written)
            return Failure(written.error());
        events.push_back(licenseChangedEvent(blank, todo.now.cluster.license, *todo.plan.license));
    }
    // The highest first: on the way no moment may come in which nobody could be the primary.
    std::vector<RestorePlan::Priority> priorities = todo.plan.priorities;
    std::sort(priorities.begin(), priorities.end(),
              [](const auto& a, const auto& b) { return a.priority > b.priority; });
    for (const RestorePlan::Priority& each : priorities) {
        const auto was = NodeRepository::setPriority(session, {each.node, each.priority, false});
        if (!was)
            return Failure(was.error());
        const auto row = std::find_if(todo.now.nodes.begin(), todo.now.nodes.end(),
                                      [&](const NodeRow& node) { return node.id == each.node; });
        events.push_back(priorityChangedEvent(blank, *row, *was, each.priority));
    }
    return events;
}

Done doneWith(const RestorePlan& plan)
{
    const QString what =
        plan.changes.isEmpty()     ? QStringLiteral("Nothing changed: everything is as in the backup.")
        : plan.changes.size() == 1 ? QStringLiteral("One thing was restored.")
                                   : QStringLiteral("%1 things were restored.").arg(plan.changes.size());
    return {(QStringList{what} + plan.changes + plan.notes).join(u'\n'), {}};
}

} // namespace

BackupActions::BackupActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<ClusterBackup> BackupActions::make()
{
    return m_tools.database([by = m_tools.actor()](Session& session) -> Result<ClusterBackup> {
        const Result<ClusterFacts> facts = FactsRepository::read(session);
        if (!facts)
            return Failure(facts.error());
        const Result<std::vector<SettingState>> settings = SettingRepository::states(session);
        if (!settings)
            return Failure(settings.error());
        return ClusterBackup::of(*facts, *settings, by);
    });
}

FutureResult<RestorePlan> BackupActions::plan(const ClusterBackup& backup)
{
    return m_tools.database([backup](Session& session) {
        return restorationOf(session, backup).map([](const Restoration& todo) { return todo.plan; });
    });
}

FutureResult<Done> BackupActions::restore(const ClusterBackup& backup, bool intoAnother,
                                          const std::optional<RestorePlan>& shown)
{
    const auto done = std::make_shared<Restoration>();
    const auto write = [backup, intoAnother, shown, done,
                        blank = m_tools.event(eventkind::ConfigurationRestored, nullptr, {})](
                           Session& session) -> Result<std::vector<Event>> {
        const Result<Restoration> todo = restorationOf(session, backup);
        if (!todo)
            return Failure(todo.error());
        if (todo->plan.otherCluster && !intoAnother)
            return failure(ErrorKind::Refused,
                           QStringLiteral("The backup is of another cluster, %1.").arg(backup.name),
                           QStringLiteral("If it is meant for this one, which takes its place, say so: "
                                          "--into-another."));
        if (shown && todo->plan != *shown)
            return failure(
                ErrorKind::Conflict,
                QStringLiteral("Nothing was restored: the cluster changed meanwhile, and so did what "
                               "a restore does."),
                QStringLiteral("Look at it again."));
        *done = *todo;
        if (todo->plan.isEmpty())
            return std::vector<Event>();
        Result<std::vector<Event>> events = carryOut(session, *todo, blank);
        if (!events)
            return events;
        Event event = blank;
        event.sentence = QStringLiteral("The configuration was restored from the backup “%1”: %2")
                             .arg(backup.label(), todo->plan.changes.join(u' '));
        event.details = {{QStringLiteral("backup"), backup.toJson()}};
        events->push_back(event);
        return events;
    };
    return m_tools.changeAll(write).then(this, [this, done](const Result<void>& changed) -> Result<Done> {
        if (!changed)
            return Failure(changed.error());
        if (!done->plan.isEmpty())
            m_tools.nudge(assess(done->now, {}).nodes, QStringLiteral("settings"), done->now.fence);
        return doneWith(done->plan);
    });
}

} // namespace rollcall
