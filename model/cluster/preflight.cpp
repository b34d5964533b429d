#include "model/cluster/preflight.h"

#include "model/cluster/featurechanges.h"
#include "model/cluster/phrases.h"
#include "model/cluster/preflightchecks.h"
#include "model/core/similarword.h"

#include <QStringList>

#include <algorithm>

namespace rollcall
{

namespace
{

/// Which of the failed checks may be accepted, and how.
QString overridesInWords(const QStringList& acceptable)
{
    if (acceptable.isEmpty())
        return QStringLiteral("What is listed cannot be overridden.");
    QStringList options;
    for (const QString& id : acceptable)
        options << QStringLiteral("--override ") + id;
    return QStringLiteral("This can be accepted as it is: %1").arg(options.join(u' '));
}

} // namespace

QString wordOf(Feature feature)
{
    return feature == Feature::LoadBalancing ? QStringLiteral("load-balancing")
                                             : QStringLiteral("high-availability");
}

QString wordOf(CheckState state)
{
    switch (state) {
    case CheckState::Passed:
        return QStringLiteral("passed");
    case CheckState::Warning:
        return QStringLiteral("warning");
    case CheckState::Failed:
        return QStringLiteral("failed");
    case CheckState::NotChecked:
        return QStringLiteral("not-checked");
    }
    Q_UNREACHABLE();
}

int Preflight::count(CheckState state) const
{
    return static_cast<int>(
        std::count_if(checks.begin(), checks.end(), [state](const Check& c) { return c.state == state; }));
}

QString Check::line() const
{
    return QStringLiteral("%1: %2 %3").arg(title, evidence, remedy).trimmed();
}

Result<void> Preflight::verdict(const QStringList& overrides) const
{
    const QString title = feature == Feature::LoadBalancing ? QStringLiteral("Load balancing")
                                                            : QStringLiteral("High availability");
    for (const QString& id : overrides) {
        const auto it =
            std::find_if(checks.begin(), checks.end(), [&id](const Check& check) { return check.id == id; });
        if (it == checks.end()) {
            QStringList known;
            for (const Check& check : checks)
                known << check.id;
            const QString meant = similarWord(id, known);
            return failure(ErrorKind::Invalid, QStringLiteral("There is no check \"%1\".").arg(id),
                           meant.isEmpty() ? QStringLiteral("The checks are %1.").arg(joined(known))
                                           : QStringLiteral("Did you mean \"%1\"?").arg(meant));
        }
        if (it->state == CheckState::Failed && !it->overridable)
            return failure(ErrorKind::Refused,
                           QStringLiteral("The check \"%1\" cannot be overridden: %2").arg(id, it->evidence),
                           it->remedy);
    }
    if (empty)
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 cannot be enabled: no node has registered yet.").arg(title),
                       preflightchecks::howToAddANode);
    QStringList lines;
    QStringList acceptable;
    for (const Check& check : checks) {
        const bool blocks = check.state == CheckState::Failed || check.state == CheckState::NotChecked;
        // That no node is alive is said once, by the check that counts them.
        if (!blocks || check.evidence == preflightchecks::nobodyToAsk ||
            (check.overridable && overrides.contains(check.id)))
            continue;
        lines << check.line();
        if (check.overridable)
            acceptable << check.id;
    }
    if (lines.isEmpty())
        return {};
    Error error{ErrorKind::Refused,
                QStringLiteral("%1 cannot be enabled: %2.")
                    .arg(title, lines.size() == 1
                                    ? QStringLiteral("one check did not pass")
                                    : QStringLiteral("%1 checks did not pass").arg(lines.size())),
                QStringLiteral("Every check, and what it means: rollcallctl preflight %1 --explain. %2")
                    .arg(wordOf(feature), overridesInWords(acceptable)),
                {}};
    error.details = lines;
    return Failure(error);
}

Preflight preflight(Feature feature, const ClusterView& view)
{
    using namespace preflightchecks;
    const Nodes alive = aliveNodes(view);
    Preflight result;
    result.feature = feature;
    result.empty = view.nodes.empty();
    if (feature == Feature::HighAvailability) {
        result.checks.push_back(loadBalancingOn(view));
        result.checks.push_back(enoughNodes(view, alive));
    } else {
        result.checks.push_back(anyNode(view, alive));
    }
    result.checks.push_back(sameDatabase(view, alive));
    result.checks.push_back(sameKey(view, alive));
    result.checks.push_back(sameVersion(alive));
    result.checks.push_back(messengerOnTcp(alive));
    result.checks.push_back(messengerMesh(view, alive));
    result.checks.push_back(sharedStorage(alive));
    result.checks.push_back(clocks(alive));
    result.checks.push_back(license(feature, view));
    if (feature == Feature::HighAvailability)
        result.checks.push_back(databaseRedundancy(view));
    result.changes = changesOfEnabling(feature, view);
    return result;
}

} // namespace rollcall
