#include "model/tables/timeline.h"

#include "model/cluster/eventkinds.h"
#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

#include <algorithm>

namespace rollcall
{

namespace
{

using Kind = NodeStretch::Kind;

/// Follows one node through the events, oldest first, and writes down its stretches.
class PastWalker
{
public:
    PastWalker(const NodeView& node, qint64 from, qint64 now)
        : m_node(node)
        , m_from(from)
        , m_now(now)
        , m_since(std::max(from, node.row.joinedAt))
        , m_joined(node.row.joinedAt <= from)
    {
    }

    void see(const Event& event)
    {
        using namespace eventkind;
        if (event.kind == NodeJoined || event.kind == NodeStarted || event.kind == NodeRestored) {
            // A start that no stop announced ends whatever was before; from when on is not known.
            changeTo(Kind::Alive, event.at);
        } else if (event.kind == NodeStopped) {
            changeTo(Kind::Down, event.at);
        } else if (event.kind == NodeWanted) {
            const QString wanted = event.details.value(QStringLiteral("wanted")).toString();
            if (wanted == wordOf(Wanted::Draining))
                changeTo(Kind::Draining, event.at);
            else if (wanted == wordOf(Wanted::Maintenance))
                changeTo(Kind::Maintenance, event.at);
            else
                changeTo(Kind::Alive, event.at);
        }
    }

    std::vector<NodeStretch> finish()
    {
        const std::optional<Millis> age = m_node.row.heartbeatAge;
        const bool silent = !age || *age > staleAfter || m_node.row.stopped;
        if (silent)
            changeTo(Kind::Down, age ? m_now - age->count() : m_since);
        else if (m_node.key == KeyState::Differs)
            changeTo(Kind::KeyMismatch, m_since);
        else if (m_node.row.wanted == Wanted::Draining && m_kind != Kind::Draining)
            changeTo(Kind::Draining, m_now);
        else if (m_node.row.wanted == Wanted::Maintenance && m_kind != Kind::Maintenance)
            changeTo(Kind::Maintenance, m_now);
        close(m_now);
        return std::move(m_segments);
    }

private:
    void changeTo(Kind kind, qint64 at)
    {
        at = std::clamp(at, m_from, m_now);
        if (!m_joined) {
            m_joined = true;
            m_since = std::max(at, m_from);
            m_kind = kind;
            return;
        }
        if (kind == m_kind)
            return;
        close(at);
        m_kind = kind;
        m_since = std::max(at, m_since);
    }

    void close(qint64 at)
    {
        if (at < m_since)
            at = m_since;
        if (at == m_since && m_kind == Kind::Alive)
            return;
        m_segments.push_back({m_kind, m_since, at, {}, words(at)});
    }

    QString words(qint64 to) const
    {
        static const auto verb = [](Kind kind) {
            switch (kind) {
            case Kind::Draining:
                return QStringLiteral("drained");
            case Kind::Maintenance:
                return QStringLiteral("was in maintenance");
            case Kind::Down:
                return QStringLiteral("was down");
            case Kind::KeyMismatch:
                return QStringLiteral("used a different encryption key");
            default:
                return QStringLiteral("was alive");
            }
        };
        return QStringLiteral("%1 %2 from %3 to %4")
            .arg(m_node.row.name, verb(m_kind), momentText(m_since, m_now),
                 to >= m_now ? QStringLiteral("now") : momentText(to, m_now));
    }

    const NodeView& m_node;
    qint64 m_from;
    qint64 m_now;
    qint64 m_since;
    bool m_joined;
    Kind m_kind = Kind::Alive;
    std::vector<NodeStretch> m_segments;
};

void addTerms(std::vector<NodeStretch>& segments, const ClusterView& view, const NodeView& node, qint64 from)
{
    const qint64 now = view.facts.databaseTime;
    // Terms are newest first; painted oldest first.
    for (auto term = view.facts.terms.rbegin(); term != view.facts.terms.rend(); ++term) {
        if (term->node != node.row.id)
            continue;
        const bool current = view.primary && view.primary->epoch == term->epoch && node.primary;
        // A term whose end was never written lasted at most until the next one began.
        qint64 end = term->endedAt.value_or(current ? now : term->startedAt);
        if (!term->endedAt && !current) {
            const auto next = std::find_if(term, view.facts.terms.rend(),
                                           [&](const Term& each) { return each.epoch > term->epoch; });
            if (next != view.facts.terms.rend())
                end = next->startedAt;
        }
        if (end < from || term->startedAt > now)
            continue;
        const qint64 start = std::max(from, term->startedAt);
        end = std::clamp(end, start, now);
        QString words = QStringLiteral("%1 was primary, epoch %2, from %3 to %4")
                            .arg(node.row.name)
                            .arg(term->epoch)
                            .arg(momentText(term->startedAt, now),
                                 current ? QStringLiteral("now") : momentText(end, now));
        segments.push_back({Kind::Primary, start, end, QStringLiteral("Epoch %1").arg(term->epoch), words});
    }
}

} // namespace

Timeline buildTimeline(const ClusterView& view, const Freshness& freshness, Millis length)
{
    Timeline timeline;
    timeline.to = view.facts.databaseTime;
    timeline.from = timeline.to - length.count();
    for (const NodeView& node : view.nodes) {
        PastWalker past(node, timeline.from, timeline.to);
        for (auto event = view.facts.events.rbegin(); event != view.facts.events.rend(); ++event)
            if (event->node == node.row.id && event->at >= timeline.from)
                past.see(*event);
        NodePast row{node.row.id,
                     node.row.name,
                     freshness.stale() ? Mark::Unknown : stateMark(node),
                     freshness.stale() ? QStringLiteral("Unknown") : stateTitle(node),
                     past.finish()};
        addTerms(row.segments, view, node, timeline.from);
        timeline.rows.push_back(std::move(row));
    }
    return timeline;
}

} // namespace rollcall
