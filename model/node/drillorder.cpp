#include "model/node/drillorder.h"

#include "model/cluster/orderkinds.h"
#include "model/core/durationtext.h"
#include "model/database/commandrepository.h"
#include "model/database/session.h"
#include "model/database/transaction.h"

#include <csignal>

#include <unistd.h>

namespace rollcall
{

namespace
{

/// A candidate has written a heartbeat within this time: two are due. staleAfter would be too long to rely
/// on.
constexpr Millis candidateFresh{2500};
/// A heartbeat this shortly after a drill was accepted may still be of the process that the drill killed.
constexpr Millis drillSettles{1000};

Failure drillRefused(const QString& why, const QString& remedy)
{
    return failure(ErrorKind::Refused, why, remedy);
}

} // namespace

Result<DrillOrder> DrillOrder::read(const QJsonObject& arguments)
{
    const QString word = arguments.value(u"kind").toString();
    const std::optional<DrillKind> kind = drillKindFrom(word);
    if (!kind || *kind == DrillKind::Switchover)
        return drillRefused(QStringLiteral("“%1” is no drill that a node carries out.").arg(word.left(40)),
                            QStringLiteral("Order process-death or host-death."));
    if (*kind == DrillKind::ProcessDeath)
        return DrillOrder{*kind, Millis(0)};
    const double length = arguments.value(u"silent_ms").toDouble(0);
    if (!(length >= 1 && length <= orderkind::longestDrillSilenceMs))
        return drillRefused(
            QStringLiteral("A host death needs to know how long the node is silent (silent_ms)."),
            QStringLiteral("Give 1 to %1 milliseconds.").arg(orderkind::longestDrillSilenceMs));
    return DrillOrder{*kind, Millis(static_cast<qint64>(length))};
}

QString DrillOrder::announcement() const
{
    return kind == DrillKind::HostDeath
               ? QStringLiteral(
                     "It ends everything that runs on it now, keeps its lease, and is silent for %1.")
                     .arg(durationText(silence))
               : QStringLiteral("It kills its own worker process now.");
}

Result<void> DrillOrder::accept(Session& session, NodeId me, qint64 order) const
{
    Result<Transaction> transaction = Transaction::begin(session);
    if (!transaction)
        return Failure(transaction.error());
    const Result<std::optional<Row>> intent = session.queryOne(u"take_over_intent");
    if (!intent)
        return Failure(intent.error());
    if (!*intent || fromWord<Mode>((*intent)->text(u"mode")) != Mode::HighAvailability)
        return drillRefused(QStringLiteral("High availability is off: no node would take over."),
                            QStringLiteral("Enable high availability first."));
    if ((*intent)->flag(u"paused"))
        return drillRefused(QStringLiteral("Automatic takeover is paused: no node would take over."),
                            QStringLiteral("Resume it first."));
    const Result<std::optional<Row>> others =
        session.queryOne(u"drill_candidates", {{u"me", me},
                                               {u"fresh", candidateFresh},
                                               {u"kind", QString(orderkind::Drill)},
                                               {u"apart", drillSettles}});
    if (!others)
        return Failure(others.error());
    if (!*others || (*others)->number(u"candidates") == 0)
        return drillRefused(
            QStringLiteral("No other node is able to take over now: the drill would stop the service."),
            QStringLiteral("Start or activate another node, and look at what keeps the others from it."));
    const Result<bool> finished =
        CommandRepository::finish(session, order, CommandState::Done, announcement());
    if (!finished)
        return Failure(finished.error());
    if (!*finished)
        return drillRefused(QStringLiteral("The order was ended before it could be carried out."),
                            QStringLiteral("Give it again."));
    return transaction->commit();
}

void DrillOrder::carryOut(PrimaryBoard& board) const
{
    board.askForSilence(silence);
    for (;;)
        ::kill(::getpid(), SIGKILL);
}

} // namespace rollcall
