#include "app/ctl/commands/eventcommands.h"

#include "app/ctl/tables.h"
#include "model/cluster/statusjson.h"
#include "model/core/durationtext.h"

#include <QDateTime>

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

constexpr int standardCount = 50;
constexpr int page = 500;

/// "1h" (that long ago, by the database's clock), or a time in ISO 8601 (local, unless it says its zone).
Result<qint64> sinceOf(const QString& text, qint64 databaseTime)
{
    if (const Result<Millis> ago = parseDuration(text))
        return databaseTime - ago->count();
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.isValid())
        return time.toMSecsSinceEpoch();
    return failure(ErrorKind::Invalid, QStringLiteral("--since cannot be \"%1\".").arg(text),
                   QStringLiteral("Write a length (90s, 15m, 2h, 1d) or a time (2026-03-01T12:00:00)."));
}

Result<int> countOf(const QString& text, int standard, int most)
{
    if (text.isNull())
        return standard;
    bool ok = false;
    const int count = text.toInt(&ok);
    if (ok && count >= 1 && count <= most)
        return count;
    return failure(ErrorKind::Invalid, QStringLiteral("--limit needs a number from 1 to %1.").arg(most));
}

} // namespace

void EventsCommand::opened()
{
    if (const Result<void> read = readOptions(); !read)
        return fail(read.error());
    readOlder();
}

void EventsCommand::notYet(const Error& error)
{
    out().note(QStringLiteral("rollcallctl: ") + error.message());
}

Result<void> EventsCommand::readOptions()
{
    constexpr int most = 1'000'000;
    if (const QString since = call().value(QStringLiteral("since")); !since.isEmpty()) {
        const Result<qint64> time = sinceOf(since, view().facts.databaseTime);
        if (!time)
            return Failure(time.error());
        m_query.since = *time;
    }
    const Result<int> count =
        countOf(call().value(QStringLiteral("limit")), m_query.since > 0 ? most : standardCount, most);
    if (!count)
        return Failure(count.error());
    m_wanted = *count;
    if (call().has(QStringLiteral("kind")))
        m_query.kind = call().value(QStringLiteral("kind"));
    if (const QString severity = call().value(QStringLiteral("severity")); !severity.isEmpty()) {
        const std::optional<Severity> least = fromWord<Severity>(severity);
        if (!least)
            return failure(ErrorKind::Invalid, QStringLiteral("There is no severity \"%1\".").arg(severity),
                           QStringLiteral("There are info, warning and error."));
        m_query.atLeast = *least;
    }
    if (const QString name = call().value(QStringLiteral("node")); !name.isEmpty()) {
        Result<NodeView> node = nodeNamed(name);
        if (!node)
            if (const Result<NodeView> removed = nodeNamed(name, true))
                node = removed;
        if (!node)
            return Failure(node.error());
        m_query.node = node->row.id;
    }
    return {};
}

void EventsCommand::readOlder()
{
    m_query.limit = std::min(page, m_wanted - int(m_collected.size()));
    session().events(m_query).then(this, [this](const Result<std::vector<Event>>& events) {
        if (!events)
            return fail(events.error());
        m_collected.insert(m_collected.end(), events->begin(), events->end());
        if (int(events->size()) == m_query.limit && int(m_collected.size()) < m_wanted) {
            m_query.before = events->back().id;
            return readOlder();
        }
        if (out().isJson() && !following()) {
            QJsonArray array;
            for (auto event = m_collected.crbegin(); event != m_collected.crend(); ++event)
                array.append(eventJson(*event));
            out().json(array);
        } else {
            print(m_collected);
        }
        if (!following())
            return finish(ExitCode::Done);
        m_query.before = 0;
        connect(&session(), &ClusterSession::viewChanged, this, [this] { follow(); });
        follow();
    });
}

void EventsCommand::follow()
{
    const std::vector<Event>& last = view().facts.events;
    if (m_asking || last.empty() || last.front().id <= m_printed)
        return;
    // What was there before anything matched is not new.
    m_query.after = m_printed;
    m_query.limit = 1000;
    m_asking = true;
    session().events(m_query).then(
        this, [this, newest = last.front().id](const Result<std::vector<Event>>& events) {
            m_asking = false;
            if (!events)
                return; // the next view asks again
            print(*events);
            m_printed = std::max(m_printed, newest);
        });
}

void EventsCommand::print(const std::vector<Event>& newestFirst)
{
    for (auto event = newestFirst.crbegin(); event != newestFirst.crend(); ++event) {
        m_printed = std::max(m_printed, event->id);
        if (out().isJson())
            out().json(eventJson(*event), true);
        else
            showEvent(out(), *event);
    }
}

void HistoryCommand::opened()
{
    constexpr int most = 1000;
    const Result<int> count = countOf(call().value(QStringLiteral("limit")), standardCount, most);
    if (!count)
        return fail(count.error());
    session().terms(Millis(0), *count).then(this, [this](const Result<std::vector<Term>>& terms) {
        if (!terms)
            return fail(terms.error());
        if (out().isJson()) {
            QJsonArray array;
            for (const Term& term : *terms)
                array.append(termJson(term));
            out().json(array);
        } else {
            showTerms(out(), *terms);
        }
        finish(ExitCode::Done);
    });
}

} // namespace rollcall::ctl
