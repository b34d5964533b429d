#include "model/services/featureactions.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/featurechanges.h"
#include "model/database/clusterrepository.h"

#include <QJsonArray>

namespace rollcall
{

namespace
{

QString titleOf(Feature feature)
{
    return feature == Feature::LoadBalancing ? QStringLiteral("Load balancing")
                                             : QStringLiteral("High availability");
}

Mode modeWith(Feature feature)
{
    return feature == Feature::LoadBalancing ? Mode::LoadBalancing : Mode::HighAvailability;
}

bool isOn(Feature feature, Mode mode)
{
    return feature == Feature::LoadBalancing ? mode != Mode::Single : mode == Mode::HighAvailability;
}

QStringList listOf(const std::vector<QString>& sentences)
{
    return {sentences.begin(), sentences.end()};
}

/// What the checks said that were not passed and accepted all the same: for the audit trail.
QJsonArray acceptedChecks(const Preflight& checks)
{
    QJsonArray accepted;
    for (const Check& check : checks.checks)
        if (check.state != CheckState::Passed)
            accepted.append(QJsonObject{{QStringLiteral("check"), check.id},
                                        {QStringLiteral("state"), wordOf(check.state)},
                                        {QStringLiteral("evidence"), check.evidence}});
    return accepted;
}

/// What does not hold as it should, and is no reason to refuse.
QStringList warningsOf(const Preflight& checks)
{
    QStringList lines;
    for (const Check& check : checks.checks)
        if (check.state == CheckState::Warning)
            lines << check.line();
    return lines;
}

} // namespace

FeatureActions::FeatureActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<Preflight> FeatureActions::preflight(Feature feature)
{
    return m_tools.look().then(this, [feature](const Result<ClusterView>& view) -> Result<Preflight> {
        if (!view)
            return Failure(view.error());
        return rollcall::preflight(feature, *view);
    });
}

FutureResult<Done> FeatureActions::enable(Feature feature, const QStringList& overrides)
{
    return andThen<ClusterView>(m_tools.look(), this, [this, feature, overrides](const ClusterView& view) {
        if (isOn(feature, view.facts.cluster.mode))
            return readyResult<Done>(
                failure(ErrorKind::Refused, QStringLiteral("%1 is on already.").arg(titleOf(feature))));
        const Preflight checks = rollcall::preflight(feature, view);
        if (const Result<void> verdict = checks.verdict(overrides); !verdict)
            return readyResult<Done>(Failure(verdict.error()));
        const QStringList changes = listOf(checks.changes);
        QJsonObject details{{QStringLiteral("mode"), wordOf(modeWith(feature))},
                            {QStringLiteral("changes"), QJsonArray::fromStringList(changes)},
                            {QStringLiteral("accepted"), acceptedChecks(checks)}};
        QString sentence = QStringLiteral("%1 was enabled.").arg(titleOf(feature));
        if (!overrides.isEmpty()) {
            details.insert(QStringLiteral("overrides"), overrides.join(u' '));
            QStringList causes;
            for (const Check& check : checks.checks)
                if (overrides.contains(check.id) && check.state == CheckState::Failed)
                    causes << check.evidence;
            if (!causes.isEmpty())
                sentence += QStringLiteral(" Accepted all the same: %1").arg(causes.join(u' '));
        }
        const Event event = m_tools.event(eventkind::ModeChanged, nullptr, sentence, details);
        return setMode(view, modeWith(feature), view.facts.cluster.designated, event,
                       Done{QStringLiteral("%1 is on.").arg(titleOf(feature)),
                            QStringLiteral("disable %1").arg(wordOf(feature)), changes, warningsOf(checks)});
    });
}

FutureResult<Done> FeatureActions::disable(Feature feature)
{
    return andThen<ClusterView>(m_tools.look(), this, [this, feature](const ClusterView& view) {
        if (const Result<void> may = mayDisable(feature, view); !may)
            return readyResult<Done>(Failure(may.error()));
        const Mode next = feature == Feature::LoadBalancing ? Mode::Single : Mode::LoadBalancing;
        const NodeView* primary = view.find(staysWith(view));
        const QString where =
            primary ? QStringLiteral(" The service stays on %1.").arg(primary->row.name) : QString();
        const QStringList changes = listOf(changesOfDisabling(feature, view));
        const Event event = m_tools.event(eventkind::ModeChanged, nullptr,
                                          QStringLiteral("%1 was disabled.").arg(titleOf(feature)) + where,
                                          {{QStringLiteral("mode"), wordOf(next)},
                                           {QStringLiteral("changes"), QJsonArray::fromStringList(changes)}});
        return setMode(view, next, staysWith(view), event,
                       Done{QStringLiteral("%1 is off.").arg(titleOf(feature)) + where,
                            QStringLiteral("enable %1").arg(wordOf(feature)), changes});
    });
}

FutureResult<Done> FeatureActions::setMode(const ClusterView& view, Mode wanted, NodeId designated,
                                           const Event& event, const Done& done)
{
    const ClusterRow seen = view.facts.cluster;
    const auto write = [seen, wanted, designated](Session& session) -> Result<void> {
        if (const Result<void> set = ClusterRepository::setMode(session, seen.mode, wanted); !set)
            return set;
        if (designated == seen.designated)
            return {};
        return ClusterRepository::setDesignated(session, seen.designated, designated);
    };
    return m_tools.change(write, event)
        .then(this, [this, view, done](const Result<void>& changed) -> Result<Done> {
            if (!changed)
                return Failure(changed.error());
            m_tools.nudge(view.nodes, QStringLiteral("mode"), view.facts.fence);
            return done;
        });
}

FutureResult<Done> FeatureActions::pause(const QString& reason)
{
    const QString words = reason.simplified();
    if (words.isEmpty())
        return readyResult<Done>(failure(ErrorKind::Invalid, QStringLiteral("Pausing needs a reason."),
                                         QStringLiteral("Say why, for whoever finds it paused.")));
    const Event event = m_tools.event(eventkind::FailoverPaused, nullptr,
                                      QStringLiteral("Automatic takeover was paused: %1").arg(words),
                                      {{QStringLiteral("reason"), words}});
    const auto write = [words, by = m_tools.actor()](Session& session) {
        return ClusterRepository::pause(session, words, by);
    };
    return m_tools.change(write, event).then(this, [](const Result<void>& changed) -> Result<Done> {
        if (!changed)
            return Failure(changed.error());
        return Done{QStringLiteral("Automatic takeover is paused: no node takes over by itself."),
                    QStringLiteral("resume")};
    });
}

FutureResult<Done> FeatureActions::resume()
{
    const Event event =
        m_tools.event(eventkind::FailoverResumed, nullptr, QStringLiteral("Automatic takeover was resumed."));
    const auto write = [](Session& session) { return ClusterRepository::resume(session); };
    return m_tools.change(write, event).then(this, [](const Result<void>& changed) -> Result<Done> {
        if (!changed)
            return Failure(changed.error());
        return Done{QStringLiteral("Automatic takeover is on again."), QStringLiteral("pause --reason TEXT")};
    });
}

} // namespace rollcall
