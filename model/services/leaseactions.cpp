#include "model/services/leaseactions.h"

#include "model/cluster/eventkinds.h"
#include "model/core/durationtext.h"
#include "model/database/leaserepair.h"

namespace rollcall
{

namespace
{

/// For an application's transaction that share-locks the fence; below the limit of a call.
constexpr Millis lockWait{2000};

QString wordsOf(const std::optional<Epoch>& epoch)
{
    return epoch ? QStringLiteral("at epoch %1").arg(*epoch) : QStringLiteral("missing");
}

QJsonValue jsonOf(const std::optional<Epoch>& epoch)
{
    return epoch ? QJsonValue(*epoch) : QJsonValue();
}

} // namespace

LeaseActions::LeaseActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<Done> LeaseActions::repair(Epoch atLeast)
{
    return andThen<ClusterView>(m_tools.look(), this, [this, atLeast](const ClusterView& view) {
        const auto epoch = std::make_shared<Epoch>(0);
        Event event = m_tools.event(eventkind::LeaseRepaired, nullptr, {});
        event.severity = Severity::Warning;
        const auto write = [atLeast, epoch, event](Session& session) -> Result<Event> {
            const Result<leaserepair::Repaired> done = leaserepair::repair(session, atLeast, lockWait);
            if (!done)
                return Failure(done.error());
            *epoch = done->epoch;
            Event told = event;
            told.sentence =
                QStringLiteral("The lease was repaired, epoch %1: the fence was %2, the lease was %3, and "
                               "the highest epoch that a node reported was %4.")
                    .arg(QString::number(done->epoch), wordsOf(done->fence), wordsOf(done->lease),
                         QString::number(done->highestSeen));
            told.details = {{QStringLiteral("epoch"), done->epoch},
                            {QStringLiteral("fence"), jsonOf(done->fence)},
                            {QStringLiteral("lease"), jsonOf(done->lease)},
                            {QStringLiteral("highest_seen"), done->highestSeen}};
            return told;
        };
        return m_tools.change(write).then(
            this, [this, view, epoch](const Result<void>& done) -> Result<Done> {
                if (!done)
                    return Failure(done.error());
                m_tools.nudge(view.nodes, QStringLiteral("lease"), *epoch);
                return Done{
                    QStringLiteral("The lease is repaired, epoch %1. A node can become the primary in %2.")
                        .arg(*epoch)
                        .arg(durationText(view.facts.timings.ttl)),
                    {}};
            });
    });
}

} // namespace rollcall
