#include "model/tables/eventwords.h"

#include "model/cluster/eventkinds.h"
#include "model/cluster/lease.h"
#include "model/core/durationtext.h"

namespace rollcall
{

namespace
{

using namespace eventkind;

QString detail(const Event& event, const QString& key)
{
    return event.details.value(key).toString();
}

/// How the primary came to its role; reasons of other versions say nothing.
QString takeoverWords(const Event& event)
{
    const QString reason = detail(event, QStringLiteral("reason"));
    if (reason == wordOf(TermStart::First))
        return QStringLiteral("first");
    if (reason == wordOf(TermStart::Silence)) {
        const auto silence = Millis(event.details.value(QStringLiteral("silence_ms")).toInteger());
        return silence.count() > 0 ? QStringLiteral("failover, %1").arg(durationText(silence))
                                   : QStringLiteral("failover");
    }
    if (reason == wordOf(TermStart::Released))
        return QStringLiteral("released");
    if (reason == wordOf(TermStart::Switchover))
        return QStringLiteral("planned");
    if (reason == wordOf(TermStart::Repair))
        return QStringLiteral("repaired");
    return {};
}

QString releaseWords(const Event& event)
{
    const QString reason = detail(event, QStringLiteral("reason"));
    if (reason == wordOf(TermEnd::Stopped))
        return QStringLiteral("stopped");
    if (reason == wordOf(TermEnd::Switchover) || reason == wordOf(TermEnd::Intent))
        return QStringLiteral("planned");
    if (reason == wordOf(TermEnd::WorkerDied))
        return QStringLiteral("process died");
    if (reason == wordOf(TermEnd::UnitFailed))
        return QStringLiteral("unit failed");
    if (reason == wordOf(TermEnd::SelfFenced))
        return QStringLiteral("lease lost");
    return {};
}

QString wantedWords(const Event& event)
{
    const QString wanted = detail(event, QStringLiteral("wanted"));
    if (wanted == wordOf(Wanted::Draining))
        return QStringLiteral("%1 started draining");
    if (wanted == wordOf(Wanted::Maintenance))
        return QStringLiteral("%1 entered maintenance");
    return QStringLiteral("%1 is active");
}

/// Words about a unit of the node; empty when the event does not name one.
QString unitWords(const Event& event)
{
    const QString unit = detail(event, QStringLiteral("unit"));
    if (unit.isEmpty())
        return {};
    if (event.kind == UnitStarted)
        return QStringLiteral("%1 runs on %2").arg(unit, event.nodeName);
    if (event.kind == UnitStopped)
        return QStringLiteral("%1 stopped on %2").arg(unit, event.nodeName);
    if (event.kind == UnitFailed)
        return QStringLiteral("%1 failed on %2").arg(unit, event.nodeName);
    if (event.kind == UnitNotReady)
        return QStringLiteral("%1 is not ready on %2").arg(unit, event.nodeName);
    if (event.kind == UnitReady)
        return QStringLiteral("%1 is ready again on %2").arg(unit, event.nodeName);
    const QString order = detail(event, QStringLiteral("order"));
    return order.isEmpty() ? QString()
                           : QStringLiteral("%1 %2 on %3")
                                 .arg(order, unit, event.nodeName)
                                 .replace(0, 1, order.at(0).toUpper());
}

/// Words about the node as a whole, with %1 for its name; empty for other kinds.
QString nodeWords(const Event& event)
{
    if (event.kind == PrimaryElected)
        return QStringLiteral("%1 became primary");
    if (event.kind == PrimaryReleased)
        return QStringLiteral("%1 gave up primary");
    if (event.kind == PrimaryFenced)
        return QStringLiteral("%1 fenced itself");
    if (event.kind == NodeJoined)
        return QStringLiteral("%1 joined");
    if (event.kind == NodeStarted)
        return QStringLiteral("%1 started");
    if (event.kind == NodeStopped)
        return QStringLiteral("%1 stopped");
    if (event.kind == NodeRemoved)
        return QStringLiteral("%1 was removed");
    if (event.kind == NodeRestored)
        return QStringLiteral("%1 was taken back");
    if (event.kind == NodeRefused)
        return QStringLiteral("%1 was refused");
    if (event.kind == NodeWanted)
        return wantedWords(event);
    return {};
}

/// The sentence up to its first colon, full stop or line end.
QString firstClause(const QString& sentence)
{
    qsizetype end = sentence.size();
    for (const QString& stop : {QStringLiteral(": "), QStringLiteral(". "), QStringLiteral("\n")})
        if (const qsizetype at = sentence.indexOf(stop); at > 0)
            end = std::min(end, at);
    const QString clause = sentence.left(end).trimmed();
    // In a list a full stop at the end of each line is noise.
    return clause.endsWith(u'.') ? clause.chopped(1) : clause;
}

} // namespace

EventWords shortWords(const Event& event)
{
    EventWords words{{}, event.actor};
    if (event.kind == PrimaryElected)
        words.trailing = takeoverWords(event);
    else if (event.kind == PrimaryReleased)
        words.trailing = releaseWords(event);
    if (event.kind.startsWith(QStringLiteral("unit.")))
        words.text = unitWords(event);
    else if (const QString node = nodeWords(event); !node.isEmpty() && !event.nodeName.isEmpty())
        words.text = node.arg(event.nodeName);
    if (words.text.isEmpty())
        words.text = firstClause(event.sentence);
    return words;
}

} // namespace rollcall
