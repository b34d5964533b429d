#include "model/cluster/halt.h"

#include <algorithm>

namespace rollcall
{

namespace
{

/// The live node that has seen the highest epoch, if that is above all that the database knows: it lost
/// writes. While all is well a node sees an epoch only after it was written.
const NodeRow* sawMore(const ClusterFacts& facts)
{
    const NodeRow* most = nullptr;
    const Epoch known = std::max(facts.fence, facts.lease ? facts.lease->epoch : 0);
    for (const NodeRow& row : facts.nodes)
        if (!row.removedAt && row.heartbeatFresh() &&
            row.report.highestEpoch > (most ? most->report.highestEpoch : known))
            most = &row;
    return most;
}

Problem halted(const QString& sentence, const QString& detail, const QString& first)
{
    Problem problem;
    problem.severity = Severity::Error;
    problem.sentence = sentence;
    problem.detail = detail + QStringLiteral(" Election is halted.");
    problem.remedy = first + QStringLiteral(", then run: rollcallctl lease repair");
    problem.action = ProblemAction::ShowEvents;
    return problem;
}

} // namespace

std::optional<Problem> haltProblem(const ClusterFacts& facts)
{
    if (!facts.lease)
        return halted(QStringLiteral("The lease is missing from the database"),
                      QStringLiteral("Its row was deleted, so no node may become primary."),
                      QStringLiteral("Find out who deleted it"));
    if (facts.fence != facts.lease->epoch)
        return halted(QStringLiteral("The epoch does not match the lease"),
                      QStringLiteral("The fence is at epoch %1 and the lease at %2: the database lost "
                                     "writes, or was restored.")
                          .arg(facts.fence)
                          .arg(facts.lease->epoch),
                      QStringLiteral("Make sure that this is the right database"));
    if (const NodeRow* node = sawMore(facts))
        return halted(QStringLiteral("The epoch went back"),
                      QStringLiteral("%1 has seen epoch %2 and the database is at %3: it lost writes, or was "
                                     "restored.")
                          .arg(node->name)
                          .arg(node->report.highestEpoch)
                          .arg(facts.fence),
                      QStringLiteral("Make sure that this is the right database"));
    return std::nullopt;
}

} // namespace rollcall
