#include "app/ctl/commands/actioncommand.h"

#include "model/core/durationtext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace rollcall::ctl
{

void ActionCommand::opened()
{
    switch (m_needs) {
    case Needs::View:
        return start();
    case Needs::Probes:
        return afterProbes([this] { start(); });
    case Needs::Preflight:
        return beforePreflight([this] { start(); });
    }
}

void ActionCommand::start()
{
    Result<FutureResult<Done>> action = act();
    if (!action)
        return fail(action.error());
    action->then(this, [this](const Result<Done>& done) {
        if (!done)
            return fail(done.error());
        if (out().isJson()) {
            out().json(QJsonObject{
                {QStringLiteral("done"), true},
                {QStringLiteral("sentence"), done->sentence},
                {QStringLiteral("undo"), done->undo.isEmpty() ? QJsonValue() : QJsonValue(done->undo)},
                {QStringLiteral("changes"), QJsonArray::fromStringList(done->changes)},
                {QStringLiteral("warnings"), QJsonArray::fromStringList(done->warnings)}});
        } else {
            out().line(done->sentence);
            for (const QString& change : done->changes)
                out().line(QStringLiteral("  ") + change);
            for (const QString& warning : done->warnings)
                out().line({{QStringLiteral("  Warning: ") + warning, Tone::Caution}});
            if (!done->undo.isEmpty())
                out().line({{QStringLiteral("To take it back: rollcallctl ") + done->undo, Tone::Quiet}});
        }
        finish(ExitCode::Done);
    });
}

Feature featureOf(const QString& word)
{
    return word == rollcall::wordOf(Feature::LoadBalancing) ? Feature::LoadBalancing
                                                            : Feature::HighAvailability;
}

Result<FutureResult<Done>> EnableCommand::act()
{
    return session().actions().enable(featureOf(call().argument(0)),
                                      call().values(QStringLiteral("override")));
}

Result<FutureResult<Done>> DisableCommand::act()
{
    return session().actions().disable(featureOf(call().argument(0)));
}

Result<FutureResult<Done>> PauseCommand::act()
{
    return call().command->name == u"pause"
               ? session().actions().pause(call().value(QStringLiteral("reason")))
               : session().actions().resume();
}

Result<FutureResult<Done>> SwitchoverCommand::act()
{
    NodeId to;
    if (call().has(QStringLiteral("to"))) {
        const Result<NodeView> node = nodeNamed(call().value(QStringLiteral("to")));
        if (!node)
            return Failure(node.error());
        to = node->row.id;
    }
    return session().actions().switchover(to);
}

Result<FutureResult<Done>> RepairCommand::act()
{
    Epoch atLeast = 0;
    if (call().has(QStringLiteral("epoch"))) {
        const QString text = call().value(QStringLiteral("epoch"));
        bool whole = false;
        atLeast = text.toLongLong(&whole);
        if (!whole || atLeast < 1)
            return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not an epoch.").arg(text),
                           QStringLiteral("Give a whole number above 0, as the nodes' alarm says it."));
    }
    return session().actions().repairLease(atLeast);
}

Result<FutureResult<Done>> WantedCommand::act()
{
    const Result<NodeView> node = nodeNamed(call().argument(0));
    if (!node)
        return Failure(node.error());
    Millis length{0};
    if (const QString text = call().value(QStringLiteral("for")); !text.isEmpty()) {
        const Result<Millis> parsed = parseDuration(text);
        if (!parsed)
            return Failure(parsed.error());
        if (*parsed <= Millis(0))
            return failure(ErrorKind::Invalid, QStringLiteral("--for needs a length of time above 0."),
                           QStringLiteral("Leave it out for as long as nobody activates the node."));
        length = *parsed;
    }
    const QString& name = call().command->name;
    const Wanted wanted = name == u"node drain"      ? Wanted::Draining
                          : name == u"node activate" ? Wanted::Active
                                                     : Wanted::Maintenance;
    return session().actions().setWanted(node->row.id, wanted, call().value(QStringLiteral("reason")), length,
                                         call().has(QStringLiteral("override-last")));
}

Result<FutureResult<Done>> PriorityCommand::act()
{
    const Result<NodeView> node = nodeNamed(call().argument(0));
    if (!node)
        return Failure(node.error());
    bool whole = false;
    const int priority = call().argument(1).toInt(&whole);
    if (!whole || priority < 0)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("\"%1\" is not a priority.").arg(call().argument(1)),
                       QStringLiteral("Give a whole number from 0 (never primary) to 1000."));
    return session().actions().setPriority(node->row.id, priority,
                                           call().has(QStringLiteral("override-last")));
}

Result<FutureResult<Done>> MembershipCommand::act()
{
    const bool restore = call().command->name == u"node restore";
    Result<NodeView> node = nodeNamed(call().argument(0), restore);
    if (!node && restore && nodeNamed(call().argument(0)))
        return failure(ErrorKind::Refused, QStringLiteral("%1 is not removed.").arg(call().argument(0)));
    if (!node)
        return Failure(node.error());
    return restore ? session().actions().restoreNode(node->row.id)
                   : session().actions().removeNode(node->row.id);
}

Result<FutureResult<Done>> UnitCommand::act()
{
    const Result<NodeView> node = nodeNamed(call().argument(0));
    if (!node)
        return Failure(node.error());
    const QString& name = call().command->name;
    const UnitOrder order = name == u"unit start"  ? UnitOrder::Start
                            : name == u"unit stop" ? UnitOrder::Stop
                                                   : UnitOrder::Restart;
    return session().actions().orderUnit(node->row.id, call().argument(1), order);
}

} // namespace rollcall::ctl
