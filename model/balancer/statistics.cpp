#include "model/balancer/statistics.h"

#include <QHash>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int mostRecords = 20'000;
constexpr std::size_t mostColumns = 256;
constexpr qsizetype longestField = 120;

/// Reads the fields of one record after the other; a field in quotes may hold commas and ends of lines.
class CsvReader
{
public:
    explicit CsvReader(const QByteArray& text)
        : m_text(text)
    {
    }

    bool atEnd() const { return m_at >= m_text.size(); }

    /// The next record, without what is beyond mostColumns. Its last field is not whole when the text ends
    /// before the line does: see cut().
    std::vector<QByteArray> record()
    {
        std::vector<QByteArray> fields(1);
        bool quoted = false;
        std::size_t column = 0;
        const auto add = [&fields, &column](char c) {
            if (column < mostColumns)
                fields.back() += c;
        };
        bool empty = true; // the field so far
        m_cut = true;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (quoted) {
                if (c != '"')
                    add(c);
                else if (m_at < m_text.size() && m_text[m_at] == '"')
                    add(m_text[m_at++]);
                else
                    quoted = false;
            } else if (c == '"' && empty) {
                quoted = true;
                empty = false;
            } else if (c == ',') {
                empty = true;
                if (++column < mostColumns)
                    fields.emplace_back();
            } else if (c == '\n') {
                m_cut = false;
                break;
            } else if (c != '\r') {
                empty = false;
                add(c);
            }
        }
        return fields;
    }
    bool cut() const { return m_cut; }

private:
    const QByteArray& m_text;
    qsizetype m_at = 0;
    bool m_cut = false;
};

/// Columns by their names in the header.
class Columns
{
public:
    explicit Columns(const std::vector<QByteArray>& header)
    {
        for (std::size_t i = header.size(); i-- > 0;) // the first of two with one name
            m_places.insert(header[i].startsWith('#') ? header[i].mid(1).trimmed() : header[i].trimmed(), i);
    }
    bool has(const char* name) const { return m_places.contains(QByteArray(name)); }
    QString text(const std::vector<QByteArray>& record, const char* name) const
    {
        const std::size_t place = m_places.value(QByteArray(name), record.size());
        if (place >= record.size())
            return {};
        QString text =
            QString::fromUtf8(record[place].left(4 * longestField)).simplified().left(longestField);
        text.removeIf([](QChar each) { return !each.isPrint(); });
        return text;
    }
    /// Nothing: the field is empty or no whole number.
    std::optional<qint64> number(const std::vector<QByteArray>& record, const char* name) const
    {
        bool whole = false;
        const qint64 number = text(record, name).toLongLong(&whole);
        return whole ? std::optional(number) : std::nullopt;
    }

private:
    QHash<QByteArray, std::size_t> m_places;
};

Failure notStatistics(const QString& what, const QString& remedy)
{
    return failure(ErrorKind::Invalid, what, remedy);
}

/// "10.0.0.1:80", "[2001:db8::1]:80", "2001:db8::1:80" (as HAProxy writes it), "unix:…".
QString hostOf(const QString& address)
{
    const qsizetype colon = address.lastIndexOf(u':');
    if (colon <= 0 || address.startsWith(u"unix"))
        return {};
    QString host = address.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    return host;
}

StatisticsServer serverOf(const Columns& columns, const std::vector<QByteArray>& record)
{
    constexpr qint64 mostSeconds = 100LL * 365 * 24 * 3600;
    StatisticsServer server;
    server.backend = columns.text(record, "pxname");
    server.name = columns.text(record, "svname");
    server.host = hostOf(columns.text(record, "addr"));
    BalancerSighting& says = server.says;
    says.server = server.backend + u'/' + server.name;
    says.status = columns.text(record, "status");
    says.view = viewOfStatus(says.status);
    says.check = columns.text(record, "check_status");
    if (says.check.startsWith(u"* ")) // a check is under way; this is the last one's
        says.check.remove(0, 2);
    says.answer = columns.text(record, "check_desc");
    says.code =
        static_cast<int>(std::clamp<qint64>(columns.number(record, "check_code").value_or(0), 0, 999));
    if (const auto seconds = columns.number(record, "lastchg"); seconds && *seconds >= 0)
        says.changed = Millis(std::min(*seconds, mostSeconds) * 1000);
    says.sessions = std::max<qint64>(columns.number(record, "scur").value_or(0), 0);
    return server;
}

} // namespace

BalancerView viewOfStatus(QStringView status)
{
    if (status.startsWith(u"UP") || status == u"no check")
        return BalancerView::Up;
    if (status.startsWith(u"DOWN"))
        return BalancerView::Down;
    // What an administrator of the balancer, or the server's agent, took out without a failed check.
    if (status.startsWith(u"DRAIN") || status.startsWith(u"NOLB") || status.startsWith(u"MAINT"))
        return BalancerView::Drain;
    return BalancerView::Unknown;
}

Result<std::vector<StatisticsServer>> readStatistics(const QByteArray& csv)
{
    if (csv.size() > mostStatistics)
        return notStatistics(
            QStringLiteral("The statistics are larger than %1 MiB.").arg(mostStatistics / 1024 / 1024),
            QStringLiteral("Ask a load balancer that serves this cluster."));
    if (csv.trimmed().isEmpty())
        return notStatistics(QStringLiteral("The load balancer answered with nothing."),
                             QStringLiteral("Look whether these are HAProxy's statistics."));
    if (csv.startsWith("Active connections:") || csv.trimmed().startsWith('{'))
        return notStatistics(
            QStringLiteral(
                "These are not HAProxy's statistics. nginx has no view to ask; Rollcall uses its own."),
            QStringLiteral("Leave balancer.stats empty for nginx."));
    if (csv.startsWith("Permission denied"))
        return notStatistics(
            QStringLiteral("The load balancer's socket does not allow to read the statistics."),
            QStringLiteral("Give it \"level user\" at least, in HAProxy's \"stats socket\" line."));
    CsvReader reader(csv);
    std::vector<QByteArray> header;
    const auto isBlank = [](const std::vector<QByteArray>& record) {
        return record.empty() || (record.size() == 1 && record[0].trimmed().isEmpty());
    };
    int records = 0;
    while (!reader.atEnd() && isBlank(header) && records++ < mostRecords)
        header = reader.record();
    const Columns columns(header);
    if (!columns.has("pxname") || !columns.has("svname"))
        return notStatistics(
            QStringLiteral("These are not HAProxy's statistics: the first line names no columns "
                           "pxname and svname."),
            QStringLiteral("Give the address of HAProxy's \"stats uri\", or its \"stats socket\"."));
    if (!columns.has("status"))
        return notStatistics(QStringLiteral("The statistics have no column status."),
                             QStringLiteral("HAProxy 1.5 and later have it."));
    std::vector<StatisticsServer> servers;
    records = 0;
    while (!reader.atEnd() && records++ < mostRecords) {
        const std::vector<QByteArray> record = reader.record();
        if (isBlank(record))
            continue;
        // What was cut could say anything.
        if (reader.cut() && record.size() < header.size())
            break;
        StatisticsServer server = serverOf(columns, record);
        const QString type = columns.text(record, "type");
        const bool isServer =
            columns.has("type") ? type == u"2" : server.name != u"FRONTEND" && server.name != u"BACKEND";
        if (isServer && !server.backend.isEmpty() && !server.name.isEmpty() && !server.says.status.isEmpty())
            servers.push_back(std::move(server));
    }
    return servers;
}

} // namespace rollcall
