#include "model/database/termrepository.h"

#include "model/database/session.h"

#include <algorithm>

namespace rollcall::TermRepository
{

Result<std::vector<Term>> list(Session& session, Millis length, int limit, Epoch before)
{
    const Result<std::vector<Row>> rows = session.query(
        u"term_list", {{u"age", length}, {u"before", before}, {u"limit", std::clamp(limit, 1, 1000)}});
    if (!rows)
        return Failure(rows.error());
    std::vector<Term> terms;
    terms.reserve(rows->size());
    for (const Row& row : *rows) {
        Term term;
        term.epoch = row.number(u"epoch");
        term.node = row.id<NodeId>(u"node");
        term.nodeName = row.text(u"node_name");
        term.startedAt = row.number(u"started_at");
        term.endedAt = row.optionalNumber(u"ended_at");
        term.startReason = row.text(u"start_reason");
        term.endReason = row.text(u"end_reason");
        term.silenceMs = std::max<qint64>(0, row.number(u"silence_ms"));
        term.claimMs = row.optionalNumber(u"claim_ms");
        term.workMs = row.optionalNumber(u"work_ms");
        term.askedBy = row.text(u"asked_by");
        terms.push_back(std::move(term));
    }
    return terms;
}

Result<void> notePhases(Session& session, NodeId node, Epoch epoch, Millis claim, std::optional<Millis> work)
{
    const std::optional<qint64> workMs = work ? std::optional<qint64>(work->count()) : std::nullopt;
    const Result<int> changed = session.execute(
        u"term_note", {{u"epoch", epoch}, {u"node", node}, {u"claim", claim}, {u"work", workMs}});
    if (!changed)
        return Failure(changed.error());
    if (*changed == 0)
        return failure(ErrorKind::NotFound,
                       QStringLiteral("The history has no term %1 of this node.").arg(epoch));
    return {};
}

} // namespace rollcall::TermRepository
