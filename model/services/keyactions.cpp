#include "model/services/keyactions.h"

#include "model/database/clusterrepository.h"

namespace rollcall
{

KeyActions::KeyActions(ActionTools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
{
}

FutureResult<Done> KeyActions::take(RotationStep step, const QString& newKey)
{
    return andThen<ClusterView>(
        m_tools.look(), this, [this, step, newKey](const ClusterView& view) -> FutureResult<Done> {
            Result<RotationChange> change = planStep(step, view, newKey);
            if (!change)
                return readyResult<Done>(Failure(change.error()));
            change->wanted.by = m_tools.actor();
            const Event event = m_tools.event(change->event, nullptr, change->sentence,
                                              {{QStringLiteral("phase"), wordOf(change->wanted.phase)},
                                               {QStringLiteral("in_force"), change->wanted.inForce},
                                               {QStringLiteral("other"), change->wanted.other}});
            const auto write = [change = *change](Session& session) {
                return ClusterRepository::setKeys(session, change.seen, change.wanted);
            };
            return m_tools.change(write, event)
                .then(this, [this, view, change = *change](const Result<void>& done) -> Result<Done> {
                    if (!done)
                        return Failure(done.error());
                    m_tools.nudge(view.nodes, QStringLiteral("key"), 0);
                    return Done{change.advice.isEmpty() ? change.sentence
                                                        : change.sentence + u' ' + change.advice,
                                change.undo};
                });
        });
}

} // namespace rollcall
