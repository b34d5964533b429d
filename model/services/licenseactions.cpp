#include "model/services/licenseactions.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/phrases.h"
#include "model/database/clusterrepository.h"

namespace rollcall
{

namespace
{

/// " web-06 is over this number and serves nothing."; or nothing.
QString overLimitNote(const ClusterView& view, const License& license)
{
    const QSet<NodeId> over = nodesOverLimit(view.facts.nodes, license.nodes);
    QStringList names;
    for (const NodeView& node : view.nodes)
        if (over.contains(node.row.id))
            names << node.row.name;
    if (names.isEmpty())
        return {};
    return names.size() == 1
               ? QStringLiteral(" %1 is over this number and serves nothing.").arg(names.first())
               : QStringLiteral(" %1 are over this number and serve nothing.").arg(joined(names));
}

} // namespace

Event licenseChangedEvent(Event event, const License& from, const License& to)
{
    event.kind = eventkind::LicenseChanged;
    event.sentence = QStringLiteral("The license was changed from %1 to %2.").arg(from.text(), to.text());
    event.details = {{QStringLiteral("from"), from.toJson()}, {QStringLiteral("to"), to.toJson()}};
    return event;
}

LicenseActions::LicenseActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<Done> LicenseActions::set(std::optional<Edition> edition, std::optional<int> nodes)
{
    if (!edition && !nodes)
        return readyResult<Done>(
            failure(ErrorKind::Invalid, QStringLiteral("Neither an edition nor a number of nodes was given."),
                    QStringLiteral("Give one, or both: license set --edition enterprise --nodes 5")));
    return andThen<ClusterView>(m_tools.look(), this, [this, edition, nodes](const ClusterView& view) {
        const License seen = view.facts.cluster.license;
        License wanted = seen;
        wanted.edition = edition.value_or(seen.edition);
        wanted.nodes = nodes.value_or(seen.nodes);
        wanted.by = m_tools.actor();
        const Mode mode = view.facts.cluster.mode;
        if (wanted.edition == seen.edition && wanted.nodes == seen.nodes)
            return readyResult<Done>(
                Done{QStringLiteral("Nothing changed: the license is %1 already.").arg(seen.text()), {}});
        const NodeId primary = view.primary ? view.primary->node : view.facts.cluster.designated;
        if (const Result<void> may = licenseMayBecome(wanted, mode, view.facts.nodes, primary); !may)
            return readyResult<Done>(Failure(may.error()));
        const Event event =
            licenseChangedEvent(m_tools.event(eventkind::LicenseChanged, nullptr, {}), seen, wanted);
        const auto write = [mode, seen, wanted](Session& session) {
            return ClusterRepository::setLicense(session, mode, seen, wanted);
        };
        return m_tools.change(write, event)
            .then(this, [this, view, seen, wanted](const Result<void>& changed) -> Result<Done> {
                if (!changed)
                    return Failure(changed.error());
                m_tools.nudge(view.nodes, QStringLiteral("license"), view.facts.fence);
                return Done{QStringLiteral("The license is %1.").arg(wanted.text()) +
                                overLimitNote(view, wanted),
                            QStringLiteral("license set --edition %1 --nodes %2")
                                .arg(wordOf(seen.edition))
                                .arg(seen.nodes)};
            });
    });
}

} // namespace rollcall
